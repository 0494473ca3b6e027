"""Which finding does a sentence speak of?

By the scheme it names, by the words of its kind, and by the words of a number's label. A
sentence that names a scheme speaks of no other scheme's finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from analysis.findings.register import Finding, Kind
from analysis.packs.tracing.sentences import normalise

_SCHEMES: Mapping[str, str] = {
    "foertidspension": r"førtidspension",
    "fleksjob": r"fleksjob",
    "ressourceforloeb": r"ressourceforløb",
    "revalidering": r"revalidering",
    "kontanthjaelp": r"kontanthjælp",
    "sygedagpenge": r"sygedagpenge",
    "mindst_en": r"mindst én|mindst en (?:af|ordning)|samlet",
    "andre_indsatser": r"andre indsatser|sociale eller sundhedsfaglige",
    "light": r"étårig|etårig|light",
    "fast_track": r"åbenbare|fast ?track",
}
_SUBJECTS: Mapping[str, str] = {
    "documents": r"dokumentation|dokument|attest",
    "agreement": r"enig|læsere|kappa",
    "rework": r"sendt tilbage|sendes tilbage|tilbagesend|tages om",
    "reversals": r"ankestyrelsen|hjemvis|omgør",
    "centres": r"cent(?:er|re)",
    "weeks": r"uger|median|varighed|ventetid",
    "deadline": r"frist",
    "total": r"i alt|alle skift|samlet|tilsammen",
}
_KINDS: Mapping[Kind, str] = {
    Kind.BENCHMARK: r"forvent|sammenlign|tilkend|bestand|faktisk|fuldtidsperson|rate",
    Kind.REVIEW: r"gennemgang|målgruppe|dokumentation|læse|sagen viser|afgøres",
    Kind.EVENTS: r"uger|sager|frist|klage|ankestyrelsen|cent(?:er|re)|median",
    Kind.FLOW: r"sagsgang|forslag|ventes|forvent|uge",
    Kind.STUDY: r"undersøg|andre kommuner|sammenlignelige kommuner",
    Kind.ECONOMICS: r"kr\b|kroner|udgift|økonomi|nutidsværdi|overførsler|service|budget|stat",
}
_FLOW, _STOCK = r"tilkend|afgørelse", r"bestand|modtag|fuldtidsperson|på ordningen"
_WORD = re.compile(r"[a-zæøåé]{4,}")
_DULL = frozenset(
    {"over", "under", "inden", "regnet", "sager", "sagerne", "alle", "flere", "færre"}
)


@dataclass(frozen=True)
class Subject:
    """What a sentence speaks of.

    Attributes
    ----------
    text : str
        The sentence with what is needed to understand it, in lower case.
    schemes : frozenset of str
        The schemes that it names.
    """

    text: str
    schemes: frozenset[str]


def read_subject(text: str) -> Subject:
    """Return what a text speaks of.

    Parameters
    ----------
    text : str
        A sentence; or a cell with its row, column and heading.
    """
    plain = normalise(text)
    return Subject(plain, frozenset(k for k, words in _SCHEMES.items() if re.search(words, plain)))


def score(subject: Subject, finding: Finding) -> int:
    """Return how well a finding fits what a sentence speaks of; negative where it cannot.

    Parameters
    ----------
    subject : Subject
        Of the sentence.
    finding : Finding
        A finding of the pack.

    Notes
    -----
    Two points for each scheme in common, two for the matter (documents, deadline, weeks),
    one for the kind of finding, one for each step or other word of the title, and one more
    or less for flow against stock. A scheme that the sentence does not name while it names
    another: no.
    """
    schemes = schemes_of(finding)
    shared = schemes & subject.schemes
    if _is_foreign(subject, finding, schemes):
        return -1
    points = 2 * len(shared)
    points += 2 * sum(
        bool(re.search(words, subject.text))
        for name, words in _SUBJECTS.items()
        if name in finding.id.split(".")
    )
    points += bool(re.search(_KINDS[finding.kind], subject.text))
    points += len(_title_words(finding.title) & set(_WORD.findall(subject.text)))
    if finding.kind is Kind.BENCHMARK:
        points += _score_stage(subject, finding)
    return points


def score_label(subject: Subject, label: str) -> int:
    """Return how many words of a number's label the sentence holds."""
    return len(_title_words(label) & set(_WORD.findall(subject.text)))


@lru_cache(maxsize=1024)
def _schemes_in(finding_id: str) -> frozenset[str]:
    parts = re.split(r"[.-]", finding_id.partition(".")[2])
    return frozenset(part for part in parts if part in _SCHEMES)


def schemes_of(finding: Finding) -> frozenset[str]:
    """Return the schemes that a finding speaks of; none for a finding of all of them."""
    return _schemes_in(finding.id)


def _is_foreign(subject: Subject, finding: Finding, schemes: frozenset[str]) -> bool:
    """Tell whether the sentence names other schemes than the finding's."""
    if not schemes or not subject.schemes:
        return False
    if finding.kind is Kind.ECONOMICS:
        return len(schemes) > 1 and not schemes <= subject.schemes and len(subject.schemes) > 1
    if "mindst_en" in schemes:
        return False
    return not schemes & subject.schemes


def _score_stage(subject: Subject, finding: Finding) -> int:
    is_flow = finding.id.endswith("tilkendelser")
    flow, stock = (bool(re.search(words, subject.text)) for words in (_FLOW, _STOCK))
    if flow == stock:
        return 0
    return 1 if flow == is_flow else -2


@lru_cache(maxsize=2048)
def _title_words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(normalise(title))) - _DULL
