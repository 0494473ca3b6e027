"""The words of page one: the findings, what they rest on, and what they cannot say.

The standing words lie in ``front_page.da.yaml``; what varies with the review is filled in
here.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from analysis.blocks.model import Block, FindingText, Paragraph, Text
from analysis.findings.released import ReleasedReview
from analysis.findings.review_words import conclude_review, count_frame
from analysis.findings.suppression import is_hidden
from analysis.labels import number, share, write_people
from analysis.texts.review.rules import say_rules

_WORDS = Path(__file__).with_name("front_page.da.yaml")


def state_findings(results: ReleasedReview) -> tuple[Block, ...]:
    """Return one block per finding: at least one scheme first, then each scheme.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    """
    return tuple(
        Block(finding.id, FindingText(finding.sentence, finding.verdict.words), results.lineage)
        for finding in conclude_review(results)
    )


def explain_front_page(results: ReleasedReview) -> Block:
    """Return the few lines under the table: what it rests on, and what it cannot say.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    """
    values = {
        "n_read": number(results.n_cases_read),
        "n_people": number(count_frame(results)),
        "strata": f" i {number(n_strata)} grupper" if (n_strata := len(results.strata)) > 1 else "",
        "rules": say_rules(results),
        "level": share(results.level),
        "second": _say_second_readings(results),
        "errors": _say_errors(results),
        "outside": _say_outside(results),
        "unread": _say_unread(results),
    }
    paragraphs = tuple(
        Paragraph(entry["text"].format(**values).strip(), entry["lead"])
        for entry in _words()["front_page"]
    )
    return Block("gennemgang-laesning", Text(paragraphs, role="note"), results.lineage)


@lru_cache(maxsize=1)
def _words() -> dict[str, list[dict[str, str]]]:
    """Read the standing words."""
    words: dict[str, list[dict[str, str]]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return words


def _say_second_readings(results: ReleasedReview) -> str:
    """Say how many cases two people have read, and whether figures are corrected by it."""
    if results.n_second_readings == 0:
        return "Hver sag er læst af én."
    corrected = any(outcome.is_corrected for outcome in results.outcomes.values())
    use = (
        "tal med ¹ er korrigeret efter det"
        if corrected
        else "ingen tal er korrigeret efter det, fordi det ikke ville gøre dem sikrere"
    )
    return f"{number(results.n_second_readings)} sager er læst af to uafhængigt af hinanden; {use}."


def _say_errors(results: ReleasedReview) -> str:
    """Say which errors of the readers the limits hold."""
    if any(outcome.is_corrected for outcome in results.outcomes.values()):
        return (
            "Læserens fejl er kun regnet med i tal med ¹, og fejl, som begge læsere begår, i intet."
        )
    return "Læsernes fejl er ikke regnet med."


def _say_outside(results: ReleasedReview) -> str:
    """Say how many of the frame are reckoned not to belong to the population."""
    outside = count_frame(results) - results.population.value
    if not outside >= 0.5:
        return ""
    return (
        f" Omkring {write_people(outside)} af personerne regnes for at være uden for gruppen, "
        "fordi nogle udtrukne sager var det."
    )


def _say_unread(results: ReleasedReview) -> str:
    """Say how many drawn cases in the population could not be read, and what was done."""
    counts = [n for row in results.strata for n in (row.n_not_available, row.n_unfinished)]
    if any(map(is_hidden, counts)):
        return " Nogle udtrukne sager er ikke læst og er ikke talt som et nej."
    n_unread = sum(counts)
    if n_unread == 0:
        return ""
    cases = "sag er" if n_unread == 1 else "sager er"
    return f" {number(n_unread)} udtrukne {cases} ikke læst og er ikke talt som et nej."
