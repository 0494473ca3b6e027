"""May this review be made at all? Purpose and legal basis, recorded before any draw.

The answers stand in ``purpose.yaml`` in the review's folder, filled in by those who
decide. Without them there is no draw. Everything that is missing is said at once.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.errors import RequestError
from analysis.sources.privacy import find_cpr_like

YES, NO = "ja", "nej"


@dataclass(frozen=True)
class Question:
    """A question of ``purpose.yaml``: its key, its Danish text, and what it takes."""

    key: str
    text: str
    kind: str = "text"
    required: bool = True


QUESTIONS = (
    Question("formaal", "Hvad skal gennemgangen bruges til? Skriv en hel sætning."),
    Question(
        "retsgrundlag",
        "Hvilken lov giver hjemmel til behandlingen? Fx lov om organisering og understøttelse "
        "af beskæftigelsesindsatsen og databeskyttelseslovens § 7, eller "
        "databeskyttelseslovens § 10 (kun statistik).",
    ),
    Question(
        "delingsgrundlag",
        "Hvad er grundlaget for, at forvaltningerne (fx BIF og SOF) deler oplysninger her?",
    ),
    Question("konsekvensanalyse", "Hvor ligger konsekvensanalysen? Journalnummer eller dato."),
    Question(
        "noegleholder",
        "Hvem har nøglen fra pseudonym til borger? Skriv en funktion, ikke et navn.",
    ),
    Question("slettedato", "Hvornår slettes sagsoplysningerne? Fx 2027-06-30.", "date"),
    Question("besluttet_af", "Hvem har besluttet gennemgangen? Skriv en funktion, ikke et navn."),
    Question("besluttet_den", "Hvornår blev den besluttet? Fx 2026-03-01.", "date"),
    Question(
        "bruges_i_sagsbehandling",
        "Sendes sager, som en læser finder klar, tilbage til sagsbehandling via nøgleholderen? "
        "ja eller nej. Med § 10 som grundlag er svaret nej.",
        "yes_no",
    ),
    Question("kontakt", "Hvem kan læserne spørge? Funktion og fællespostkasse.", required=False),
    Question("frist", "Hvornår skal læserne være færdige? Fx 2026-05-01.", "date", required=False),
)
_HEADING = """\
# Formål og grundlag for sagsgennemgangen.
# Udfyldes af dem, der beslutter gennemgangen, før der trækkes sager. Uden svar, ingen
# udtrækning. Skriv hverken navne eller CPR-numre her. Et svar med kolon i skal stå i
# anførselstegn.
"""
_STATISTICS_ONLY = re.compile(
    r"databeskyttelseslov\w*[\s,]*(?:§|par\.?|paragraf)?\s*10(?!\d)|§\s*10(?!\d)[^§]*databeskyt",
    re.IGNORECASE,
)


def template() -> str:
    """Return an empty ``purpose.yaml`` with its questions as comments, in Danish.

    Examples
    --------
    >>> "slettedato:" in template()
    True
    """
    lines = [_HEADING]
    for question in QUESTIONS:
        wish = "" if question.required else " (kan udelades)"
        comment = textwrap.fill(
            question.text + wish, 90, initial_indent="# ", subsequent_indent="# "
        )
        lines.append(f"{comment}\n{question.key}:\n")
    return "\n".join(lines)


def check_purpose(purpose: Mapping[str, Any], *, draw_date: dt.date) -> dict[str, Any]:
    """Return the answers, dates as dates, if a draw may rest on them.

    Parameters
    ----------
    purpose : mapping
        What ``purpose.yaml`` says, by the keys of `QUESTIONS`.
    draw_date : date
        The day of the draw.

    Raises
    ------
    RequestError
        With everything that is missing or wrong: an empty answer, an unknown key, a date
        that is none, a decision after the draw, a deletion on or before it, and hand-over
        to case work of data that may be used for statistics alone.

    Notes
    -----
    Databeskyttelseslovens § 10 lets health data be processed without consent for
    statistics and science only, and never later for another purpose. Whether the basis
    named does carry the review is for the municipality's lawyers: only that one
    contradiction is found here, and only where the paragraph is named as such.
    """
    answers = {question.key: _read_answer(purpose, question) for question in QUESTIONS}
    problems = [
        *_find_missing(purpose, answers),
        *_find_wrong_dates(answers, draw_date),
        *_find_forbidden_use(answers),
    ]
    if problems:
        raise RequestError(
            f"The purpose of the review is not settled: {len(problems)} points are open."
            if len(problems) > 1
            else "The purpose of the review is not settled: one point is open.",
            where="purpose.yaml" + "".join(f"\n    - {problem}" for problem in problems),
            expected="an answer to each question before any case is drawn",
            fix="fill in purpose.yaml in the review's folder and draw again",
        )
    return {key: value for key, value in answers.items() if value not in (None, "")}


def _read_answer(purpose: Mapping[str, Any], question: Question) -> Any:
    value = purpose.get(question.key)
    if isinstance(value, bool):
        # YAML takes an unquoted yes or no for a truth value.
        return YES if value else NO
    if isinstance(value, dt.datetime):
        return value.date()
    if question.kind == "date" and isinstance(value, str):
        try:
            return dt.date.fromisoformat(value.strip())
        except ValueError:
            return value.strip()
    if value is None or isinstance(value, dt.date):
        return value
    text = str(value).strip()
    return text.casefold() if question.kind == "yes_no" else text


def _find_missing(purpose: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[str]:
    for question in QUESTIONS:
        value = answers[question.key]
        if value in (None, "") and question.required:
            yield f"{question.key}: no answer"
        elif value not in (None, "") and question.kind == "yes_no" and value not in (YES, NO):
            yield f"{question.key}: not ja or nej"
        elif isinstance(value, str) and find_cpr_like(value):
            yield f"{question.key}: what looks like a CPR number"
    known = {question.key for question in QUESTIONS}
    unknown = [i for i, key in enumerate(purpose, start=1) if key not in known]
    if unknown:
        yield f"unknown key number {', '.join(map(str, unknown))}; the template has the right ones"


def _find_wrong_dates(answers: Mapping[str, Any], draw_date: dt.date) -> Iterator[str]:
    dates = {}
    for question in QUESTIONS:
        value = answers[question.key]
        if question.kind != "date" or value in (None, ""):
            continue
        if isinstance(value, dt.date):
            dates[question.key] = value
        else:
            yield f"{question.key}: no date such as 2027-06-30"
    deletion, decided = dates.get("slettedato"), dates.get("besluttet_den")
    if deletion is not None and deletion <= draw_date:
        yield f"slettedato: not after the draw on {draw_date.isoformat()}"
    if decided is not None and decided > draw_date:
        yield f"besluttet_den: after the draw on {draw_date.isoformat()}"
    deadline = dates.get("frist")
    if deadline is not None and deletion is not None and deadline > deletion:
        yield "frist: after the deletion date"


def _find_forbidden_use(answers: Mapping[str, Any]) -> Iterator[str]:
    basis = str(answers["retsgrundlag"] or "")
    if _STATISTICS_ONLY.search(basis) and answers["bruges_i_sagsbehandling"] == YES:
        yield (
            "bruges_i_sagsbehandling: ja, though retsgrundlag is databeskyttelseslovens § 10, "
            "whose data may only be used for statistics; name a basis in employment law, or "
            "answer nej"
        )
