"""Small cells are hidden, and what is hidden cannot be worked out from what is shown."""

from __future__ import annotations

import dataclasses
import importlib.util
import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.concepts import Estimate
from analysis.errors import EstimationError, RequestError
from analysis.findings.hidden_cells import adds_up, find_range, hide_cells, is_covered, is_within
from analysis.findings.hidden_parts import find_hidden_parts
from analysis.findings.releases import find_release
from analysis.findings.rounding import round_outwards
from analysis.findings.suppression import (
    HIDDEN,
    is_hidden,
    suppress_counts,
    suppress_results,
    suppress_table,
)
from analysis.findings.suppression_notes import round_people_in, soften_counts

THRESHOLD = 5
ANY = "mindst_en"


def load_invented():
    path = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
    spec = importlib.util.spec_from_file_location("praksis_tests_invented_review", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


INVENTED = load_invented()


def possible_values(table, hidden):
    """Return, by trying all, which values each hidden cell may have beside known totals."""
    table, hidden = np.asarray(table), np.asarray(hidden)
    rows, columns = table.shape
    free = list(itertools.product(range(rows - 1), range(columns - 1)))
    limits = [range(min(table[i].sum(), table[:, j].sum()) + 1) for i, j in free]
    values = {cell: set() for cell in zip(*np.nonzero(hidden), strict=True)}
    for chosen in itertools.product(*limits):
        guess = np.zeros_like(table)
        for (i, j), value in zip(free, chosen, strict=True):
            guess[i, j] = value
        guess[:-1, -1] = table[:-1].sum(axis=1) - guess[:-1, :-1].sum(axis=1)
        guess[-1] = table.sum(axis=0) - guess[:-1].sum(axis=0)
        if (guess >= 0).all() and (guess == table)[~hidden].all():
            for cell, found in values.items():
                found.add(int(guess[cell]))
    return values


class TestCounts:
    def test_small_cells_are_hidden_and_zeros_are_not(self):
        assert suppress_counts([2, 3, 30, 0], threshold=5).tolist() == [True, True, False, False]

    def test_a_zero_is_hidden_where_it_would_tell_something(self):
        found = suppress_counts([0, 30, 40], threshold=5, zero_is_small=True)
        assert found.tolist() == [True, True, False]

    def test_all_but_a_few_are_hidden_with_the_few(self):
        assert suppress_counts([100, 2], threshold=5).all()

    def test_one_small_cell_takes_another_with_it_where_the_total_is_shown(self):
        assert suppress_counts([2, 9, 30], threshold=5).tolist() == [True, True, False]

    def test_two_small_cells_that_add_up_to_less_than_the_threshold_take_a_third(self):
        assert suppress_counts([1, 1, 8, 30], threshold=5).tolist() == [True, True, True, False]

    def test_without_totals_only_small_cells_are_hidden(self):
        table = [[2, 9], [9, 9]]
        found = suppress_counts(table, threshold=5, margins_shown=False)
        assert found.tolist() == [[True, False], [False, False]]

    def test_a_small_cell_of_a_table_takes_the_three_corners_of_a_rectangle(self):
        # By hand: 2 follows from its row and from its column, and the corner from both.
        found = suppress_counts([[2, 20, 90], [30, 7, 80], [70, 60, 50]], threshold=5)
        assert found.astype(int).tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0]]

    def test_nothing_is_hidden_where_nothing_is_small(self):
        assert not suppress_counts([[5, 9], [12, 0]], threshold=5).any()

    def test_small_totals_are_hidden_with_their_cells(self):
        found = suppress_table([[1, 2], [20, 30]], threshold=5)
        assert found[0].all()
        assert not found[2].any()

    @pytest.mark.parametrize("counts", [[-1, 8], [1.5, 8], [math.nan, 8], [], [[[1]]]])
    def test_what_is_no_count_is_refused(self, counts):
        with pytest.raises(EstimationError, match="Counts to be suppressed"):
            suppress_counts(counts, threshold=5)

    @settings(deadline=None, max_examples=30)
    @given(st.lists(st.integers(0, 20), min_size=1, max_size=7))
    def test_no_cell_of_a_list_can_be_bounded_below_the_threshold(self, counts):
        hidden = suppress_counts(counts, threshold=THRESHOLD)
        assert all(hidden[i] for i, n in enumerate(counts) if 0 < n < THRESHOLD)
        if hidden.any():
            # Cells that add up to S and are not negative: each lies from 0 to S.
            width = sum(n for n, hides in zip(counts, hidden, strict=True) if hides)
            assert hidden.sum() > 1 or len(counts) == 1
            assert width >= min(THRESHOLD, sum(counts))

    @settings(deadline=None, max_examples=15)
    @given(
        st.sampled_from([(2, 2), (2, 3), (3, 2)]).flatmap(
            lambda shape: st.lists(
                st.lists(st.integers(0, 7), min_size=shape[1], max_size=shape[1]),
                min_size=shape[0],
                max_size=shape[0],
            )
        )
    )
    def test_no_cell_of_a_table_can_be_bounded_below_the_threshold(self, table):
        hidden = suppress_counts(table, threshold=THRESHOLD)
        counts = np.array(table)
        assert hidden[(counts > 0) & (counts < THRESHOLD)].all()
        best = possible_values(table, np.ones_like(hidden)) if hidden.any() else {}
        for cell, values in possible_values(table, hidden).items():
            attainable = max(best[cell]) - min(best[cell])
            assert max(values) - min(values) >= min(THRESHOLD, attainable)

    @settings(deadline=None, max_examples=20)
    @given(st.lists(st.integers(0, 30), min_size=2, max_size=12))
    def test_the_same_table_is_hidden_the_same_way(self, counts):
        first = suppress_counts(counts, threshold=THRESHOLD)
        assert (first == suppress_counts(counts, threshold=THRESHOLD)).all()


