"""Which sentence does a review support? Danish sentences by stated rules.

A sentence says how many people may belong to a target group according to the review and
between what limits, and stops there. It never says that anyone should have had another
decision, and calls no number good or bad. Where only a limit is known it says *højst*;
where nobody was seen it says so, and how many there may be all the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from analysis.checklists.load import list_rule_dates, load_checklist
from analysis.checklists.model import OTHER_SERVICES, SCHEMES
from analysis.concepts import Estimate
from analysis.findings.released import ReleasedReview
from analysis.findings.review_outcomes import (
    OutcomeJudgement,
    OutcomeRule,
    OutcomeVerdict,
    judge_people,
)
from analysis.labels import date, listing, number, sentence_case, write_people
from analysis.review.results import ANY, Outcome

_OTHER_SERVICES = "sociale eller sundhedsfaglige indsatser"
_SCHEME_WORDS = {2: "de to ordninger", 3: "de tre ordninger", 4: "de fire ordninger"}


@dataclass(frozen=True)
class ReviewFinding:
    """A claim that the review carries.

    Attributes
    ----------
    id : str
        Stable name, lower case with hyphens.
    sentence : str
        The claim, in Danish.
    verdict : OutcomeVerdict
        What it claims of the people *now*.
    rule : OutcomeRule
        The rule that gave it.
    """

    id: str
    sentence: str
    verdict: OutcomeVerdict
    rule: OutcomeRule


def conclude_review(results: ReleasedReview) -> tuple[ReviewFinding, ...]:
    """Return the sentences of page one: at least one scheme first, then each scheme.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    """
    findings, kept_back = [], []
    for outcome in order_outcomes(results):
        judgement = judge_outcome(results, outcome)
        if judgement.verdict is OutcomeVerdict.KEPT_BACK:
            kept_back.append(outcome)
            continue
        say = {ANY: _lead_sentence, OTHER_SERVICES: _other_sentence}.get(
            outcome.scheme, _scheme_sentence
        )
        findings.append(_finding(outcome.scheme, say(results, outcome, judgement), judgement))
    if kept_back:
        names = listing([outcome.label for outcome in kept_back], last="og")
        judgement = OutcomeJudgement(OutcomeVerdict.KEPT_BACK, OutcomeRule.KEPT_BACK)
        sentence = f"Tallene for {names} vises ikke af hensyn til diskretion."
        findings.append(_finding("vises-ikke", sentence, judgement))
    if results.closed:
        judgement = OutcomeJudgement(OutcomeVerdict.CLOSED, OutcomeRule.SCHEME_CLOSED)
        findings.append(_finding("lukket", say_closed(results), judgement))
    return tuple(findings)


def order_outcomes(results: ReleasedReview) -> tuple[Outcome, ...]:
    """Return the outcomes as a reader meets them: at least one, the schemes, the others."""
    order = (ANY, *(scheme.value for scheme in SCHEMES), OTHER_SERVICES)
    return tuple(results.outcomes[name] for name in order if name in results.outcomes)


def judge_outcome(results: ReleasedReview, outcome: Outcome) -> OutcomeJudgement:
    """Return what may be said of the people *now*, and by which rule."""
    return judge_people(outcome.now, n_cases=results.n_cases_read, n_positive=outcome.n_cases_now)


def name_outcome(results: ReleasedReview, outcome: Outcome) -> str:
    """Return what an outcome is called in a sentence."""
    if outcome.scheme == OTHER_SERVICES:
        return f"andre {_OTHER_SERVICES}"
    if outcome.scheme != ANY:
        return outcome.label
    n_schemes = sum(scheme.value in results.outcomes for scheme in SCHEMES)
    return "ordningen" if n_schemes == 1 else f"mindst én af {_SCHEME_WORDS[n_schemes]}"


def describe_population(results: ReleasedReview) -> str:
    """Return whom the review speaks of: ``17.650, der får kontanthjælp eller sygedagpenge``."""
    benefits = [part.label for part in results.domains if part.variable == "benefit"]
    names = listing(list(dict.fromkeys(benefits)), last="eller") or "ydelsen"
    return f"{number(count_frame(results))}, der får {names}"


def count_frame(results: ReleasedReview) -> int:
    """Return the people that cases were drawn from, as the frame has them."""
    return sum(row.n_population for row in results.strata)


def say_closed(results: ReleasedReview) -> str:
    """Say which schemes take no new citizens, and from which rules on; empty if none."""
    by_day: dict[dt.date, list[str]] = {}
    for name in results.closed:
        by_day.setdefault(find_closing_day(name, results.checklist.date), []).append(name)
    return " ".join(
        f"{sentence_case(listing(names))} er lukket for nye borgere efter reglerne fra "
        f"{date(day)} og indgår ikke."
        for day, names in sorted(by_day.items())
    )


def find_closing_day(name: str, day: dt.date) -> dt.date:
    """Return the first day of the rules since which a scheme, closed on `day`, is closed."""
    since = day
    for start in sorted((d for d in list_rule_dates() if d <= day), reverse=True):
        if name in {scheme.label for scheme in load_checklist(start).open_schemes}:
            break
        since = start
    return since


def _lead_sentence(results: ReleasedReview, outcome: Outcome, judgement: OutcomeJudgement) -> str:
    """Say how many may belong to at least one target group, and for how many more it is open."""
    target = f"være i målgruppen for {name_outcome(results, outcome)}"
    open_case = "kan det ikke afgøres, før der er indhentet dokumentation."
    match judgement.verdict:
        case OutcomeVerdict.SHOWN | OutcomeVerdict.ONLY_THE_ORDER:
            now = (
                f"Efter gennemgangen kan omkring {_with_limits(outcome.now)} af de "
                f"{describe_population(results)}, {target} på det, sagen allerede viser."
            )
        case OutcomeVerdict.AT_MOST:
            now = (
                f"Efter gennemgangen kan højst omkring {write_people(outcome.now.upper)} af de "
                f"{describe_population(results)}, {target} på det, sagen allerede viser."
            )
        case OutcomeVerdict.NOBODY_SEEN:
            now = (
                f"{_nobody(results, outcome)} for {name_outcome(results, outcome)}; det kan højst "
                f"være omkring {write_people(outcome.now.upper)} af de "
                f"{describe_population(results)}."
            )
        case _:
            return f"Der er ingen tal for {name_outcome(results, outcome)}."
    after = _after(results, outcome)
    return f"{now} {sentence_case(after)} {open_case}" if after else now


def _scheme_sentence(results: ReleasedReview, outcome: Outcome, judgement: OutcomeJudgement) -> str:
    """Say of one scheme how many there may be, and for how many more documents lack."""
    limit = write_people(outcome.now.upper)
    match judgement.verdict:
        case OutcomeVerdict.SHOWN | OutcomeVerdict.ONLY_THE_ORDER:
            now = f"mulig målgruppe omkring {_with_limits(outcome.now)}"
        case OutcomeVerdict.AT_MOST:
            now = f"mulig målgruppe højst omkring {limit}"
        case OutcomeVerdict.NOBODY_SEEN:
            seen = _nobody(results, outcome)
            now = f"{seen[:1].lower()}{seen[1:]}; det kan højst være omkring {limit} personer"
        case _:
            now = "ingen tal"
    after = _after(results, outcome)
    ending = f"; {after} mangler der dokumentation" if after else ""
    return f"{sentence_case(outcome.label)}: {now}{ending}."


def _other_sentence(_: ReleasedReview, outcome: Outcome, judgement: OutcomeJudgement) -> str:
    """Say for how many the files point to other services."""
    limit = write_people(outcome.now.upper)
    services = f"sagen peger på {_OTHER_SERVICES} for"
    match judgement.verdict:
        case OutcomeVerdict.SHOWN | OutcomeVerdict.ONLY_THE_ORDER:
            now = f"{services} omkring {_with_limits(outcome.now)}"
        case OutcomeVerdict.AT_MOST:
            now = f"{services} højst omkring {limit}"
        case OutcomeVerdict.NOBODY_SEEN:
            now = (
                f"ingen læst sag peger på {_OTHER_SERVICES}; det kan højst være omkring {limit} "
                "personer"
            )
        case _:
            now = "ingen tal"
    return f"{sentence_case(outcome.label)}: {now}."


def _nobody(results: ReleasedReview, outcome: Outcome) -> str:
    """Say that nobody was seen, in the first reading or in the end."""
    if outcome.n_cases_now == 0:
        return f"Ingen af de {number(results.n_cases_read)} læste sager viser målgruppen"
    return "Anden læsning bekræftede ingen sag i målgruppen"


def _after(results: ReleasedReview, outcome: Outcome) -> str:
    """Say how many more there may be; empty where it is nobody, hidden or not known."""
    people = outcome.after
    judgement = judge_people(people, n_cases=results.n_cases_read, n_positive=outcome.n_cases_after)
    if judgement.verdict.is_number:
        return f"for yderligere {_with_limits(people)}"
    if judgement.verdict is OutcomeVerdict.AT_MOST:
        return f"for yderligere højst {write_people(people.upper)}"
    return ""


def _with_limits(people: Estimate) -> str:
    low, high = write_people(people.lower), write_people(people.upper)
    return f"{write_people(people.value)} ({low} til {high})"


def _finding(name: str, sentence: str, judgement: OutcomeJudgement) -> ReviewFinding:
    slug = name.replace("_", "-")
    return ReviewFinding(f"fund-{slug}", sentence, judgement.verdict, judgement.rule)
