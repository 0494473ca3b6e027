import datetime as dt

import pytest

from analysis.concepts import Benefit
from analysis.errors import CoverageError
from analysis.parameters.loader import load_parameter
from analysis.parameters.reforms import find_reform, reform_calendar, reforms_of


def test_calendar_is_in_order_of_date_and_has_each_id_once():
    calendar = reform_calendar()
    assert [r.date for r in calendar] == sorted(r.date for r in calendar)
    assert len({r.id for r in calendar}) == len(calendar)


def test_every_reform_names_a_reference_and_at_least_one_scheme():
    for reform in reform_calendar():
        assert reform.reference
        assert reform.changes or reform.may_move


def test_no_scheme_is_both_changed_and_only_reached():
    for reform in reform_calendar():
        assert not set(reform.changes) & set(reform.may_move)


def test_steps_of_the_pension_age_are_those_of_the_dated_parameter():
    steps = {r.date for r in reform_calendar() if r.id.startswith("folkepensionsalder")}
    assert steps == {value.valid_from for value in load_parameter("pension_age").values[1:]}
    assert find_reform("folkepensionsalder-2022").label == "Folkepensionsalderen stiger til 67 år"


def test_pension_age_is_as_unverified_as_the_parameter_that_it_rests_on():
    assert find_reform("folkepensionsalder-2019").verified is load_parameter("pension_age").verified


def test_reform_of_2013_touches_the_schemes_of_the_report():
    reform = find_reform("foertidspension-2013")
    assert reform.date == dt.date(2013, 1, 1)
    assert reform.touches(Benefit.FLEKSJOB)
    assert not reform.touches(Benefit.LEDIGHED)


def test_reforms_of_a_scheme_are_those_that_touch_it():
    found = reforms_of(Benefit.FOERTIDSPENSION)
    assert all(r.touches(Benefit.FOERTIDSPENSION) for r in found)
    assert find_reform("kontanthjaelp-2025") in found


def test_what_does_not_reach_all_alike_is_marked():
    uneven = {r.id for r in reform_calendar() if not r.is_alike}
    assert {"pandemi-2020", "mellemkommunal-refusion-2024"} <= uneven


def test_unknown_reform_is_refused_by_name():
    with pytest.raises(CoverageError, match="no reform 'reform-1999'"):
        find_reform("reform-1999")
