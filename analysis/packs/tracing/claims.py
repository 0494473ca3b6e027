"""Does a sentence claim more than its numbers carry?

Four ways of claiming too much: certainty that leaves the limits out, a direction where
none can be told, a cause that no comparison can show, and that awards are *missing*. The
words are looked for where nothing beside them takes them back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.findings.register import Finding, Kind
from analysis.packs.tracing.subjects import Subject

_MISSING = re.compile(
    r"\bmangle(?:r|nde|de)? (?:\w+ ){0,3}?(?:tilkendelser|førtidspensioner|fleksjobbevillinger)\b"
    r"|\bmanglende tilkendelser\b|\btilkendelser,? (?:der|som) mangler\b"
    r"|\bskulle have (?:haft|fået) (?:tilkendt )?(?:førtidspension|fleksjob)\b"
    r"|\b(?:efterslæb|underskud) (?:af|på) (?:\w+ ){0,2}?tilkendelser\b",
)
_CERTAIN = re.compile(
    r"\b(?:præcis(?:t)?|nøjagtig(?:t)?|dokumentere(?:r|t|de)|bevise(?:r|t)|beviste|påvise(?:r|t)"
    r"|fastslå(?:r|et)|garantere(?:r|t)|utvivlsomt|uden tvivl|med sikkerhed|helt sikkert"
    r"|(?<!meget )(?<!ret )(?<!hvor )sikkert)\b"
)
_CAUSE = re.compile(
    r"\b(?:skyldes|fordi|på grund af|forårsage(?:r|t|de)|årsagen (?:er|til)|er årsag til"
    r"|medfør(?:er|t)|føre(?:r)? til|resultat af|som følge af)\b"
)
_PRACTICE = re.compile(r"\b(?:praksis|visitation\w*|sagsbehandling\w*|forvaltning\w*|teamet?)\b")
_DIRECTION = re.compile(
    r"\b(?:lavere|færre|højere|større|mindre|under det forventede|over det forventede)\b"
    r"|\bflere\b(?= (?:på|tilkend|modtag|fuldtid|i forhold)|(?: \w+){0,3} end\b)|\d\s+flere\b"
)
_COMPARED = re.compile(r"\b(?:end|forvent\w*|sammenlign\w*|andre kommuner|6-?byerne)\b")
_TAKEN_BACK = re.compile(
    r"\bikke\b|\bingen\b|(?:^|,\s|\bved\s|\bafgøre\s|\bsige\s)om\b|\bhvis\b|\bmåske\b"
    r"|\bmuligvis\b|\bkan (?:også )?skyldes\b|\bkan være\b|\balmindelig(?:e)? variation\b"
    r"|\btilfældig|\busikker|\bhvorvidt\b|\bnæppe\b|\bhverken\b|\buden at\b"
)
_SILENT = frozenset({"indistinguishable", "too_few", "no_data", "kept_back"})

MISSING_ADVICE = (
    "Skriv »mulig målgruppe ifølge gennemgangen« eller »færre end forventet«. Ingen kan sige, at "
    "tilkendelser mangler."
)
CAUSE_ADVICE = (
    "Skriv »samvarierer med« eller lad årsagen ude: sammenligningen viser en forskel og ikke, "
    "hvad den kommer af."
)


def claims_missing(sentence: str) -> str:
    """Return the words that say awards are missing; empty where there are none.

    Examples
    --------
    >>> claims_missing("København mangler 530 tilkendelser af førtidspension.")
    'mangler 530 tilkendelser'
    """
    return _first(_MISSING, sentence)


def claims_certainty(sentence: str) -> str:
    """Return the word that claims certainty; empty where it is not there or taken back.

    Examples
    --------
    >>> claims_certainty("Det er præcis 1.400."), claims_certainty("Lavere, meget sikkert.")
    ('præcis', '')
    """
    return "" if _is_taken_back(sentence, _CERTAIN) else _first(_CERTAIN, sentence)


def claims_cause(sentence: str, *, has_number: bool) -> str:
    """Return the words that claim a cause; empty where there are none or they are taken back.

    Parameters
    ----------
    sentence : str
        The sentence.
    has_number : bool
        Whether it holds a number of the pack. Without one it must speak of practice.

    Examples
    --------
    >>> claims_cause("Forskellen skyldes forvaltningens praksis.", has_number=False)
    'skyldes'
    >>> claims_cause("Om forskellen skyldes praksis, ved ingen.", has_number=False)
    ''
    """
    plain = sentence.casefold()
    if not has_number and not _PRACTICE.search(plain):
        return ""
    return "" if _is_taken_back(sentence, _CAUSE) else _first(_CAUSE, sentence)


def claims_direction(
    sentence: str, subject: Subject, findings: Sequence[Finding]
) -> tuple[str, Finding | None]:
    """Return the words that claim a direction where the findings tell none, and which one.

    Parameters
    ----------
    sentence : str
        The sentence.
    subject : Subject
        What it speaks of.
    findings : sequence of Finding
        The findings that it speaks of.
    """
    compared = [each for each in findings if each.kind is Kind.BENCHMARK]
    said = _first(_DIRECTION, sentence)
    if not said or not compared or not _COMPARED.search(subject.text):
        return "", None
    if any(each.state not in _SILENT for each in compared) or _TAKEN_BACK.search(
        sentence.casefold()
    ):
        return "", None
    return said, compared[0]


def contradicts_direction(sentence: str, finding: Finding) -> str:
    """Return the words that turn a difference round; empty where they do not.

    Parameters
    ----------
    sentence : str
        The sentence.
    finding : Finding
        The one finding of the benchmark that it speaks of.
    """
    if not finding.state.endswith(("lower", "higher")):
        return ""
    wrong = _HIGHER if finding.state.endswith("lower") else _LOWER
    right = _LOWER if finding.state.endswith("lower") else _HIGHER
    plain = sentence.casefold()
    if right.search(plain) or _TAKEN_BACK.search(plain) or not _COMPARED.search(plain):
        return ""
    return _first(wrong, sentence)


_LOWER = re.compile(r"\b(?:lavere|færre|under det forventede)\b")
_HIGHER = re.compile(r"\b(?:højere|over det forventede)\b|\bflere\b(?=(?: \w+){0,3} end\b)")


def _first(pattern: re.Pattern[str], sentence: str) -> str:
    match = pattern.search(sentence.casefold())
    return sentence[match.start() : match.end()] if match else ""


def _is_taken_back(sentence: str, claim: re.Pattern[str]) -> bool:
    """Tell whether the words before a claim take it back."""
    plain = sentence.casefold()
    match = claim.search(plain)
    return match is not None and _TAKEN_BACK.search(plain[: match.end()]) is not None
