"""Does the comparison find the practice that the generated data were made with?

The embedded statistics were generated with known effects, written to
``tests/synthetic/truth.csv`` and read by no estimator: practice, and need that neither
age nor sex carries. Standardisation promises to take age and sex away and nothing else,
so it is held against practice times that need. Municipalities count by their expected
number, since the ratio of a small one is mostly chance.

In the awards of 2025 the standardised ratio correlates 0.93 with the truth and the crude
one 0.90; a tenth more awards through age alone moves the crude ratio by 9 % and the
standardised one by less than 1 %. Held against practice alone the two are alike (0.74 and
0.79), for the need that no source measures stays in both: a ratio is not a practice.
"""

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.practice import MeasureComparison

AWARDS, STOCK = ("foertidspension", "flow"), ("foertidspension", "stock")


@pytest.fixture(scope="module")
def truth(repository) -> pd.DataFrame:
    return pd.read_csv(
        repository / "tests" / "synthetic" / "truth.csv", dtype={"municipality_code": "str"}
    )


@pytest.fixture(scope="module")
def series(embedded: PracticeComparison, truth):
    """Return, by headline, the logarithms of truth and of both ratios, and the weights."""
    measures = {(m.headline.benefit.value, m.headline.stage.value): m for m in embedded.measures}
    return {key: _side_by_side(measures[key], truth, key) for key in (AWARDS, STOCK)}


def _side_by_side(
    measure: MeasureComparison, truth: pd.DataFrame, key: tuple[str, str]
) -> pd.DataFrame:
    counts, people = measure.window.counts.sum(axis=0), measure.window.exposure.sum(axis=0)
    crude = (counts / people) / (counts.sum() / people.sum())
    of_series = (truth["benefit"] == key[0]) & (truth["stage"] == key[1])
    true = truth[of_series].set_index("municipality_code")
    frame = pd.DataFrame(
        {
            "practice": true["log_practice_effect"],
            "need": np.log(true["multiplier_conditions"] * true["multiplier_hidden_need"]),
            "standardised": np.log(measure.municipalities["ratio"]),
            "crude": pd.Series(np.log(crude), index=list(measure.cells.codes)),
            "weight": measure.municipalities["n_expected"],
        }
    )
    frame["true"] = frame["practice"] + frame["need"]
    frame["age"] = frame["crude"] - frame["standardised"]
    assert len(frame) == 98
    assert frame.notna().all(axis=None)
    return frame


def _centred(frame: pd.DataFrame) -> pd.DataFrame:
    means = {name: np.average(frame[name], weights=frame["weight"]) for name in frame}
    return frame - pd.Series(means)


def correlation(frame: pd.DataFrame, one: str, other: str) -> float:
    centred, weight = _centred(frame), frame["weight"]
    products = (weight * centred[one] * centred[other]).sum()
    squares = [(weight * centred[name] ** 2).sum() for name in (one, other)]
    return float(products / np.sqrt(squares[0] * squares[1]))


def slope_on_age(frame: pd.DataFrame, ratio: str) -> float:
    """Return how much of the age mix is left in a ratio's error: 1 all of it, 0 nothing."""
    centred, weight = _centred(frame), frame["weight"]
    error = centred[ratio] - centred["true"]
    return float((weight * error * centred["age"]).sum() / (weight * centred["age"] ** 2).sum())


@pytest.mark.parametrize(("key", "least"), [(AWARDS, 0.85), (STOCK, 0.95)])
def test_standardised_ratio_follows_the_truth_better_than_the_crude(series, key, least):
    frame = series[key]
    assert correlation(frame, "standardised", "true") > least
    assert correlation(frame, "standardised", "true") > correlation(frame, "crude", "true")


@pytest.mark.parametrize("key", [AWARDS, STOCK])
def test_age_is_in_the_crude_ratio_and_not_in_the_standardised_one(series, key):
    assert slope_on_age(series[key], "crude") > 0.7
    assert abs(slope_on_age(series[key], "standardised")) < 0.3


def test_koebenhavn_is_nearer_to_its_truth_when_age_is_taken_away(series):
    for frame in series.values():
        centred = _centred(frame)
        errors = (centred[["standardised", "crude"]].sub(centred["true"], axis=0)).loc["101"].abs()
        assert errors["standardised"] < errors["crude"] / 2


def test_awards_of_koebenhavn_lie_below_the_expected(embedded, series):
    assert series[AWARDS].loc["101", "true"] < 0
    awards = embedded.measures[0]
    for gap in (awards.against_peers, awards.against_country):
        assert gap.ratio.upper < 1
