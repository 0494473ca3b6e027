"""What may be shown of a review, and to whom? Small cells are hidden before any exhibit.

The notebook calls `suppress_results` once, right after `estimate_review`, and every
figure, table and text is made of what it returns. What is hidden looks like this, always:

=================== ==================================================================
An `Estimate`       NaN in value, lower and upper; ``method`` is ``diskretion``;
                    ``n`` is 0. `is_hidden(estimate)` tells. It is not the same as an
                    estimate that is NaN since nobody was read: that has another method.
A count of cases    -1 (`HIDDEN`), never 0, since a zero is a result: nobody was seen.
                    `is_hidden(count)` tells. A record holds None, a reader sees ``·``.
`Outcome`           Estimates stay. `n_cases_now` and `n_cases_after` may be hidden.
`DomainOutcome`     `now` and `share_now` with `n_cases_now`, and `after` apart from
                    them, may be hidden; so may `n_cases`. The row stays.
`MissingDocument`   `people` with `n_cases`. The row stays. For at least one scheme and in the
                    closed release `n_cases` alone, and people in fifties.
an overlap          The estimate. The pair stays.
`Agreement`         `share_agree`, `kappa`, `ac1` with `n_cases`, `n_agree`;
                    `share_of_disagreements` is NaN; `reading` says why. The row stays. A
                    sentence of `reading` with a small count is left out of it.
`StratumRow`        `n_not_available`, `n_outside`, `n_unfinished`; `weight` is NaN where any
                    of them is. Drawn and read stay. In the public release one row, ``Alle``.
`n_waiting`         A count like the others.
left out altogether In the public release centres, and agreement per item.
=================== ==================================================================

``ReviewResults.suppressed`` says in Danish what was left out and why: one sentence each,
meant for the note under an exhibit. Hidden cells have one sign, ``·``, whether they are
small or only hide another: a sign of its own for small ones would tell which is which.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from analysis.concepts import Estimate
from analysis.errors import RequestError
from analysis.findings.hidden_cells import adds_up, hide_cells
from analysis.findings.hidden_parts import AFTER, NOW, Cell, count_behind, find_hidden_parts
from analysis.findings.released import ReleasedReview
from analysis.findings.releases import CLOSED, Release, find_release
from analysis.findings.rounding import round_outwards, round_results
from analysis.findings.small_cells import suppress_counts, suppress_table
from analysis.findings.suppression_notes import (
    leave_out_small_counts,
    round_people_in,
    soften_counts,
    write_notes,
)
from analysis.review.results import (
    ANY,
    Agreement,
    DomainOutcome,
    MissingDocument,
    Outcome,
    ReviewResults,
    StratumRow,
)

__all__ = [
    "HIDDEN", "HIDDEN_METHOD", "SIGN", "is_hidden",
    "suppress_counts", "suppress_results", "suppress_table",
]  # fmt: skip

HIDDEN = -1
HIDDEN_METHOD = "diskretion"
SIGN = "·"
_EVERYBODY = "Alle"
_NOT_READ = ("n_not_available", "n_outside", "n_unfinished")
_COUNTS = ("n_population", "n_drawn", "n_read", *_NOT_READ)
_TOO_FEW = "Vises ikke af diskretion: for få sager er læst af to."


def is_hidden(number: Estimate | int) -> bool:
    """Tell whether an estimate or a count of cases was hidden by a release."""
    if isinstance(number, Estimate):
        return number.method == HIDDEN_METHOD and math.isnan(number.value)
    return number == HIDDEN


def suppress_results(results: ReviewResults, release: str = CLOSED) -> ReleasedReview:
    """Return the results with everything hidden that a release may not show.

    Parameters
    ----------
    results : ReviewResults
        What `estimate_review` found.
    release : {'lukket', 'offentlig'}
        To the directors, or to everybody.

    Returns
    -------
    ReleasedReview
        Of the same form; what is hidden looks as the head of this module says, and
        `suppressed` tells what it was. Its lineage says that it was released.

    Raises
    ------
    RequestError
        If there is no such release, or the results went through one already.

    Notes
    -----
    Unweighted counts of cases decide. Estimates of the whole population stay with their
    intervals, whatever lies behind: they say nothing of a group that somebody is known to
    be in. Whoever divides one by the mean weight learns about how many of the cases read
    lie behind it, and that is accepted.

    Whatever the closed release hides is hidden in the public one as well, so that nobody
    learns more by holding both. People are rounded, limits outwards: whole totals with
    many decimals could be solved for whole numbers of cases in each stratum. Covariances
    keep three figures.

    References
    ----------
    A. Hundepool et al., Statistical Disclosure Control, 2012, chapters 4 and 5.
    """
    _fail_if_released(results)
    rule = find_release(release, _day_of(results))
    closed = find_release(CLOSED, _day_of(results))
    hidden = _find_hidden(results, closed, rule)
    parts = _hide_parts(results, hidden, rule)
    agreement = tuple(
        _hide_agreement(each, rule.suppress_below)
        for each in results.agreement
        if rule.items_of_agreement or not each.is_item
    )
    outcomes = {name: _hide_counts(each, rule) for name, each in results.outcomes.items()}
    shown = replace(
        results,
        outcomes=outcomes,
        domains=parts,
        overlaps=_hide_overlaps(results, rule.suppress_below),
        missing_documents=tuple(_hide_document(each, rule) for each in results.missing_documents),
        agreement=agreement,
        strata=_hide_dispositions(
            (_merge(results.strata),) if rule.merge_strata else results.strata,
            rule.suppress_below,
        ),
        n_waiting=_hide_count(results.n_waiting, rule.suppress_below),
        notes=tuple(_keep_notes(results, rule)),
        lineage=results.lineage.release(),
    )
    shown = round_results(shown, people=rule.round_people_to)
    return ReleasedReview(replace(shown, suppressed=write_notes(results, shown, rule)))


def _day_of(results: ReviewResults) -> dt.date | None:
    day = results.review.draw_record.get("draw_date")
    return None if day is None else dt.date.fromisoformat(str(day))


def _find_hidden(results: ReviewResults, *rules: Release) -> frozenset[Cell]:
    """Return the cells that the last rule hides: at least those of the rules before it."""
    hidden: frozenset[Cell] = frozenset()
    for rule in dict.fromkeys(rules):
        hidden = find_hidden_parts(
            results.domains, threshold=rule.suppress_below, hidden_before=hidden
        )
    return hidden


def _hide_parts(
    results: ReviewResults, hidden: frozenset[Cell], rule: Release
) -> tuple[DomainOutcome, ...]:
    too_few = _find_too_few(results.domains, rule.suppress_below)
    return tuple(
        _hide_part(part, i, hidden, hides_read=(part.variable, part.value) in too_few)
        for i, part in enumerate(results.domains)
        if part.variable not in rule.left_out_domains
    )


def _find_too_few(domains: tuple[DomainOutcome, ...], threshold: int) -> set[tuple[str, str]]:
    """Return the parts whose number of cases read is hidden, small or not."""
    found = set()
    for variable in dict.fromkeys(part.variable for part in domains):
        read = {part.value: part.n_cases for part in domains if part.variable == variable}
        mask = suppress_counts(list(read.values()), threshold=threshold)
        found |= {(variable, value) for value, is_small in zip(read, mask, strict=True) if is_small}
    return found


def _hide_part(
    part: DomainOutcome, place: int, hidden: frozenset[Cell], *, hides_read: bool
) -> DomainOutcome:
    if (place, NOW) in hidden:
        now, share_now = _hide(part.now), _hide(part.share_now)
        part = replace(part, now=now, share_now=share_now, n_cases_now=HIDDEN)
    if (place, AFTER) in hidden:
        part = replace(part, after=_hide(part.after))
    return replace(part, n_cases=HIDDEN) if hides_read else part


def _hide(estimate: Estimate) -> Estimate:
    return replace(
        estimate, value=math.nan, lower=math.nan, upper=math.nan, n=0.0, method=HIDDEN_METHOD
    )


def _hide_count(count: int, threshold: int) -> int:
    return HIDDEN if 0 < count < threshold else count


def _hide_agreement(found: Agreement, threshold: int) -> Agreement:
    if not (0 < found.n_cases < threshold or 0 < found.n_agree < threshold):
        return replace(found, reading=leave_out_small_counts(found.reading, below=threshold))
    return replace(
        found,
        n_cases=HIDDEN,
        n_agree=HIDDEN,
        share_agree=_hide(found.share_agree),
        kappa=_hide(found.kappa),
        ac1=_hide(found.ac1),
        share_of_disagreements=math.nan,
        reading=_TOO_FEW,
    )


def _hide_counts(outcome: Outcome, rule: Release) -> Outcome:
    return replace(
        outcome,
        n_cases_now=_hide_count(outcome.n_cases_now, rule.suppress_below),
        n_cases_after=_hide_count(outcome.n_cases_after, rule.suppress_below),
        correction_note=soften_counts(
            round_people_in(outcome.correction_note, to=rule.round_people_to),
            below=rule.suppress_below,
        ),
    )


def _hide_document(found: MissingDocument, rule: Release) -> MissingDocument:
    is_health = found.code in rule.health_documents
    threshold = rule.suppress_below_with_health if is_health else rule.suppress_below
    # A person may lack several documents: they add up to nothing, and none follows.
    if not 0 < found.n_cases < threshold:
        return found
    if rule.totals_of_documents and found.scheme == ANY and not is_health:
        people = round_outwards(found.people, rule.round_documents_to)
        return replace(found, people=people, n_cases=HIDDEN)
    return replace(found, people=_hide(found.people), n_cases=HIDDEN)


def _hide_overlaps(results: ReviewResults, threshold: int) -> Mapping[tuple[str, str], Estimate]:
    """Hide small overlaps, and others where the sum of the schemes gives one away."""
    n_read, people = results.n_cases_read, round(results.population.value)
    pairs = list(results.overlaps)
    counts = [
        count_behind(results.overlaps[pair].value, n_cases=n_read, n_population=people)
        for pair in pairs
    ]
    # Nobody in three schemes: the overlaps are what the schemes have beyond at least one.
    hidden = hide_cells(
        [*counts, sum(counts)],
        [*(0 < count < threshold for count in counts), False],
        [adds_up(len(counts), list(range(len(counts))))],
        threshold=threshold,
        keep=[len(counts)],
    )
    return {
        pair: _hide(results.overlaps[pair]) if hidden[i] else results.overlaps[pair]
        for i, pair in enumerate(pairs)
    }


def _merge(strata: tuple[StratumRow, ...]) -> StratumRow:
    """Return all strata as one."""
    sums = {name: sum(getattr(row, name) for row in strata) for name in _COUNTS}
    n_settled = sums["n_read"] + sums["n_outside"]
    weight = sums["n_population"] / n_settled if n_settled else math.nan
    return StratumRow(_EVERYBODY, **sums, weight=weight)


def _hide_dispositions(strata: tuple[StratumRow, ...], threshold: int) -> tuple[StratumRow, ...]:
    """Hide why a few drawn cases were not read; how many follows from plan and response."""
    if not strata:
        return strata
    counts = [[getattr(row, name) for name in _NOT_READ] for row in strata]
    mask = suppress_counts(counts, threshold=threshold)
    return tuple(
        _hide_some(row, [n for n, hides in zip(_NOT_READ, hidden, strict=True) if hides])
        for row, hidden in zip(strata, mask.tolist(), strict=True)
    )


def _hide_some(row: StratumRow, names: list[str]) -> StratumRow:
    if not names:
        return row
    # The weight is people per case settled, and gives those outside the population away.
    counts: dict[str, Any] = dict.fromkeys(names, HIDDEN)
    return replace(row, weight=math.nan, **counts)


def _keep_notes(results: ReviewResults, rule: Release) -> Iterator[str]:
    """Return the notes on the estimates, without parts that are left out and small counts."""
    left_out = {p.label for p in results.domains if p.variable in rule.left_out_domains}
    for note in results.notes:
        if not any(f"»{label}«" in note for label in left_out):
            yield soften_counts(note, below=rule.suppress_below)


def _fail_if_released(results: ReviewResults) -> None:
    if results.lineage.released:
        raise RequestError(
            "The results went through a release already.",
            where="suppress_results",
            expected="the results as estimate_review returns them",
            fix="suppress once, right after estimating; keep the estimates for other releases",
        )
