"""Long-term recipients are those of long duration, held against the pooled peers."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.assemble import compare_practice
from analysis.comparison.longterm import Basis, compare_longterm, compare_with_pooled
from analysis.concepts import Benefit, Origin
from analysis.errors import RequestError

LABELS = ("0-26 uger", "27-52 uger", "53-260 uger", "Over 260 uger")
VISITATIONS = {"1": 3, "2": 5, "3": 1, "4": 1, "9": 0}


UNUSED = ("AUK01.csv", "AUK01-net.csv", "FOLK1A-2015.csv", "PEN113.csv", "y25i01.json")


def durations(invented, counts, *, months=("2025M12", "2026M01")):
    """Return a file of recipients by duration; `counts` gives a municipality's four groups."""
    rows = [
        [month, name, label, count]
        for month in months
        for place, name in enumerate(invented.NAMES)
        for label, count in zip(LABELS, counts(place), strict=True)
    ]
    columns = ["Periode", "Område", "Varighed", "Antal personer"]
    return ("y60a27", json.dumps({"columns": columns, "rows": rows}))


def visitation(invented):
    """Return a file of recipients by visitation group."""
    rows = (
        (code, 1, group, "2025M12", weight * (20 + place))
        for place, code in enumerate(invented.CODES)
        for group, weight in VISITATIONS.items()
    )
    return ("KY04", invented.statbank("OMRÅDE;TAL;VISITATION;TID", rows))


def alike(place):
    """Return groups that are alike in all but the focus, whose long ones are twice as many."""
    long = 2 if place == 0 else 1
    return (40 + place, 30 + place, long * (60 + 2 * place), long * (20 + place))


def open_comparison(invented, folder, extra, *, synthetic=frozenset(), peers="9902,9903,9904"):
    files = {**invented.without(invented.country(), *UNUSED), **extra}
    store = invented.open_country(folder, files, synthetic=synthetic)
    return compare_practice(store, "9901", peers=peers)


@pytest.fixture(scope="module")
def comparison_with_durations(invented, tmp_path_factory):
    extra = {"y60a27.json": durations(invented, alike)}
    return open_comparison(invented, tmp_path_factory.mktemp("durations"), extra)


@pytest.fixture(scope="module")
def longterm(comparison_with_durations):
    return compare_longterm(comparison_with_durations)


def test_a_year_is_everybody_in_the_groups_beyond_it(longterm):
    year, five = longterm.measures
    assert (year.weeks, five.weeks) == (52, 260)
    assert (year.n_long, year.n_all) == (160, 230)
    assert (five.n_long, five.n_all) == (40, 230)
    assert year.basis is Basis.DURATION


def test_share_of_the_peers_is_of_their_pooled_recipients(longterm):
    groups = [alike(place) for place in (1, 2, 3)]
    pooled = sum(sum(g[2:]) for g in groups) / sum(sum(g) for g in groups)
    assert longterm.measures[0].peers_share == pytest.approx(pooled)
    assert longterm.measures[0].share == pytest.approx(160 / 230)


def test_rate_is_per_resident_of_working_age(longterm, comparison_with_durations):
    population = comparison_with_durations.population
    nearest = [day.isoformat() for day in population.dates].index("2026-01-01")
    people = population.by_age[nearest, :, 16:67, 0].sum()
    measure = longterm.measures[0]
    assert measure.per_1000 == pytest.approx(1000 * measure.n_long / measure.n_residents)
    assert measure.n_residents == pytest.approx(people)
    assert measure.carried == "2026-01-01"


def test_stock_has_the_range_of_municipalities_and_no_poisson_limits(longterm):
    gap = longterm.measures[0].among_recipients
    assert gap.ratio is None
    assert gap.ordinary is not None
    assert gap.ordinary.n == 25


def test_period_after_the_reports_own_is_not_used(longterm):
    assert {str(measure.period) for measure in longterm.measures} == {"2025M12"}


def test_length_that_no_group_begins_at_is_left_out(comparison_with_durations):
    found = compare_longterm(comparison_with_durations, weeks=(40, 52))
    assert [measure.weeks for measure in found.measures] == [52]