class TestReader:
    def test_range_of_a_cell_follows_from_its_total(self):
        known = [adds_up(0, [1, 2, 3])]
        assert find_range([40, 3, 7, 30], [False, True, True, False], known, 1) == (0, 10)

    def test_a_union_that_is_shown_bounds_its_members(self):
        # At least one: 4; the two schemes hidden: each at most 4, together at least 4.
        cells, known = [4, 3, 1], [is_within(1, 0), is_within(2, 0), is_covered(0, [1, 2])]
        assert find_range(cells, [False, True, True], known, 1) == (0, 4)
        assert find_range(cells, [False, True, False], known, 1) == (3, 4)

    def test_a_cell_that_is_kept_is_never_hidden(self):
        hidden = hide_cells(
            [2, 9, 11], [True, False, False], [adds_up(2, [0, 1])], threshold=5, keep=[2]
        )
        assert hidden.tolist() == [True, True, False]

    def test_an_unseen_cell_hides_its_neighbour_at_no_cost(self):
        hidden = hide_cells(
            *([2, 9, 30, 41], [True, False, False, False], [adds_up(3, [0, 1, 2])]),
            threshold=5,
            keep=[3],
            unseen=[2],
        )
        assert hidden.tolist() == [True, False, True, False]


def estimate(people, n=155.0):
    return Estimate(people, 0.6 * people, 1.5 * people, 0.95, "persons", n, "beta")


def part(variable, value, scheme, n_cases, n_now, n_after=0, *, weight=110.0, worth=None):
    """Return a part of the population in which each case stands for `weight` people."""
    now = estimate(weight * (n_now if worth is None else worth))
    people = round(weight * n_cases)
    template = INVENTED.make_results().domains[0]
    return dataclasses.replace(
        template,
        variable=variable,
        value=value,
        label=value,
        scheme=scheme,
        n_population=people,
        n_cases=n_cases,
        n_cases_now=n_now,
        now=now,
        after=estimate(weight * n_after),
        share_now=dataclasses.replace(now, value=now.value / people, unit="share"),
    )


def hidden_values(parts, kind="now", threshold=THRESHOLD):
    hidden = find_hidden_parts(parts, threshold=threshold)
    return {parts[i].value for i, name in hidden if name == kind}


