"""What a review can show: held against reviews that are drawn, and against the rule itself."""

from __future__ import annotations

import dataclasses
import json
import math
import re
import time

import numpy as np
import pytest

from analysis.errors import EstimationError, RequestError
from analysis.estimation.count_rule import limit_counts
from analysis.estimation.planning.anticipated import DEFAULT_SHARES, shares_by_stratum
from analysis.estimation.planning.expected_limits import (
    DomainDesign,
    distribute_positives,
    expect_limits,
)
from analysis.estimation.planning.precision import what_can_be_shown
from analysis.estimation.planning.verdicts import judge_precision

FRAME = {
    "KH-SOF-0-2": 900,
    "KH-SOF-2-5": 900,
    "KH-SOF-5-10": 800,
    "KH-SOF-10+": 700,
    "KH-ej-0-2": 4000,
    "KH-ej-2-5": 2500,
    "KH-ej-5-10": 1700,
    "KH-ej-10+": 1150,
    "SD-0-26": 3500,
    "SD-26+": 1500,
}
KH, SD = [s for s in FRAME if s[0] == "K"], [s for s in FRAME if s[0] == "S"]
DOMAINS = {"kontanthjælp": KH, "sygedagpenge": SD}
CENTRES = {f"center {i}": {s: n // 12 for s, n in FRAME.items()} for i in range(12)}


def test_table_has_a_row_for_each_size_domain_and_scheme() -> None:
    table = what_can_be_shown(FRAME, domains=DOMAINS)
    assert len(table.rows) == 3 * 3 * 5
    row = table.of(150, "fleksjob")
    assert (row.n_people, row.n_cases, row.n_positive) == (17_650, 150, pytest.approx(18))
    assert row.persons == pytest.approx(0.12 * 17_650)
    assert row.lower < row.persons < row.upper
    assert row.relative_half_width == pytest.approx(row.half_width / row.persons)


def test_more_cases_give_narrower_intervals() -> None:
    table = what_can_be_shown(FRAME)
    for scheme in ("mindst_en_ordning", "foertidspension", "revalidering"):
        widths = [table.of(n, scheme).half_width for n in (100, 150, 200)]
        bounds = [table.of(n, scheme).zero_bound for n in (100, 150, 200)]
        assert widths == sorted(widths, reverse=True)
        assert bounds == sorted(bounds, reverse=True)


def test_rare_schemes_and_single_centres_cannot_be_shown() -> None:
    table = what_can_be_shown(FRAME, sizes=(150,), domains=CENTRES)
    assert table.of(150, "mindst_en_ordning").verdict == "kan_vises"
    assert table.of(150, "foertidspension").verdict == "kun_stoerrelsesorden"
    assert table.of(150, "revalidering").verdict == "kan_ikke_vises"
    assert {row.verdict for row in table.rows if row.domain != "alle"} == {"kan_ikke_vises"}
    texts = [s.text for s in table.statements if s.code == "domains" and s.n == 150]
    assert len(texts) == 1
    assert "intet siges for sig om »center 0«" in texts[0]


def test_expected_limits_are_the_average_of_the_rule_over_what_may_be_seen() -> None:
    # One stratum, where the positives can lie in one way only: the average is exact.
    people, cases, share = np.array([2_000.0]), np.array([150.0]), 0.1
    design = DomainDesign(people, cases, people, people * share)
    numbers, chances = distribute_positives(design)
    found = limit_counts(numbers[:, None], cases, people)
    expected = expect_limits(design)
    assert expected.lower * 2_000 == pytest.approx(chances @ found.lower)
    assert expected.upper * 2_000 == pytest.approx(chances @ found.upper)


def test_distribution_of_positives_has_the_moments_of_the_design() -> None:
    people, cases = np.array([520.0, 310, 45]), np.array([36.0, 34, 20])
    positives = np.array([52.0, 62, 18])
    design = DomainDesign(people, cases, people, positives)
    numbers, chances = distribute_positives(design)
    p = positives / people
    mean, square = chances @ numbers, chances @ numbers**2
    assert mean == pytest.approx(cases @ p, rel=1e-3)
    variance = (cases * p * (1 - p) * (people - cases) / (people - 1)).sum()
    assert square - mean**2 == pytest.approx(variance, rel=1e-2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scheme", "tolerance"),
    [("mindst_en_ordning", 0.05), ("foertidspension", 0.05), ("revalidering", 0.12)],
)
def test_expected_width_is_that_of_reviews_drawn_again_and_again(scheme, tolerance) -> None:
    by_duration = {"0": 0.6, "2": 1.0, "5": 1.5, "1": 2.0}
    shares = {
        item.scheme: {s: item.share * by_duration.get(s.split("-")[2][:1], 0.5) for s in KH}
        | dict.fromkeys(SD, item.share / 2)
        for item in DEFAULT_SHARES
    }
    table = what_can_be_shown(FRAME, shares=shares, sizes=(150,))
    rng = np.random.default_rng(2026)
    people, cases = np.array([*FRAME.values()]), np.array([*table.allocations[150].values()])
    share = shares_by_stratum(shares, tuple(FRAME))[scheme]
    positive = np.rint(people * share).astype(int)
    drawn = rng.hypergeometric(positive, people - positive, cases, size=(2_000, len(people)))
    found = limit_counts(drawn, cases, people)
    width = np.mean(found.upper - found.lower) / 2
    assert table.of(150, scheme).half_width == pytest.approx(width, rel=tolerance)


def test_detectable_difference_is_found_eight_times_in_ten() -> None:
    table = what_can_be_shown(FRAME, sizes=(200,), domains=DOMAINS)
    pair = next(d for d in table.differences if d.scheme == "mindst_en_ordning")
    rng = np.random.default_rng(5)
    cases = table.allocations[200]
    n = [sum(cases[s] for s in strata) for strata in (KH, SD)]
    first = rng.binomial(n[0], pair.share, 20_000) / n[0]
    second = rng.binomial(n[1], pair.other_share, 20_000) / n[1]
    pooled = (n[0] * first + n[1] * second) / sum(n)
    z = (second - first) / np.sqrt(pooled * (1 - pooled) * (1 / n[0] + 1 / n[1]))
    assert np.mean(np.abs(z) > 1.96) == pytest.approx(0.8, abs=0.05)


def test_domains_that_share_strata_are_not_compared() -> None:
    table = what_can_be_shown(FRAME, sizes=(150,), domains={**DOMAINS, "lang": ["KH-SOF-10+"]})
    pairs = {(d.domain, d.other) for d in table.differences}
    assert pairs == {("kontanthjælp", "sygedagpenge"), ("sygedagpenge", "lang")}


def test_difference_that_nothing_can_show_is_said_to_be_so() -> None:
    tiny = {"KH": 30, "SD": 20}
    table = what_can_be_shown(
        tiny, shares={"fleksjob": 0.9}, sizes=(6,), domains={"a": ["KH"], "b": ["SD"]}
    )
    assert math.isnan(table.differences[0].difference)
    assert table.statements[-1].text == ("Med 6 sager kan ingen forskel mellem »a« og »b« vises.")


def test_response_leaves_fewer_cases_and_wider_intervals() -> None:
    whole = what_can_be_shown(FRAME, sizes=(150,)).of(150, "fleksjob")
    part = what_can_be_shown(FRAME, sizes=(150,), response=0.8).of(150, "fleksjob")
    assert part.n_cases == 120
    assert part.half_width > whole.half_width


def test_given_allocation_is_used() -> None:
    cases = dict.fromkeys(FRAME, 15)
    table = what_can_be_shown(FRAME, sizes=(150,), allocations={150: cases})
    assert table.allocations[150] == cases


@pytest.mark.parametrize("change", [{"SD-26+": 0}, {"SD-26+": 1501}, {"elsewhere": 3}])
def test_given_allocation_that_does_not_fit_is_refused(change) -> None:
    cases = {**dict.fromkeys(FRAME, 15), **change}
    with pytest.raises(RequestError, match="does not fit the strata"):
        what_can_be_shown(FRAME, sizes=(150,), allocations={150: cases})


def test_reading_everybody_leaves_no_width_and_no_bound() -> None:
    small = {"KH": 60, "SD": 40}
    row = what_can_be_shown(small, sizes=(100,), shares={"fleksjob": 0.25}).of(100, "fleksjob")
    assert row.half_width == pytest.approx(0)
    assert row.zero_bound == 0
    assert row.lower == pytest.approx(25)


def test_scheme_of_which_nobody_is_anticipated_has_its_zero_bound() -> None:
    row = what_can_be_shown(FRAME, sizes=(150,), shares={"fleksjob": 0}).of(150, "fleksjob")
    assert row.chance_of_none == 1
    assert row.persons == 0
    assert row.upper == pytest.approx(row.zero_bound)
    assert row.verdict == "kan_ikke_vises"


def test_defaults_are_declared_with_their_source_and_the_callers_own_are_not() -> None:
    table = what_can_be_shown(FRAME, sizes=(150,))
    assert table.assumptions == DEFAULT_SHARES
    dated = [item for item in table.assumptions if item.is_verified]
    assert [(item.share, item.source_date) for item in dated] == [(0.33, "2018-01")]
    assert "Flere skal med" in dated[0].source
    assert what_can_be_shown(FRAME, sizes=(150,), shares={"fleksjob": 0.1}).assumptions == ()


def test_statements_are_danish_sentences_without_blame_or_false_digits() -> None:
    table = what_can_be_shown(FRAME, sizes=(150,), domains={**DOMAINS, **CENTRES})
    for statement in table.statements:
        assert statement.text.endswith(".")
        assert "mangler tilkendelse" not in statement.text
        assert "nan" not in statement.text
    interval = next(s for s in table.statements if (s.code, s.scheme) == ("interval", "fleksjob"))
    numbers = re.findall(r"(\d[\d.]*) til (\d[\d.]*) personer", interval.text)[0]
    assert all(int(n.replace(".", "")) % 100 == 0 for n in numbers)


def test_table_is_plain_data() -> None:
    table = what_can_be_shown(FRAME, sizes=(150,), domains=DOMAINS)
    assert json.loads(json.dumps(dataclasses.asdict(table)))["level"] == 0.95


def test_row_that_was_not_asked_for_is_refused() -> None:
    with pytest.raises(RequestError, match="was not asked for"):
        what_can_be_shown(FRAME, sizes=(150,)).of(175, "fleksjob")


@pytest.mark.parametrize(
    "domains",
    [{"x": ["nowhere"]}, {"x": []}, {"x": {"SD-26+": 1501}}, {"alle": ["SD-26+"]}, {"x": "SD-26+"}],
)
def test_domain_that_cannot_be_is_refused(domains) -> None:
    with pytest.raises(RequestError, match="The domain"):
        what_can_be_shown(FRAME, domains=domains)


def test_share_in_per_cent_is_refused() -> None:
    with pytest.raises(EstimationError, match="anticipated share of fleksjob is out of range"):
        what_can_be_shown(FRAME, shares={"fleksjob": 12})


def test_verdict_needs_cases_positives_and_a_narrow_interval() -> None:
    assert judge_precision(150, 20, 0.5) == "kan_vises"
    assert judge_precision(150, 20, 0.51) == "kun_stoerrelsesorden"
    assert judge_precision(150, 20, 1.01) == "kan_ikke_vises"
    assert judge_precision(29, 20, 0.2) == "kan_ikke_vises"
    assert judge_precision(150, 2.9, 0.2) == "kan_ikke_vises"


@pytest.mark.slow
def test_a_plan_of_three_sizes_and_eight_domains_takes_about_a_second() -> None:
    started = time.perf_counter()
    what_can_be_shown(FRAME, domains={**DOMAINS, **dict([*CENTRES.items()][:6])})
    assert time.perf_counter() - started < 3
