"""Which findings does a case review put into the register?

Those of page one in its own words, and four more that a recommendation may rest on: what
documentation lacks, whom the one-year course fits, whose case is obvious, and how often
the readers agree. Only a suppressed review is ever taken.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

from analysis.concepts import Estimate
from analysis.findings.register import Certainty, Finding, Kind, Number
from analysis.findings.released import ReleasedReview
from analysis.findings.review_documents import name_document, shown_documents
from analysis.findings.review_outcomes import (
    OutcomeJudgement,
    OutcomeRule,
    OutcomeVerdict,
    judge_people,
)
from analysis.findings.review_words import conclude_review, judge_outcome, order_outcomes
from analysis.findings.suppression import is_hidden
from analysis.labels import listing, number, sentence_case, share, write_people
from analysis.review.results import ANY, Outcome

# With fewer second readings one case moves the share that agrees by more than 2 points.
_ENOUGH_SECOND_READINGS = 50
_CERTAINTY = {
    OutcomeVerdict.SHOWN: Certainty.CLEAR,
    OutcomeVerdict.ONLY_THE_ORDER: Certainty.FAIR,
    OutcomeVerdict.AT_MOST: Certainty.WEAK,
    OutcomeVerdict.NOBODY_SEEN: Certainty.WEAK,
}


def find_review(results: ReleasedReview) -> tuple[Finding, ...]:
    """Return the findings of a review.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review, with what a release may not show hidden.
    """
    said = {each.id: each.sentence for each in conclude_review(results)}
    found = (
        *(_of_outcome(results, each, said) for each in order_outcomes(results)),
        _of_documents(results),
        _of_special(results, "light", "Det étårige ressourceforløb", results.light),
        _of_special(results, "fast_track", "Åbenbare sager", results.fast_track),
        _of_agreement(results),
    )
    record = results.review.draw_record
    drawn_on = dt.date.fromisoformat(str(record["draw_date"])).isoformat() if record else ""
    return tuple(
        replace(each, kind=Kind.REVIEW, period=drawn_on, lineage=results.lineage) for each in found
    )


def _of_outcome(results: ReleasedReview, outcome: Outcome, said: dict[str, str]) -> Finding:
    """Return the finding of one scheme, or of at least one, in the words of page one."""
    hidden = f"Tallene for {outcome.label} vises ikke af hensyn til diskretion."
    return _finding(
        f"review.{outcome.scheme}",
        sentence_case(outcome.label),
        said.get(f"fund-{outcome.scheme.replace('_', '-')}", hidden),
        judge_outcome(results, outcome),
        (
            *_numbers("now", "mulig målgruppe ifølge gennemgangen", outcome.now),
            *_numbers("after", "kan først afgøres med mere dokumentation", outcome.after),
        ),
    )


def _of_documents(results: ReleasedReview) -> Finding:
    """Return whether decisions wait for documents, and for which most."""
    outcome = results.outcomes[ANY]
    judgement = judge_people(
        outcome.after, n_cases=results.n_cases_read, n_positive=outcome.n_cases_after
    )
    documents = shown_documents(results, ANY)[:2]
    most = listing([name_document(each) for each in documents], last="og")
    if judgement.verdict is OutcomeVerdict.KEPT_BACK:
        state, sentence = "kept_back", "Tallene vises ikke af hensyn til diskretion."
    elif outcome.after.lower > 0:
        state = "missing"
        sentence = (
            f"For omkring {write_people(outcome.after.value)} personer "
            f"({write_people(outcome.after.lower)} til {write_people(outcome.after.upper)}) kan "
            "det ikke afgøres, om de er i målgruppen for en ordning, før der er indhentet "
            "dokumentation." + (f" Oftest mangler {most}." if most else "")
        )
    else:
        state, sentence = (
            "none_missing",
            "Gennemgangen fandt ingen sag, der manglede dokumentation.",
        )
    finding = _finding(
        "review.documents",
        "Manglende dokumentation",
        sentence,
        judgement,
        (
            *_numbers("after", "kan først afgøres med mere dokumentation", outcome.after),
            *_shares("share_after", "af befolkningen i gennemgangen", outcome.share_after),
        ),
    )
    return replace(finding, state=state)


def _of_special(
    results: ReleasedReview, aspect: str, title: str, estimate: Estimate | None
) -> Finding:
    """Return how many cases meet all criteria of the one-year course, or are obvious."""
    finding_id = f"review.{aspect}"
    if estimate is None:
        closed = OutcomeJudgement(OutcomeVerdict.CLOSED, OutcomeRule.SCHEME_CLOSED)
        sentence = f"{title} kan ikke opgøres efter reglerne på gennemgangens dato."
        return _finding(finding_id, title, sentence, closed, ())
    # How many cases lie behind is not told of these, so the limits alone decide.
    judgement = judge_people(
        estimate, n_cases=results.n_cases_read, n_positive=results.n_cases_read
    )
    subject = title if title.endswith("sager") else f"{title}s kriterier"
    sentence = {
        OutcomeVerdict.KEPT_BACK: f"{title}: tallet vises ikke af hensyn til diskretion.",
        OutcomeVerdict.NOBODY_SEEN: f"{subject}: ingen læst sag opfyldte alle kriterier; det kan "
        f"højst være omkring {write_people(estimate.upper)} personer.",
        OutcomeVerdict.AT_MOST: f"{subject}: opfyldt af højst omkring "
        f"{write_people(estimate.upper)} personer.",
    }.get(
        judgement.verdict,
        f"{subject}: opfyldt af omkring {write_people(estimate.value)} personer "
        f"({write_people(estimate.lower)} til {write_people(estimate.upper)}).",
    )
    numbers = _numbers("people", "opfylder alle kriterier", estimate)
    return _finding(finding_id, title, sentence, judgement, numbers)


def _of_agreement(results: ReleasedReview) -> Finding:
    """Return how often two readers gave the same answer, scheme by scheme; no ladder."""
    schemes = [each for each in results.agreement if not each.is_item]
    n_read_twice = results.n_second_readings
    shown = [each for each in schemes if math.isfinite(each.share_agree.value)]
    if not shown or n_read_twice < _ENOUGH_SECOND_READINGS:
        sentence = (
            "Ingen sag er læst af to." if n_read_twice == 0
            else f"Kun {number(n_read_twice)} sager er læst af to: for få til at sige, hvor ofte "
            "læserne er enige."
        )  # fmt: skip
        judgement = OutcomeJudgement(OutcomeVerdict.NO_DATA, OutcomeRule.NO_ESTIMATE)
        return replace(
            _finding("review.agreement", "Læsernes enighed", sentence, judgement, ()),
            state="too_few",
        )
    least = min(shown, key=lambda each: each.share_agree.value)
    agree = least.share_agree
    sentence = (
        f"To læsere er mindst enige om {least.label}: i {number(least.n_agree)} af "
        f"{number(least.n_cases)} sager ({share(agree.lower)} til {share(agree.upper)})."
    )
    numbers = tuple(
        number_
        for each in shown
        for number_ in _shares(each.id, f"enighed om {each.label}", each.share_agree)
    )
    return Finding(
        id="review.agreement",
        kind=Kind.REVIEW,
        title="Læsernes enighed",
        sentence=sentence,
        state="measured",
        state_words="opgjort",
        certainty=Certainty.FAIR,
        rule="enough-second-readings",
        period="",
        numbers=numbers,
    )


def _finding(
    finding_id: str,
    title: str,
    sentence: str,
    judgement: OutcomeJudgement,
    numbers: tuple[Number, ...],
) -> Finding:
    """Return a finding by the rules of a review; `find_review` adds its day and files."""
    return Finding(
        id=finding_id,
        kind=Kind.REVIEW,
        title=title,
        sentence=sentence,
        state=judgement.verdict.value,
        state_words=judgement.verdict.words,
        certainty=_CERTAINTY.get(judgement.verdict, Certainty.NONE),
        rule=judgement.rule.value,
        period="",
        numbers=numbers,
    )


def _numbers(key: str, label: str, estimate: Estimate) -> tuple[Number, ...]:
    """Return an estimate of people as a number; nothing where it is hidden or missing."""
    return _number(key, label, estimate, unit="estimated_persons")


def _shares(key: str, label: str, estimate: Estimate) -> tuple[Number, ...]:
    """Return a fraction as a number; nothing where it is hidden or missing."""
    return _number(key, label, estimate, unit="share")


def _number(key: str, label: str, estimate: Estimate, *, unit: str) -> tuple[Number, ...]:
    if is_hidden(estimate) or not math.isfinite(estimate.value):
        return ()
    return (
        Number(
            key,
            label,
            estimate.value,
            unit,
            lower=estimate.lower,
            upper=estimate.upper,
            level=estimate.level,
        ),
    )