class TestParts:
    def test_a_single_small_part_takes_another_with_it(self):
        parts = [
            part("centre", name, "fleksjob", 30, n)
            for name, n in [("A", 3), ("B", 8), ("C", 9), ("D", 20)]
        ]
        assert hidden_values(parts) == {"A", "B"}

    def test_a_part_of_two_hides_both(self):
        parts = [part("in_sof", "ja", "fleksjob", 50, 3), part("in_sof", "nej", "fleksjob", 80, 12)]
        assert hidden_values(parts) == {"ja", "nej"}

    def test_nobody_is_shown_where_enough_were_read(self):
        parts = [part("in_sof", "ja", "fleksjob", 50, 0), part("in_sof", "nej", "fleksjob", 80, 12)]
        assert hidden_values(parts) == set()

    def test_all_but_a_few_are_hidden(self):
        parts = [part("in_sof", "ja", "fleksjob", 10, 8), part("in_sof", "nej", "fleksjob", 80, 12)]
        assert "ja" in hidden_values(parts)

    def test_everybody_is_hidden(self):
        parts = [part("in_sof", "ja", "fleksjob", 10, 10), part("in_sof", "nej", "fleksjob", 80, 9)]
        assert "ja" in hidden_values(parts)

    def test_a_part_in_which_few_were_read_shows_nothing(self):
        parts = [part("in_sof", "ja", "fleksjob", 3, 0), part("in_sof", "nej", "fleksjob", 80, 12)]
        assert "ja" in hidden_values(parts)
        assert "ja" in hidden_values(parts, "after")

    def test_a_corrected_estimate_that_is_worth_few_cases_is_hidden(self):
        parts = [
            part("in_sof", "ja", "revalidering", 50, 7, worth=1),
            part("in_sof", "nej", "revalidering", 80, 12, worth=11),
        ]
        assert "ja" in hidden_values(parts)

    def test_few_outside_the_target_group_are_not_left_over(self):
        # 11 + 6 of 20: three are neither, and would follow.
        parts = [
            part("in_sof", "ja", "fleksjob", 20, 11, 6),
            part("in_sof", "nej", "fleksjob", 80, 12, 20),
        ]
        assert hidden_values(parts) | hidden_values(parts, "after") != set()

    def test_a_length_of_time_does_not_follow_from_its_benefit(self):
        counts = {"KH-0-2": 9, "KH-2-5": 8, "KH-5-10": 3, "SD-0-26": 7, "SD-26+": 2}
        parts = [part("duration", name, "fleksjob", 30, n) for name, n in counts.items()]
        parts += [
            part("benefit", "kontanthjaelp", "fleksjob", 90, 20),
            part("benefit", "sygedagpenge", "fleksjob", 60, 9),
        ]
        hidden = hidden_values(parts)
        for benefit, prefix in [("kontanthjaelp", "KH"), ("sygedagpenge", "SD")]:
            mine = {name for name in counts if name.startswith(prefix)}
            assert benefit in hidden or len(mine & hidden) != 1

    def test_nobody_for_any_scheme_leaves_no_zero_to_hide_behind(self):
        parts = []
        for name, n, n_any in [("A", 4, 10), ("B", 0, 0), ("C", 0, 20)]:
            parts.append(part("centre", name, ANY, 60, n_any))
            parts.append(part("centre", name, "fleksjob", 60, n))
        hidden = find_hidden_parts(parts, threshold=THRESHOLD)
        found = {(parts[i].value, parts[i].scheme) for i, kind in hidden if kind == "now"}
        # In B nobody is in any scheme, so that A's four could only be in A or C.
        assert {("A", "fleksjob"), ("C", "fleksjob")} <= found

    @settings(deadline=None, max_examples=15)
    @given(
        st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=5),
        st.integers(3, 6),
    )
    def test_no_reader_of_totals_and_schemes_can_bound_a_hidden_part(self, counts, threshold):
        parts = []
        for i, (a, b) in enumerate(counts):
            for scheme, n in [(ANY, max(a, b, (a + b + 1) // 2)), ("fleksjob", a), ("rev", b)]:
                parts.append(part("centre", f"C{i}", scheme, 40, n))
        hidden = {i for i, kind in find_hidden_parts(parts, threshold=threshold) if kind == "now"}
        for i in hidden:
            everything = reader_width(parts, set(range(len(parts))), i)
            assert reader_width(parts, hidden, i) >= min(threshold, everything) - 1e-6


def reader_width(parts, hidden, cell):
    """Return how far a hidden number of cases goes, by a program written apart.

    Unknown are all parts of all schemes; what is shown is fixed by its bounds. A reader
    knows each scheme's total and that at least one scheme holds as many as any, and no
    more than all together.
    """
    n = len(parts)
    values = [p.n_cases_now for p in parts]
    bounds = [(0, None) if i in hidden else (values[i], values[i]) for i in range(n)]
    equal, totals = [], []
    for scheme in {p.scheme for p in parts}:
        equal.append([float(p.scheme == scheme) for p in parts])
        totals.append(sum(v for v, p in zip(values, parts, strict=True) if p.scheme == scheme))
    unequal = []
    for i, union in enumerate(parts):
        if union.scheme != ANY:
            continue
        members = [j for j, p in enumerate(parts) if p.value == union.value and j != i]
        row = np.zeros(n)
        row[i] = 1
        row[members] = -1
        unequal.append(row)
        for j in members:
            row = np.zeros(n)
            row[[j, i]] = [1, -1]
            unequal.append(row)
    goal = np.zeros(n)
    goal[cell] = 1
    given_ = {"A_eq": equal, "b_eq": totals, "A_ub": unequal, "b_ub": np.zeros(len(unequal))}
    low, high = (linprog(s * goal, bounds=bounds, **given_).fun * s for s in (1, -1))
    return high - low


@pytest.fixture(scope="module")
def results():
    return INVENTED.make_results()


@pytest.fixture(scope="module")
def quick(results):
    """Return results without parts, which take most of the time, with changes."""
    return lambda **changes: dataclasses.replace(results, **{"domains": (), **changes})


@pytest.fixture(scope="module")
def closed(results):
    return suppress_results(results, "lukket")


@pytest.fixture(scope="module")
def public(results):
    return suppress_results(results, "offentlig")


def by_key(parts):
    return {(p.variable, p.value, p.scheme): p for p in parts}


class TestReleases:
    def test_totals_of_the_population_stay_with_their_limits(self, results, closed, public):
        for name, outcome in results.outcomes.items():
            for shown, step in [(closed, 1), (public, 10)]:
                now = shown.outcomes[name].now
                assert abs(now.value - outcome.now.value) <= step / 2
                assert now.lower <= outcome.now.lower <= outcome.now.upper <= now.upper

    def test_no_small_number_of_cases_is_left(self, closed, public):
        for shown in (closed, public):
            counts = [n for p in shown.domains for n in (p.n_cases, p.n_cases_now)]
            counts += [n for o in shown.outcomes.values() for n in (o.n_cases_now, o.n_cases_after)]
            counts += [m.n_cases for m in shown.missing_documents]
            counts += [n for a in shown.agreement for n in (a.n_cases, a.n_agree)]
            counts += [n for s in shown.strata for n in (s.n_not_available, s.n_outside)]
            assert not [n for n in counts if 0 < n < THRESHOLD]
            assert HIDDEN in counts

    def test_an_estimate_is_hidden_with_its_count(self, closed):
        for p in closed.domains:
            assert is_hidden(p.n_cases_now) == is_hidden(p.now) == is_hidden(p.share_now)
        for found in closed.missing_documents:
            if found.scheme != ANY:
                assert is_hidden(found.n_cases) == is_hidden(found.people)

    def test_no_hidden_estimate_follows_from_the_total_of_its_division(self, closed):
        groups = {}
        for p in closed.domains:
            groups.setdefault((p.variable, p.scheme), []).append(is_hidden(p.now))
        assert any(any(group) for group in groups.values())
        assert [group for group in groups.values() if sum(group) == 1] == []

    def test_whatever_the_closed_release_hides_the_public_one_hides(self, closed, public):
        shown = by_key(public.domains)
        for key, p in by_key(closed.domains).items():
            if key in shown:
                assert not is_hidden(p.now) or is_hidden(shown[key].now)
                assert not is_hidden(p.after) or is_hidden(shown[key].after)

    def test_both_releases_together_show_no_other_number_than_the_closed_one(self, closed, public):
        for key, p in by_key(public.domains).items():
            other = by_key(closed.domains)[key]
            if not is_hidden(p.now):
                assert p.n_cases_now == other.n_cases_now
                assert abs(p.now.value - other.now.value) <= 5.5

    def test_public_release_has_neither_centres_nor_items_nor_strata(self, results, public):
        assert "centre" in {p.variable for p in results.domains}
        assert "centre" not in {p.variable for p in public.domains}
        assert not any(each.is_item for each in public.agreement)
        assert [row.label for row in public.strata] == ["Alle"]
        assert public.n_cases_read == results.n_cases_read

    def test_public_people_are_multiples_of_ten(self, public):
        numbers = [o.now.value for o in public.outcomes.values()]
        numbers += [p.now.value for p in public.domains if not is_hidden(p.now)]
        numbers += [limit for o in public.outcomes.values() for limit in (o.now.lower, o.now.upper)]
        assert all(each % 10 == 0 for each in numbers)

    def test_weights_no_longer_give_the_cases_of_each_stratum_away(self):
        # Five cases in three strata: with all decimals one way to make the total up.
        weights, cases = np.array([106.1111, 114.4545, 109.9310]), (1, 3, 1)
        total = float(weights @ cases)
        ways = [c for c in itertools.product(range(6), repeat=3) if sum(c) == 5]
        exact = [c for c in ways if abs(weights @ c - total) < 0.01]
        shown = round_outwards(dataclasses.replace(estimate(total), value=total), 10).value
        rounded = [c for c in ways if abs(weights @ c - shown) <= 5]
        assert exact == [cases]
        assert len(rounded) >= 5

    def test_dispositions_that_were_hidden_do_not_follow_from_the_weight(self, closed):
        for row in closed.strata:
            if any(n == HIDDEN for n in (row.n_not_available, row.n_outside, row.n_unfinished)):
                assert math.isnan(row.weight)

    def test_a_document_that_tells_of_treatment_needs_more_cases(self, results, quick):
        plain = dataclasses.replace(results.missing_documents[0], code="lae265", n_cases=7)
        treatment = dataclasses.replace(plain, code="misbrugsbehandling")
        shown = suppress_results(quick(missing_documents=(plain, treatment)), "lukket")
        assert [is_hidden(each.people) for each in shown.missing_documents] == [False, True]

    def test_small_overlaps_are_hidden_and_nobody_is_not(self, quick):
        # People of 17,650 by 154 cases: 0, 441 (four cases) and 110 (one case).
        shown = suppress_results(quick(), "lukket").overlaps
        assert [is_hidden(each) for each in shown.values()] == [False, True, True]

    def test_a_single_small_overlap_takes_the_others_with_it(self, quick, results):
        pairs = {p: estimate(n) for p, n in zip(results.overlaps, (0, 220, 2000), strict=True)}
        shown = suppress_results(quick(overlaps=pairs), "lukket").overlaps
        assert [is_hidden(each) for each in shown.values()] == [False, True, True]

    def test_overlaps_are_shown_where_nobody_or_many_were_seen(self, quick, results):
        pairs = {p: estimate(n) for p, n in zip(results.overlaps, (0, 0, 2000), strict=True)}
        shown = suppress_results(quick(overlaps=pairs), "offentlig").overlaps
        assert not any(is_hidden(each) for each in shown.values())

    def test_agreement_on_a_few_cases_is_hidden_and_says_so(self, results, quick):
        few = dataclasses.replace(results.agreement[-1], n_cases=3, n_agree=2)
        shown = suppress_results(quick(agreement=(few,)), "lukket")
        (found,) = shown.agreement
        assert (found.n_cases, found.n_agree) == (HIDDEN, HIDDEN)
        assert is_hidden(found.kappa)
        assert "diskretion" in found.reading

    def test_what_is_left_out_is_said_in_danish(self, closed, public):
        assert "gennemgåede sager" in closed.suppressed[0]
        assert any("centre" in each for each in public.suppressed)
        assert not any("centre" in each for each in closed.suppressed)

    def test_nothing_is_said_where_nothing_was_left_out(self, results):
        empty = dataclasses.replace(
            results,
            outcomes={},
            domains=(),
            overlaps={},
            missing_documents=(),
            agreement=(),
            strata=(),
        )
        assert suppress_results(empty, "lukket").suppressed == ()

    def test_a_note_on_a_centre_stays_out_of_the_public_release(self, results, quick):
        told = quick(
            domains=tuple(part for part in results.domains if part.value == "Center A")[:1],
            notes=(
                "Ingen sag er læst i gruppen »Center A« (40 personer).",
                "I 3 sager er de uenige.",
            ),
        )
        assert len(suppress_results(told, "lukket").notes) == 2
        assert suppress_results(told, "offentlig").notes == ("I enkelte sager er de uenige.",)

    def test_results_are_released_once(self, closed):
        with pytest.raises(RequestError, match="already"):
            suppress_results(closed, "offentlig")

    def test_an_unknown_release_is_refused(self, quick):
        with pytest.raises(RequestError, match="'public' is not a release"):
            suppress_results(quick(), "public")

    def test_the_same_results_are_suppressed_the_same_way(self, results, closed):
        again = suppress_results(results, "lukket")
        assert [p.n_cases_now for p in again.domains] == [p.n_cases_now for p in closed.domains]

    def test_every_release_has_a_dated_rule_with_a_reference(self):
        for name in ("lukket", "offentlig"):
            rule = find_release(name)
            assert rule.suppress_below >= 5
            assert rule.suppress_below_with_health >= 10
            assert rule.reference != ""


def test_small_numbers_of_cases_in_a_sentence_become_words():
    assert soften_counts("11 sager er læst, op til 4 sager ikke.", below=5) == (
        "11 sager er læst, enkelte sager ikke."
    )


def test_people_in_a_sentence_are_rounded_as_in_a_table():
    assert round_people_in("Hovedtallet er 1.117 personer i 12 sager.", to=10) == (
        "Hovedtallet er 1.120 personer i 12 sager."
    )
