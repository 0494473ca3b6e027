"""Which cells of the parts of the population may not be shown, scheme by scheme?

A part is a group such as kontanthjælp, Center A or ten years and more. In each part and
scheme the cases read are *klar*, *mangler dokumentation* or neither; the parts of one
variable add up to the whole, lengths of time to their benefit, and whoever is *klar* for a
scheme is *klar* for at least one. All of that is known to a reader, and so is the number
of cases behind every estimate for the whole population.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.concepts import Benefit
from analysis.findings.hidden_cells import Rule, adds_up, hide_cells, is_covered, is_within
from analysis.review.results import ANY, DomainOutcome

NOW, AFTER, NEITHER = "now", "after", "neither"
_KINDS = (NOW, AFTER, NEITHER)
_BENEFIT_OF = {"KH": Benefit.KONTANTHJAELP, "SD": Benefit.SYGEDAGPENGE}

Cell = tuple[int, str]  # place of the part's outcome, and kind


@dataclass(frozen=True)
class _Cells:
    """All cells in one list: counts, which are small, totals, and what is known of them."""

    place: Mapping[Cell, int]
    counts: Sequence[int]
    is_small: Sequence[bool]
    rules: Sequence[Rule]


def find_hidden_parts(
    domains: Sequence[DomainOutcome],
    *,
    threshold: int,
    hidden_before: Collection[Cell] = (),
) -> frozenset[Cell]:
    """Return which estimates of parts of the population to hide.

    Parameters
    ----------
    domains : sequence of DomainOutcome
        The parts; each variable is taken to divide everybody.
    threshold : int
        The smallest number of cases that a shown estimate may rest on, apart from none.
    hidden_before : collection of cells
        Cells that stay hidden in any case, such as those of a less open release.

    Returns
    -------
    frozenset of (int, str)
        Place in `domains` and ``now`` or ``after``.

    Notes
    -----
    Small is a cell with 1 to ``threshold - 1`` cases *klar* by the first reading, or
    whose estimate is worth so few (which a correction by second readings may leave);
    all but so few of the cases read, since whoever is not *klar* there would stand out;
    and any cell of a part in which fewer than the threshold were read.

    The cases behind `after` and behind corrected estimates are reckoned back from the
    estimate by the part's mean weight, as a reader would do it. Weights differ by stratum,
    so such a count may be one off: leans neither way.

    The weighted estimates follow each other as the counts do. A reader who knows the
    weights of each stratum and many decimals of the totals could solve for whole numbers:
    hence a release also rounds (see `analysis.findings.suppression`).
    """
    if not domains:
        return frozenset()
    cells = _list_cells(domains, threshold, hidden_before)
    unseen = [j for (_, kind), j in cells.place.items() if kind == NEITHER]
    shown_totals = range(len(cells.place), len(cells.counts))
    hidden = hide_cells(
        *(cells.counts, cells.is_small, cells.rules),
        threshold=threshold,
        keep=shown_totals,
        unseen=unseen,
    )
    return frozenset(cell for cell, j in cells.place.items() if hidden[j] and cell[1] != NEITHER)


def count_behind(value: float, *, n_cases: int, n_population: int) -> int:
    """Return how many cases an estimate in persons is worth, by the mean weight.

    Examples
    --------
    >>> count_behind(221.4, n_cases=40, n_population=4400)
    2
    """
    if not np.isfinite(value) or n_population <= 0:
        return 0
    # Someone was seen where the estimate is above zero, however light.
    return max(round(value * n_cases / n_population), int(value > 0))


def _list_cells(
    domains: Sequence[DomainOutcome],
    threshold: int,
    hidden_before: Collection[Cell],
) -> _Cells:
    place = {(i, kind): 3 * i + k for i in range(len(domains)) for k, kind in enumerate(_KINDS)}
    counts: list[int] = []
    is_small: list[bool] = []
    for i, part in enumerate(domains):
        mine = _count(part)
        counts += mine
        small = _find_small(part, mine, threshold)
        is_small += [
            each or (i, kind) in hidden_before for each, kind in zip(small, _KINDS, strict=True)
        ]
    rules = [*_nested_rules(domains, place, counts), *_any_rules(domains, place, counts)]
    for cells in _sums(domains, place):
        rules.append(adds_up(len(counts), cells))
        counts.append(sum(counts[j] for j in cells))
        is_small.append(False)
    return _Cells(place, counts, is_small, rules)


def _count(part: DomainOutcome) -> list[int]:
    """Return the cases that are klar, that lack documents, and the rest."""
    n = part.n_cases
    now = min(part.n_cases_now, n)
    behind = count_behind(part.after.value, n_cases=n, n_population=part.n_population)
    after = min(behind, n - now)
    return [now, after, n - now - after]


def _find_small(part: DomainOutcome, counts: Sequence[int], threshold: int) -> list[bool]:
    n = part.n_cases
    if 0 < n < threshold:
        return [True, True, False]
    worth = count_behind(part.now.value, n_cases=n, n_population=part.n_population)
    now, after, neither = (0 < each < threshold for each in counts)
    nearly_all = [each > 0 and n - each < threshold for each in counts]
    return [
        now or nearly_all[0] or 0 < worth < threshold,
        after or nearly_all[1],
        neither,
    ]


def _sums(domains: Sequence[DomainOutcome], place: Mapping[Cell, int]) -> Iterator[list[int]]:
    """Return cells that add up to a total that is shown: a part's, and a scheme's."""
    for i in range(len(domains)):
        yield [place[i, kind] for kind in _KINDS]
    for variable, scheme in dict.fromkeys((part.variable, part.scheme) for part in domains):
        same = [i for i, p in enumerate(domains) if (p.variable, p.scheme) == (variable, scheme)]
        for kind in _KINDS:
            yield [place[i, kind] for i in same]


def _nested_rules(
    domains: Sequence[DomainOutcome], place: Mapping[Cell, int], counts: Sequence[int]
) -> Iterator[Rule]:
    """Say that the lengths of time on a benefit add up to the benefit."""
    for i, whole in enumerate(domains):
        if whole.variable != "benefit":
            continue
        parts = [
            j
            for j, part in enumerate(domains)
            if (part.variable, part.scheme) == ("duration", whole.scheme)
            and _BENEFIT_OF.get(part.value.partition("-")[0]) == whole.value
        ]
        for kind in _KINDS:
            cells = [place[j, kind] for j in parts]
            if cells and sum(counts[j] for j in cells) == counts[place[i, kind]]:
                yield adds_up(place[i, kind], cells)


def _any_rules(
    domains: Sequence[DomainOutcome], place: Mapping[Cell, int], counts: Sequence[int]
) -> Iterator[Rule]:
    """Say how the schemes of a part are bound to at least one of them.

    A bound that the counts do not keep is no knowledge: cases may be undecided for one
    scheme only.
    """
    where = {(part.variable, part.value, part.scheme): i for i, part in enumerate(domains)}
    for (variable, value, scheme), i in where.items():
        if scheme != ANY:
            continue
        schemes = [j for (v, u, s), j in where.items() if (v, u) == (variable, value) and s != ANY]
        found = [is_covered(place[i, NOW], [place[j, NOW] for j in schemes])]
        found += [is_within(place[j, NOW], place[i, NOW]) for j in schemes]
        found += [is_within(place[i, NEITHER], place[j, NEITHER]) for j in schemes]
        yield from filter(_holds(counts), found)


def _holds(counts: Sequence[int]) -> Callable[[Rule], bool]:
    def _check(rule: Rule) -> bool:
        return sum(w * counts[j] for j, w in zip(rule.cells, rule.weights, strict=True)) >= 0

    return _check
