"""Reasons are chosen by what two figures state, and reach no further than they can."""

import datetime as dt
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.quoted.definitions import (
    Definition,
    define_table,
    late_reporting,
    quoted_measures,
    with_note,
)
from analysis.comparison.quoted.figures import Figure, Kind, ReasonKind, Standing
from analysis.comparison.quoted.published import read_date
from analysis.comparison.quoted.reasons import find_reasons, judge_difference
from analysis.comparison.quoted.times import parse_span
from analysis.concepts import Benefit, Lineage, Stage
from analysis.parameters.loader import load_yaml

YEAR = parse_span("2017")
AWARDS = Definition(Stage.FLOW, "awards", "persons", "sum")
STOCK = Definition(Stage.STOCK, "recipients", "persons", "mean")


def figure(value=100.0, definition=AWARDS, **other):
    values = {"kind": Kind.PUBLISHED, "source": "Avisen", "benefit": Benefit.FOERTIDSPENSION}
    return Figure(**(values | {"value": value, "span": YEAR, "definition": definition} | other))


def kinds(reference, other):
    return {reason.kind for reason in find_reasons(reference, other)}


def standing(reference, other):
    return judge_difference(reference, other, find_reasons(reference, other))


def test_two_figures_that_state_the_same_have_no_reason_and_no_explanation():
    assert kinds(figure(), figure(110)) == set()
    assert standing(figure(), figure(110)) is Standing.UNEXPLAINED


def test_awards_are_never_subtracted_from_a_stock():
    other = figure(1600, STOCK)
    assert ReasonKind.FLOW_STOCK in kinds(figure(), other)
    assert standing(figure(), other) is Standing.INCOMPARABLE


def test_first_awards_explain_fewer_and_not_more():
    first = replace(AWARDS, counts="first_awards")
    assert standing(figure(100), figure(90, first)) is Standing.POSSIBLE
    assert standing(figure(100), figure(110, first)) is Standing.UNEXPLAINED


def test_full_time_persons_are_fewer_than_persons():
    fulltime = replace(STOCK, unit="fulltime_persons")
    assert standing(figure(100, STOCK), figure(90, fulltime)) is Standing.POSSIBLE
    assert standing(figure(100, STOCK), figure(110, fulltime)) is Standing.UNEXPLAINED


@pytest.mark.parametrize(
    ("other", "pulls"), [((18, 64), -1), ((16, 69), 1), ((18, 69), 0), ((16, 66), None)]
)
def test_a_wider_range_of_ages_pulls_a_count_up(other, pulls):
    reasons = find_reasons(
        figure(1, replace(STOCK, ages=(16, 66))), figure(1, replace(STOCK, ages=other))
    )
    assert [reason.pulls for reason in reasons] == ([] if pulls is None else [pulls])


def test_a_wider_population_pulls_a_rate_down():
    share = replace(STOCK, unit="percent", base=(18, 64))
    (reason,) = find_reasons(figure(1, share), figure(1, replace(share, base=(16, 66))))
    assert (reason.kind, reason.pulls) == (ReasonKind.BASE, -1)


def test_what_one_of_them_leaves_out_is_no_reason():
    stated = replace(STOCK, ages=(16, 66), place="bopæl", register="jobindsats")
    assert kinds(figure(1, STOCK), figure(2, stated)) == set()


def test_late_reports_reach_as_far_as_is_known_and_no_further():
    early, late = dt.date(2018, 1, 31), dt.date(2018, 8, 31)
    first = figure(100, stated_on=early)
    most = 100 * late_reporting().share
    assert standing(first, figure(100 + most - 1, stated_on=late)) is Standing.COVERED
    assert standing(first, figure(100 + most + 1, stated_on=late)) is Standing.PARTLY
    assert standing(first, figure(95, stated_on=late)) is Standing.UNEXPLAINED


def test_late_reports_pull_down_the_figure_that_was_stated_first():
    late = figure(100, stated_on=dt.date(2018, 8, 31))
    (reason,) = find_reasons(late, figure(95, stated_on=dt.date(2018, 1, 31)))
    assert (reason.kind, reason.pulls) == (ReasonKind.LATE, -1)


def test_figures_stated_long_after_have_nothing_more_to_come():
    a = figure(100, stated_on=dt.date(2020, 1, 31))
    assert kinds(a, figure(105, stated_on=dt.date(2021, 1, 31))) == set()


@pytest.mark.parametrize(
    ("stated_first", "is_late"), [(dt.date(2018, 12, 31), True), (dt.date(2019, 1, 31), False)]
)
def test_awards_come_late_for_a_year_and_no_longer(stated_first, is_late):
    first, later = figure(stated_on=stated_first), figure(105, stated_on=dt.date(2021, 1, 31))
    assert (ReasonKind.LATE in kinds(first, later)) == is_late


def test_late_share_is_ankestyrelsens_own_two_numbers():
    assert late_reporting().share == pytest.approx(1430 / 1292 - 1, abs=0.0005)


def test_another_period_is_a_development_and_no_difference():
    other = figure(200, span=parse_span("2018"))
    assert kinds(figure(), other) == {ReasonKind.PERIOD}
    assert standing(figure(), other) is Standing.INCOMPARABLE


