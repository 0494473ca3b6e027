"""What does the event file support saying? Findings with stated rules, in Danish.

Made of suppressed results only, so that no sentence holds what a table hides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from analysis.caseflow.deadlines import read_deadlines
from analysis.concepts import Estimate
from analysis.findings.pathway_words import (
    describe_span,
    name_pair,
    write_count,
    write_share,
    write_share_limits,
    write_weeks,
    write_weeks_limits,
)
from analysis.findings.register import Certainty, Finding, Kind, Number
from analysis.findings.released import ReleasedPathways
from analysis.findings.suppression import is_hidden
from analysis.labels import listing, number, share
from analysis.pathways.deadlines import NO_AMOUNT, OVER, TOO_FEW, UNDECIDED, WITHIN
from analysis.pathways.results import DeadlineKept, StepWeeks

ESTIMATED, NONE_SEEN = "estimated", "none_seen"
DIFFER, ALIKE = "differ", "indistinguishable"
_WORDS = {
    ESTIMATED: "opgjort",
    NONE_SEEN: "ingen set",
    TOO_FEW: "for små tal",
    WITHIN: "fristen holdes i mindst {wanted} af sagerne",
    OVER: "fristen holdes i under {wanted} af sagerne",
    UNDECIDED: "kan ikke afgøres",
    DIFFER: "centrene er forskellige",
    ALIKE: "ingen sikker forskel mellem centrene",
}
# Widths of limits, as parts of the estimate or as parts of one.
_CLEAR_RATIO, _FAIR_RATIO = 0.25, 0.6
_CLEAR_WIDTH, _FAIR_WIDTH = 0.1, 0.25
_CLEAR_P = 0.01
_TEST_LEVEL = 0.05
_WEEKS_RULE = (
    "Median efter Kaplan-Meier med åbne sager talt med; sager, der lukkes eller går uden om "
    "trinnet, tages ud, når det sker. Meget sikkert, når intervallet er højst 25 % af medianen, "
    "ret sikkert, når det er højst 60 %."
)
_SHARE_RULE = (
    "Andel med Wilsons grænser. Meget sikkert, når intervallet er højst 10 procentpoint, ret "
    "sikkert, når det er højst 25."
)
_CENTRES_RULE = (
    "Forskellige, når en tilfældig fordeling af sagerne på centrene giver så stor forskel i højst "
    "5 % af gangene; meget sikkert ved højst 1 %."
)


def find_pathways(results: ReleasedPathways) -> tuple[Finding, ...]:
    """Return the findings on case flow, in the order a reader meets them.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.

    Returns
    -------
    tuple of Finding
        ``events.weeks.*``, ``events.deadline.*`` (those with a number of weeks),
        ``events.rework``, ``events.reversals`` and ``events.centres``.
    """
    return (
        *(_find_weeks(results, weeks) for weeks in results.weeks),
        *(_find_deadline(results, kept) for kept in results.deadlines if kept.state != NO_AMOUNT),
        _find_rework(results),
        _find_reversals(results),
        _find_centres(results),
    )


def _finding(
    results: ReleasedPathways,
    finding_id: str,
    title: str,
    sentence: str,
    state: str,
    certainty: Certainty,
    rule: str,
    numbers: Iterator[Number] | tuple[Number, ...] = (),
    *,
    wanted: float = math.nan,
) -> Finding:
    words = _WORDS[state].format(wanted=share(wanted))
    return Finding(
        id=f"events.{finding_id}",
        kind=Kind.EVENTS,
        title=title,
        sentence=sentence,
        state=state,
        state_words=words + (f", {certainty.label}" if _is_claim(certainty) else ""),
        certainty=certainty,
        rule=rule,
        period=results.observed_until.isoformat(),
        numbers=tuple(numbers),
        lineage=results.lineage,
    )


def _is_claim(certainty: Certainty) -> bool:
    return certainty is not Certainty.NONE


def _find_weeks(results: ReleasedPathways, weeks: StepWeeks) -> Finding:
    span = describe_span(weeks.from_step, weeks.to_step)
    median, title = weeks.median, f"Uger: {name_pair(weeks)}"
    finding_id = f"weeks.{weeks.from_step}.{weeks.to_step}"
    reached = not math.isnan(median.value)
    if is_hidden(median) or math.isnan(median.lower):
        sentence = f"Der er for få sager til at sige, hvor lang tid der går {span}."
        return _finding(results, finding_id, title, sentence, TOO_FEW, Certainty.NONE, _WEEKS_RULE)
    if not reached:
        sentence = (
            f"I den tid, filen dækker, er under halvdelen af sagerne nået {span}; når ingen går ud "
            f"undervejs, går der mindst {number(median.lower, decimals=1)} uger for halvdelen."
        )
        return _finding(
            results, finding_id, title, sentence, ESTIMATED, Certainty.WEAK, _WEEKS_RULE
        )
    sentence = (
        f"I halvdelen af sagerne går der højst {write_weeks(median)} uger "
        f"({write_weeks_limits(median)}) {span}, når sager i gang regnes med, og de, der "
        "lukkes undervejs, tages ud."
    )
    spread = (median.upper - median.lower) / median.value if median.value else math.inf
    return _finding(
        results, finding_id, title, sentence, ESTIMATED,
        _grade(spread, _CLEAR_RATIO, _FAIR_RATIO), _WEEKS_RULE, _week_numbers(weeks),
    )  # fmt: skip


def _week_numbers(weeks: StepWeeks) -> Iterator[Number]:
    for key, label, found in (
        ("median", "uger for halvdelen af sagerne, når ingen går ud", weeks.median),
        (
            "lower_quartile",
            "uger for den hurtigste fjerdedel, når ingen går ud",
            weeks.lower_quartile,
        ),
        ("upper_quartile", "uger for tre fjerdedele, når ingen går ud", weeks.upper_quartile),
    ):
        if math.isfinite(found.value):
            yield _number(key, label, found, "weeks", decimals=1)
    for week, found in weeks.done_by.items():
        if math.isfinite(found.value):
            label = f"af alle sager nået frem inden for {week} uger"
            yield _number(f"done_by_{week}", label, found, "share")
    yield from _count("n_cases", "sager fulgt", weeks.n_cases)
    yield from _count("n_open", "sager stadig i gang", weeks.n_open)


def _find_deadline(results: ReleasedPathways, kept: DeadlineKept) -> Finding:
    found, state = kept.share_within, kept.state
    time = _write_time(kept)
    rule = (
        f"I mindst {share(kept.wanted_share)}, når den nedre grænse for andelen inden for fristen "
        "er mindst så stor; i under, når den øvre er under; ellers ikke afgjort. "
        "Lovgivningen sætter ingen sådan andel."
    )
    doubt = "" if kept.is_verified else " Fristens hjemmel er ikke efterprøvet."
    if state == TOO_FEW:
        sentence = f"{kept.label}: for få sager til at sige, om fristen holdes.{doubt}"
    elif is_hidden(found):
        wanted = share(kept.wanted_share)
        words = {
            WITHIN: f"holdes i mindst {wanted} af sagerne",
            OVER: f"holdes i under {wanted} af sagerne",
            UNDECIDED: "holdes måske; det kan ikke afgøres",
        }[state]  # fmt: skip
        sentence = f"{kept.label}: fristen på {time} {words}; tallet vises ikke.{doubt}"
    else:
        sentence = (
            f"{kept.label}: {write_share(found)} af sagerne ({write_share_limits(found)}) holder "
            f"fristen på {time}, når sager i gang regnes med, og de, der lukkes inden, tages ud."
            f"{doubt}"
        )
    return _finding(
        results, f"deadline.{kept.id}", f"Frist: {kept.label}", sentence, state,
        _grade_deadline(kept), rule, _deadline_numbers(kept), wanted=kept.wanted_share,
    )  # fmt: skip


def _write_time(kept: DeadlineKept) -> str:
    """Write a deadline as the rules do, such as ``3 måneder``; in weeks where they do not say."""
    weeks = kept.weeks or math.nan
    for each in read_deadlines():
        if each.id == kept.id and each.span and math.isclose(each.span.weeks, weeks):
            return each.span.text
    return f"{number(weeks, decimals=0 if weeks.is_integer() else 1)} uger"


def _grade_deadline(kept: DeadlineKept) -> Certainty:
    """Clear where the limits stay away from the wanted share by their own half width."""
    found = kept.share_within
    if kept.state == TOO_FEW:
        return Certainty.NONE
    if kept.state == UNDECIDED:
        return Certainty.WEAK
    if is_hidden(found):
        return Certainty.FAIR
    nearest = found.lower if kept.state == WITHIN else found.upper
    half = (found.upper - found.lower) / 2
    return Certainty.CLEAR if abs(nearest - kept.wanted_share) >= half else Certainty.FAIR


def _deadline_numbers(kept: DeadlineKept) -> Iterator[Number]:
    if math.isfinite(kept.share_within.value):
        yield _number("share_within", "andel inden for fristen", kept.share_within, "share")
    yield Number("weeks", "fristen", kept.weeks or math.nan, "weeks", decimals=1)
    yield from _count("n_cases", "sager med frist", kept.n_cases)
    yield from _count("n_late", "sager over fristen", kept.n_late)


def _find_rework(results: ReleasedPathways) -> Finding:
    rework = results.rework
    title, found = "Sager, der sendes tilbage", rework.share_returned
    if rework.n_put_forward == 0 or is_hidden(rework.n_put_forward) or is_hidden(found):
        sentence = "Der er for få sager til at sige, hvor mange der sendes tilbage fra teamet."
        return _finding(results, "rework", title, sentence, TOO_FEW, Certainty.NONE, _SHARE_RULE)
    state = ESTIMATED if rework.n_returned else NONE_SEEN
    sentence = (
        f"{write_share(found)} af de forelagte sager ({write_share_limits(found)}) er sendt "
        f"tilbage mindst én gang: {write_count(rework.n_returned)} af "
        f"{write_count(rework.n_put_forward)}."
    )
    if state == NONE_SEEN:
        sentence = (
            f"Ingen af de {write_count(rework.n_put_forward)} forelagte sager er sendt tilbage; "
            f"det kan gælde op til {share(found.upper)}."
        )
    return _finding(
        results, "rework", title, sentence, state, _grade_share(found), _SHARE_RULE,
        (
            _number("share_returned", "andel sendt tilbage", found, "share"),
            *_count("n_returned", "sager sendt tilbage", rework.n_returned),
            *_count("n_put_forward", "sager forelagt", rework.n_put_forward),
        ),
    )  # fmt: skip


def _find_reversals(results: ReleasedPathways) -> Finding:
    reversals = results.reversals
    title, found = "Ankestyrelsens omgørelser", reversals.share_reversed
    if is_hidden(found) or math.isnan(found.value):
        sentence = (
            "Der er for få sager afgjort i Ankestyrelsen til at sige, hvor mange der ændres eller "
            "hjemvises."
        )
        return _finding(results, "reversals", title, sentence, TOO_FEW, Certainty.NONE, _SHARE_RULE)
    n = number(found.n)
    sentence = (
        f"Ankestyrelsen har ændret eller hjemvist {write_share(found)} "
        f"({write_share_limits(found)}) af de {n} påklagede afgørelser, den har taget stilling til."
    )
    if found.value == 0:
        sentence = (
            f"Ankestyrelsen har ikke ændret eller hjemvist nogen af de {n} påklagede afgørelser; "
            f"det kan gælde op til {share(found.upper)}."
        )
    return _finding(
        results, "reversals", title, sentence, ESTIMATED if found.value else NONE_SEEN,
        _grade_share(found), _SHARE_RULE,
        (
            _number("share_reversed", "andel ændret eller hjemvist", found, "share"),
            Number("n_settled", "klager med stillingtagen", found.n, "cases"),
        ),
    )  # fmt: skip


def _find_centres(results: ReleasedPathways) -> Finding:
    centres, title = results.centres, "Egne centre"
    shown = [c for c in centres.centres if not c.is_too_few and not is_hidden(c.median)]
    if math.isnan(centres.p_value) or len(shown) < 2:
        sentence = "Der er for få sager til at sammenligne kommunens egne centre."
        return _finding(results, "centres", title, sentence, TOO_FEW, Certainty.NONE, _CENTRES_RULE)
    medians = [c.median.value for c in shown if math.isfinite(c.median.value)]
    span = ""
    if len(medians) > 1:
        span = (
            f" Medianen går fra {number(min(medians), decimals=1)} til "
            f"{number(max(medians), decimals=1)} uger."
        )
    if centres.p_value <= _TEST_LEVEL:
        unusual = [c.name for c in shown if c.p_value <= _TEST_LEVEL]
        who = f" {listing(unusual)} skiller sig ud." if unusual else ""
        sentence = (
            f"De {number(len(shown))} centre bruger ikke lige lang tid, ud over hvad tilfældet "
            f"giver.{span}{who} Forskellen samvarierer med center; sagerne kan også være "
            "forskellige."
        )
        certainty = Certainty.CLEAR if centres.p_value <= _CLEAR_P else Certainty.FAIR
        state = DIFFER
    else:
        sentence = (
            f"De {number(len(shown))} centre kan ikke skelnes fra hinanden på, hvor lang tid "
            f"sagerne tager.{span}"
        )
        certainty, state = Certainty.WEAK, ALIKE
    numbers = (
        *_count("n_compared", "centre sammenlignet", len(shown)),
        Number("shortest", "korteste median", min(medians), "weeks", decimals=1),
        Number("longest", "længste median", max(medians), "weeks", decimals=1),
    ) if len(medians) > 1 else ()  # fmt: skip
    return _finding(results, "centres", title, sentence, state, certainty, _CENTRES_RULE, numbers)


def _number(key: str, label: str, found: Estimate, unit: str, *, decimals: int = 0) -> Number:
    upper = found.upper if math.isfinite(found.upper) else None
    return Number(
        key, label, found.value, unit, lower=found.lower if upper is not None else None,
        upper=upper, decimals=decimals, level=found.level,
    )  # fmt: skip


def _count(key: str, label: str, n: int) -> Iterator[Number]:
    if not is_hidden(n):
        yield Number(key, label, n, "cases")


def _grade_share(found: Estimate) -> Certainty:
    return _grade(found.upper - found.lower, _CLEAR_WIDTH, _FAIR_WIDTH)


def _grade(width: float, clear: float, fair: float) -> Certainty:
    if width <= clear:
        return Certainty.CLEAR
    return Certainty.FAIR if width <= fair else Certainty.WEAK