def test_benefit_without_durations_has_no_answer(comparison_with_durations):
    assert compare_longterm(comparison_with_durations, benefit=Benefit.SYGEDAGPENGE) is None


def test_length_below_a_week_is_refused(comparison_with_durations):
    with pytest.raises(RequestError, match="less than one week"):
        compare_longterm(comparison_with_durations, weeks=(0,))


@pytest.fixture(scope="module")
def with_a_blank(invented, tmp_path_factory):
    def counts(place):
        return (*alike(place)[:3], None) if place == 1 else alike(place)

    extra = {"y60a27.json": durations(invented, counts, months=("2025M12",))}
    folder = tmp_path_factory.mktemp("blank")
    made = frozenset({"y60a27.json"})
    return compare_longterm(open_comparison(invented, folder, extra, synthetic=made))


def test_blank_group_leaves_the_municipality_out_and_is_counted(with_a_blank):
    year = with_a_blank.measures[0]
    assert year.n_blank == 1
    pooled = [alike(place) for place in (2, 3)]
    share = sum(sum(g[2:]) for g in pooled) / sum(sum(g) for g in pooled)
    assert year.peers_share == pytest.approx(share)


def test_peer_with_a_blank_short_group_is_told_as_left_out_of_the_share(invented, tmp_path):
    def counts(place):
        return (None, *alike(place)[1:]) if place == 1 else alike(place)

    extra = {"y60a27.json": durations(invented, counts, months=("2025M12",))}
    year = compare_longterm(open_comparison(invented, tmp_path, extra)).measures[0]
    assert (year.among_residents.n_peers, year.among_recipients.n_peers) == (3, 2)
    assert year.n_blank == 1


def test_synthetic_durations_make_the_result_synthetic(with_a_blank):
    assert with_a_blank.lineage.origin is Origin.SYNTHETIC


def test_visitation_stands_in_only_where_there_are_no_durations(invented, tmp_path):
    extra = {"KY04.csv": visitation(invented)}
    found = compare_longterm(open_comparison(invented, tmp_path, extra))
    (measure,) = found.measures
    assert measure.basis is Basis.VISITATION
    assert not found.is_duration
    assert (measure.n_long, measure.n_all) == (100, 200)


def test_without_either_nothing_is_measured(comparison):
    assert compare_longterm(comparison) is None


def test_expected_number_is_the_pooled_rate_by_hand():
    counts = np.array([30.0, 10, 20, *[15] * 22])
    people = np.array([300.0, 100, 400, *[150] * 22])
    gap = compare_with_pooled(counts, people, focus=0, peers=[1, 2], level=0.95)
    assert gap.n_expected == pytest.approx(300 * 30 / 500)
    assert gap.n_peers == 2


@settings(max_examples=25)
@given(
    peers=st.lists(st.integers(1, 400), min_size=3, max_size=3),
    scale=st.floats(1.5, 6),
    own=st.integers(0, 200),
)
def test_expected_number_follows_the_focus_people_and_ignores_its_count(peers, scale, own):
    counts = np.array([float(own), *map(float, peers), *[50.0] * 21])
    people = np.full(25, 1000.0)
    once = compare_with_pooled(counts, people, focus=0, peers=[1, 2, 3], level=0.95)
    people[0] *= scale
    again = compare_with_pooled(counts, people, focus=0, peers=[3, 1, 2], level=0.95)
    assert again.n_expected == pytest.approx(scale * once.n_expected)
    assert once.n_expected == pytest.approx(sum(peers) / 3)
    assert again.n_observed == own


def test_municipality_without_recipients_is_left_out_of_the_share():
    counts, people = np.full(24, 5.0), np.full(24, 10.0)
    counts[1] = people[1] = 0
    gap = compare_with_pooled(counts, people, focus=0, peers=[1, 2], level=0.95)
    assert gap.n_peers == 1
    assert gap.n_expected == pytest.approx(5)


def test_blank_focus_has_no_number_and_no_verdict():
    counts, people = np.full(24, 5.0), np.full(24, 10.0)
    counts[0] = math.nan
    gap = compare_with_pooled(counts, people, focus=0, peers=[1, 2], level=0.95)
    assert math.isnan(gap.n_expected)
