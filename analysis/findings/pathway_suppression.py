"""What may be shown of an event file, and to whom? Small cells are hidden before any exhibit.

The notebook calls `suppress_pathways` once, right after `measure_pathways`. What is hidden
looks as in `analysis.findings.suppression`: a count is -1, an estimate NaN with the method
``diskretion``, and `is_hidden` tells. Steps after one another and ways with few cases are
left out or gathered.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import replace
from typing import Any

from analysis.concepts import Estimate
from analysis.errors import RequestError
from analysis.findings.pathway_cells import find_hidden_counts
from analysis.findings.pathway_ledger import (
    again_name,
    edge_name,
    variant_name,
    weeks_name,
)
from analysis.findings.released import ReleasedPathways
from analysis.findings.releases import CLOSED, find_release
from analysis.findings.suppression import HIDDEN, HIDDEN_METHOD, SIGN, is_hidden
from analysis.labels import number
from analysis.pathways.results import (
    Centre,
    Centres,
    DeadlineKept,
    Edge,
    Funnel,
    FunnelStage,
    PathwayResults,
    Reversals,
    Rework,
    StepWeeks,
    Variants,
)

_CENTRE = "centre"
_DEADLINE_COUNTS = ("n_cases", "n_within", "n_late", "n_overdue", "n_pending", "n_left", "n_passed")
_REVERSAL_COUNTS = (
    "n_decided", "n_upheld", "n_changed", "n_sent_back", "n_dismissed", "n_unknown",
)  # fmt: skip


def suppress_pathways(results: PathwayResults, release: str = CLOSED) -> ReleasedPathways:
    """Return the results with everything hidden that a release may not show.

    Parameters
    ----------
    results : PathwayResults
        What `measure_pathways` found.
    release : {'lukket', 'offentlig'}
        To the directors, or to everybody. Centres stand in the first alone.

    Returns
    -------
    ReleasedPathways
        Of the same form, with a lineage that says that it was released; `suppressed` says
        in Danish what was left out.

    Raises
    ------
    RequestError
        If there is no such release, or the results went through one already.

    Notes
    -----
    Counts below 5 are hidden, and others with them until no hidden one can be worked out
    to within 5. Steps cross nothing with health, so the limit of 10 is not used; how long
    a certificate takes says nothing of what is in it. A median needs twice the limit of
    finished cases and a quartile four times, so that no case stands alone on one side; the
    longest wait is one case's own and never shown.

    References
    ----------
    A. Hundepool et al., Statistical Disclosure Control, 2012, chapters 4 and 5.
    """
    _fail_if_released(results)
    rule = find_release(release, results.observed_until)
    below = rule.suppress_below
    shows_centres = _CENTRE not in rule.left_out_domains
    hidden = find_hidden_counts(results, threshold=below, with_centres=shows_centres)
    shown = replace(
        results,
        n_cases=HIDDEN if "filen" in hidden else results.n_cases,
        weeks=tuple(_hide_weeks(each, hidden, below) for each in results.weeks),
        deadlines=tuple(_hide_deadline(each, hidden) for each in results.deadlines),
        funnel=_hide_funnel(results.funnel, hidden),
        reversals=_hide_reversals(results.reversals, hidden),
        rework=_hide_rework(results.rework, hidden),
        variants=_gather_variants(results.variants, hidden),
        edges=tuple(_show_edge(e, hidden) for e in results.edges if edge_name(e) not in hidden),
        centres=_hide_centres(results.centres, hidden, below, shows_centres=shows_centres),
        release=release,
        lineage=results.lineage.release(),
        n_hidden_edges=sum(edge_name(edge) in hidden for edge in results.edges),
    )
    return ReleasedPathways(
        replace(shown, suppressed=tuple(_say_what_is_hidden(results, shown, below)))
    )


def _hide(estimate: Estimate) -> Estimate:
    return replace(
        estimate, value=math.nan, lower=math.nan, upper=math.nan, n=0.0, method=HIDDEN_METHOD
    )


def _hide_weeks(weeks: StepWeeks, hidden: frozenset[str], below: int) -> StepWeeks:
    parts = ("done", "open", "left", "passed")
    counts: dict[str, Any] = {
        f"n_{part}": HIDDEN for part in parts if weeks_name(weeks, part) in hidden
    }
    if f"fra.{weeks.from_step}" in hidden:
        counts["n_cases"] = HIDDEN
    if "n_cases" in counts:
        weeks = _forget_cases(weeks)
    n_sure = 0 if "n_done" in counts and weeks.n_done < below else weeks.n_done
    few_for_median, few_for_quartiles = n_sure < 2 * below, n_sure < 4 * below
    return replace(
        weeks,
        **counts,
        median=_hide(weeks.median) if few_for_median else weeks.median,
        lower_quartile=_hide(weeks.lower_quartile) if few_for_quartiles else weeks.lower_quartile,
        upper_quartile=_hide(weeks.upper_quartile) if few_for_quartiles else weeks.upper_quartile,
        done_by={
            week: _hide(share) if _is_small(share, weeks.n_cases, below) else share
            for week, share in weeks.done_by.items()
        },
    )


def _forget_cases(weeks: StepWeeks) -> StepWeeks:
    """Take the number of cases out of the estimates, where it would stand for a hidden one."""
    return replace(
        weeks,
        lower_quartile=replace(weeks.lower_quartile, n=0.0),
        median=replace(weeks.median, n=0.0),
        upper_quartile=replace(weeks.upper_quartile, n=0.0),
        done_by={week: replace(share, n=0.0) for week, share in weeks.done_by.items()},
    )


def _is_small(share: Estimate, n_cases: int, below: int) -> bool:
    """Tell whether a share is worth few cases, or all but few."""
    if not math.isfinite(share.value):
        return False
    n = round(share.value * n_cases)
    return 0 < n < below or 0 < n_cases - n < below


def _hide_deadline(kept: DeadlineKept, hidden: frozenset[str]) -> DeadlineKept:
    if kept.weeks is None:
        nothing: dict[str, Any] = dict.fromkeys(_DEADLINE_COUNTS, HIDDEN)
        return replace(kept, **nothing)
    counts: dict[str, Any] = {
        name: HIDDEN for name in _DEADLINE_COUNTS if f"frist.{kept.id}.{name}" in hidden
    }
    share = kept.share_within
    share = replace(share, n=0.0) if "n_cases" in counts else share
    return replace(
        kept, **counts, share_within=_hide(share) if {"n_within", "n_late"} & set(counts) else share
    )


def _hide_funnel(funnel: Funnel, hidden: frozenset[str]) -> Funnel:
    def _count(name: str, n: int) -> int:
        return HIDDEN if name in hidden else n

    return replace(
        funnel,
        n_newer=_count("tragt.nyere", funnel.n_newer),
        n_open=_count("tragt.åben", funnel.n_open),
        n_closed=_count("tragt.lukket", funnel.n_closed),
        stages=tuple(_hide_stage(stage, hidden) for stage in funnel.stages),
        by_scheme={
            key: _count(f"kryds.{key[0]}.{key[1]}", n) for key, n in funnel.by_scheme.items()
        },
    )


def _hide_stage(stage: FunnelStage, hidden: frozenset[str]) -> FunnelStage:
    n = HIDDEN if f"tragt.{stage.id}" in hidden else stage.n
    n_of = HIDDEN if f"tragt.{stage.of or stage.id}" in hidden else stage.n_of
    return replace(
        stage, n=n, n_of=n_of, share=_hide(stage.share) if HIDDEN in (n, n_of) else stage.share
    )


def _hide_reversals(found: Reversals, hidden: frozenset[str]) -> Reversals:
    counts: dict[str, Any] = {name: HIDDEN for name in _REVERSAL_COUNTS if f"anke.{name}" in hidden}
    share = found.share_reversed
    hides = {"anke.omgjort", "anke.realitet", "anke.n_upheld"} & hidden
    return replace(found, **counts, share_reversed=_hide(share) if hides else share)


def _hide_rework(rework: Rework, hidden: frozenset[str]) -> Rework:
    shown = rework
    if "tilbage" in hidden:
        shown = replace(shown, n_returned=HIDDEN, share_returned=_hide(rework.share_returned))
    if "gentaget" in hidden:
        shown = replace(shown, n_repeated=HIDDEN, share_repeated=_hide(rework.share_repeated))
    if "fra.forelagt_team" in hidden:
        shown = replace(shown, n_put_forward=HIDDEN, share_returned=_hide(rework.share_returned))
    return replace(shown, n_cases=HIDDEN) if "filen" in hidden else shown


def _gather_variants(variants: Variants, hidden: frozenset[str]) -> Variants:
    shown = tuple(v for v in variants.shown if variant_name(v.path) not in hidden)
    others = [v for v in variants.shown if variant_name(v.path) in hidden]
    if "afsluttede" in hidden:
        return Variants(HIDDEN, (), len(others), HIDDEN)
    return Variants(variants.n_finished, shown, len(others), sum(v.n_cases for v in others))


def _show_edge(edge: Edge, hidden: frozenset[str]) -> Edge:
    """Return it without its longest wait; counted once per case where few go twice."""
    n = edge.n_cases if again_name(edge) in hidden else edge.n
    return replace(edge, n=n, max_days=math.nan)


def _hide_centres(
    centres: Centres, hidden: frozenset[str], below: int, *, shows_centres: bool
) -> Centres:
    if not shows_centres:
        return replace(
            centres, centres=(), n_without=HIDDEN, statistic=math.nan, p_value=math.nan,
            n_compared=0, share_all=_hide(centres.share_all),
        )  # fmt: skip
    without = HIDDEN if "center..n_cases" in hidden else centres.n_without
    return replace(
        centres,
        centres=tuple(_hide_centre(each, hidden, below) for each in centres.centres),
        n_without=without,
    )


def _hide_centre(centre: Centre, hidden: frozenset[str], below: int) -> Centre:
    names = [name for name in ("n_cases", "n_done") if f"center.{centre.name}.{name}" in hidden]
    counts: dict[str, Any] = dict.fromkeys(names, HIDDEN)
    if names:
        return replace(
            centre, **counts, median=_hide(centre.median), share_done=_hide(centre.share_done),
            usual_lower=math.nan, usual_upper=math.nan, p_value=math.nan,
        )  # fmt: skip
    if _is_small(centre.share_done, centre.n_cases, below):
        return replace(centre, share_done=_hide(centre.share_done))
    return centre


def _say_what_is_hidden(results: PathwayResults, shown: PathwayResults, below: int) -> list[str]:
    """Say in Danish what was left out and why."""
    notes = []
    measured = tuple(kept for kept in shown.deadlines if kept.weeks is not None)
    parts = (shown.weeks, measured, shown.funnel, shown.reversals, shown.rework)
    centres = shown.centres if shown.centres.centres else ()
    if _holds_hidden((*parts, centres)):
        notes.append(
            f"Antal under {number(below)} sager vises ikke ({SIGN}), og heller ikke andre tal, "
            "som de kunne regnes ud af."
        )
    if shown.n_hidden_edges:
        notes.append("Overgange mellem trin, som få sager har, er udeladt af procesforløbet.")
    if any(a.n != b.n for a in results.edges for b in shown.edges if edge_name(a) == edge_name(b)):
        notes.append("Overgange, som få sager har flere gange, er talt én gang pr. sag.")
    if shown.variants.n_other_paths:
        notes.append("Forløb, som få sager har, er samlet i én linje.")
    if results.centres.centres and not shown.centres.centres:
        notes.append("Centre vises ikke i den offentlige udgave.")
    return notes


def _holds_hidden(value: Any) -> bool:
    """Tell whether anything inside is hidden."""
    if isinstance(value, Estimate) or (isinstance(value, int) and not isinstance(value, bool)):
        return is_hidden(value)
    if dataclasses.is_dataclass(value):
        return any(_holds_hidden(getattr(value, f.name)) for f in dataclasses.fields(value))
    if isinstance(value, dict):
        return any(map(_holds_hidden, value.values()))
    return isinstance(value, tuple) and any(map(_holds_hidden, value))


def _fail_if_released(results: PathwayResults) -> None:
    if results.release:
        raise RequestError(
            "The results went through a release already.",
            where="suppress_pathways",
            expected="the results as measure_pathways returns them",
            fix="suppress once, right after measuring; keep the results for other releases",
        )
