"""Agreement per scheme and item, and what it says in plain words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.estimation.agreement.by_group import find_driving_items, measure_agreement_by
from analysis.estimation.agreement.coefficients import agreement_of_table, measure_agreement
from analysis.estimation.agreement.reading import NO_LADDER, describe_agreement

BINARY = ["nej", "ja"]


def test_each_group_has_the_row_that_it_would_have_alone():
    first, second = list("jjnnjnnn"), list("jnnnnnnn")
    table = measure_agreement_by(["a"] * 4 + ["b"] * 4, first, second, "nj").set_index("group")
    alone = measure_agreement(first[:4], second[:4], "nj")
    assert list(table.index) == ["a", "b"]
    assert table.loc["a", "kappa"] == pytest.approx(alone.kappa.value)
    assert table.loc["a", ["n_first", "n_second", "n_both"]].tolist() == [2, 1, 1]
    assert table.loc["b", "positive_agreement"] == 0.0


def test_group_that_only_one_reader_judged_keeps_its_row_without_a_number():
    table = measure_agreement_by(["a", "b"], ["j", "j"], ["j", ""], "nj").set_index("group")
    assert (table.loc["b", "n"], table.loc["b", "n_missing"]) == (0, 1)
    assert math.isnan(table.loc["b", "kappa"])
    assert table.loc["b", "kappa_reason"] == "no case was read by both readers"


def test_groups_may_have_categories_of_their_own():
    table = measure_agreement_by(
        ["a", "b"], ["j", "x"], ["j", "y"], {"a": "nj", "b": "xyz"}, positive=None
    )
    assert table["n_agree"].tolist() == [1, 0]
    assert math.isnan(table["negative_agreement"][1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: measure_agreement_by(["a"], ["j"], ["j", "n"], "nj"), "differ in length"),
        (lambda: measure_agreement_by(["a"], ["j"], ["j"], {"b": "nj"}), "no categories"),
        (lambda: measure_agreement_by(["a"], ["j"], ["j"], "nj", positive="x"), "counts as yes"),
        (lambda: find_driving_items(["a"], ["1", "2"], ["j"], ["n"]), "differ in length"),
        (
            lambda: describe_agreement(
                agreement_of_table([[1, 0], [0, 1]], BINARY), subject="x", positive="måske"
            ),
            "counts as yes",
        ),
    ],
)
def test_input_that_does_not_fit_is_refused(call, message):
    with pytest.raises(EstimationError, match=message):
        call()


def test_item_that_readers_split_on_comes_first_with_its_share_of_all_disagreements():
    items, cases = ["a", "b", "c"] * 10, [str(i) for i in range(10) for _ in range(3)]
    second = ["n" if i < 18 and item == "a" else "j" for i, item in enumerate(items)]
    second[1] = "n"
    table = find_driving_items(items, cases, ["j"] * 30, second).set_index("item_id")
    assert list(table.index) == ["a", "b", "c"]
    assert table["n_disagree"].tolist() == [6, 1, 0]
    assert table["share_of_all"].tolist() == pytest.approx([6 / 7, 1 / 7, 0.0])
    assert (table["share_of_all_lower"] <= table["share_of_all"]).all()
    assert (table["share_of_all"] <= table["share_of_all_upper"]).all()
    assert table.loc["c", "share_of_all_upper"] < 0.6


def test_pair_with_an_empty_answer_is_no_disagreement():
    table = find_driving_items(["a", "a"], ["1", "2"], ["j", "j"], ["", "n"])
    assert table[["n", "n_disagree"]].to_numpy().tolist() == [[1, 1]]


def test_without_disagreement_there_is_no_share_of_them():
    table = find_driving_items(["a", "b"], ["1", "1"], ["j", "n"], ["j", "n"])
    assert table["share_of_all"].isna().all()


def test_disagreements_of_the_same_cases_widen_the_limits():
    def width(n_cases: int) -> float:
        rng = np.random.default_rng(7)
        one = rng.random(n_cases) < 0.3
        differs = np.repeat(one, 60 // n_cases)
        cases = [str(i) for i in np.repeat(np.arange(n_cases), 60 // n_cases)]
        second = ["n" if x else "j" for x in differs] + ["n"] * 10 + ["j"] * 50
        table = find_driving_items(
            ["a"] * 60 + ["b"] * 60, cases * 2, ["j"] * 120, second
        ).set_index("item_id")
        return float(table.loc["a", "share_of_all_upper"] - table.loc["a", "share_of_all_lower"])

    assert width(12) > width(60)


def test_reading_says_how_often_they_agree_and_that_few_are_in_the_target_group():
    reading = describe_agreement(
        agreement_of_table([[43, 2], [2, 1]], BINARY), subject="revalidering", positive="ja"
    )
    assert reading.headline == "De to læsere er enige om revalidering i 44 af 48 sager."
    assert "Det siger for lidt om revalidering" in " ".join(reading.sentences)
    assert not reading.is_informative


def test_reading_of_many_positives_is_informative():
    reading = describe_agreement(
        agreement_of_table([[60, 4], [3, 40]], BINARY), subject="fleksjob", positive="ja"
    )
    assert reading.is_informative
    assert "0,86" in " ".join(reading.sentences)


def test_reading_tells_that_one_reader_says_yes_more_often():
    reading = describe_agreement(
        agreement_of_table([[60, 1], [12, 27]], BINARY), subject="fleksjob", positive="ja"
    )
    assert "første læser sagde »ja« alene i 12 sager, anden læser i 1" in " ".join(
        reading.sentences
    )


def test_reading_of_one_category_says_that_kappa_cannot_be_computed():
    reading = describe_agreement(
        agreement_of_table([[20, 0], [0, 0]], BINARY, n_missing=1), subject="x", positive="ja"
    )
    text = " ".join(reading.sentences)
    assert "kan ikke beregnes" in text
    assert "Ingen af dem fandt nogen" in text
    assert "1 sag er kun læst af den ene" in text


def test_reading_without_second_readings_says_so():
    reading = describe_agreement(agreement_of_table([[0, 0], [0, 0]], BINARY), subject="fleksjob")
    assert reading.headline == "Ingen sager er læst af to læsere om fleksjob."


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4))
@settings(deadline=None)
def test_no_reading_uses_the_ladder_of_words(cells):
    agreement = agreement_of_table(np.reshape(cells, (2, 2)), BINARY)
    reading = describe_agreement(agreement, subject="fleksjob", positive="ja")
    text = " ".join((reading.headline, *reading.sentences)).lower()
    assert not any(word in text for word in ("god", "dårlig", "moderat", "nan", "perfekt"))
    assert "Landis og Koch" in NO_LADDER