def test_a_rolling_year_may_differ_from_a_mean():
    assert kinds(figure(1, STOCK), figure(1, replace(STOCK, span="rolling_year"))) == {
        ReasonKind.SPAN
    }


def test_rounding_alone_makes_two_figures_the_same():
    share = Definition(Stage.STOCK, "recipients", "percent", "date", rounded_to=0.1)
    assert standing(figure(2.70, share), figure(2.78, share)) is Standing.SAME
    assert standing(figure(2.70, share), figure(2.95, share)) is Standing.UNEXPLAINED


def test_rounding_reaches_half_of_each_last_digit_and_no_further():
    share = Definition(Stage.STOCK, "recipients", "percent", "date", rounded_to=0.1)
    finer = replace(share, rounded_to=0.01)
    assert standing(figure(2.7, share), figure(2.79, share)) is Standing.SAME
    assert standing(figure(2.7, share), figure(2.82, share)) is Standing.UNEXPLAINED
    assert standing(figure(2.7, share), figure(2.754, finer)) is Standing.SAME
    assert standing(figure(2.7, share), figure(2.76, finer)) is Standing.UNEXPLAINED


def test_whole_persons_are_not_rounded():
    counted = replace(AWARDS, rounded_to=1)
    assert standing(figure(322, counted), figure(321, counted)) is Standing.UNEXPLAINED


def test_a_blank_of_a_source_that_hides_small_numbers_says_so():
    hidden = figure(math.nan, replace(STOCK, hides_below=3))
    (reason,) = find_reasons(figure(2, STOCK), hidden)
    assert (reason.kind, reason.label) == (ReasonKind.HIDDEN, "0-2 vises ikke")
    assert standing(figure(2, STOCK), hidden) is Standing.INCOMPARABLE


def test_synthetic_and_observed_are_never_subtracted():
    made = Lineage(frozenset({"a.csv"}), frozenset({"a.csv"}))
    assert standing(figure(), figure(lineage=made)) is Standing.INCOMPARABLE


def test_revalidering_of_auk01_explains_fewer_there():
    own = define_table("recipients_fulltime", "AUK01", Benefit.REVALIDERING)
    whole = replace(own, traits=())
    assert standing(figure(81, own), figure(95, whole)) is Standing.POSSIBLE
    assert standing(figure(81, own), figure(70, whole)) is Standing.UNEXPLAINED


def test_place_is_a_reason_where_both_state_another():
    a, b = (replace(AWARDS, place=place) for place in ("opholdskommunen", "bopæl ved start"))
    assert kinds(figure(1, a), figure(1, b)) == {ReasonKind.PLACE}


def test_two_reports_of_different_versions_may_differ():
    then = figure(90, kind=Kind.EARLIER, made_with="praksis 0.1")
    assert kinds(figure(100, made_with="praksis 0.2"), then) == {ReasonKind.METHOD}


@settings(max_examples=60)
@given(
    value=st.floats(1, 1e5),
    change=st.floats(0.2, 4),
    low=st.integers(0, 30),
    high=st.integers(50, 80),
    days=st.integers(0, 900),
)
def test_reasons_pull_the_other_way_when_the_two_change_places(value, change, low, high, days):
    day = dt.date(2018, 1, 1)
    a = figure(value, replace(AWARDS, ages=(16, 66)), stated_on=day)
    b = figure(
        value * change, replace(AWARDS, ages=(low, high)), stated_on=day + dt.timedelta(days)
    )
    there, back = find_reasons(a, b), find_reasons(b, a)
    assert [(r.kind, r.pulls) for r in there] == [(r.kind, -r.pulls) for r in back]
    assert standing(a, b) is standing(b, a)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2016", "2016"), ("2017H2", "2. halvår 2017"), ("2018Q1-Q3", "1.-3. kvartal 2018"),
        ("2017M01-M02", "januar-februar 2017"), ("2017-01", "januar 2017"),
        ("2014-2018", "2014-2018"), ("2012Q1", "1. kvartal 2012"), ("2025K4", "4. kvartal 2025"),
    ],
)  # fmt: skip
def test_times_are_read_as_papers_write_them(text, label):
    assert parse_span(text).label == label


@pytest.mark.parametrize("text", ["2018 list", "2018Q5", "2018M11-M02", "", "sidste år"])
def test_what_is_no_time_is_not_guessed(text):
    assert parse_span(text) is None


def test_a_month_can_be_as_late_as_its_last_day():
    assert read_date("2018-02") == (dt.date(2018, 2, 28), "februar 2018")
    assert read_date("2018-13")[0] is None


def test_a_note_states_who_counted():
    awards = quoted_measures()["foertidspension_awards"].definition
    assert with_note(awards, "Copenhagen own numbers").register == "kommunen selv"
    assert with_note(awards, "").register == ""


def test_an_unknown_table_states_its_unit_and_nothing_more():
    told = define_table("recipients_fulltime", "XYZ9", Benefit.FLEKSJOB)
    assert (told.unit, told.ages, told.register) == ("fulltime_persons", None, "")


def test_every_property_in_the_file_is_one_that_is_known():
    tables = load_yaml("quoted_figures")["tables"]
    for name in tables:
        dataset, table, *benefit = name.split("/")
        define_table(dataset, table, Benefit(benefit[0]) if benefit else Benefit.FLEKSJOB)
    assert next(iter(quoted_measures())) == "foertidspension_awards"
