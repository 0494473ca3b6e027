"""The line above page one of the pack, its findings, and what the numbers cannot say."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.blocks.model import Attachment, Block, FindingText, Masthead, Paragraph, Text
from analysis.findings.register import Certainty, Finding, Kind
from analysis.labels import date, listing, sentence_case, share
from analysis.packs.assemble import Pack
from analysis.packs.record import NAME as RECORD

TITLE = "Anbefalinger"
_KINDS = (Kind.BENCHMARK, Kind.REVIEW, Kind.EVENTS, Kind.ECONOMICS)
_MOST_OF_A_KIND = {Kind.BENCHMARK: 2, Kind.REVIEW: 1, Kind.EVENTS: 2, Kind.ECONOMICS: 1}
# The sentence on "mindst_en" holds the number of those whose papers are missing too, and the
# whole way from raised to decided says more to a meeting than any part of it.
_FIRST = {
    Kind.REVIEW: ("review.mindst_en",),
    Kind.EVENTS: ("events.weeks.sag_rejst.afgoerelse", "events.deadline.pensionsafgoerelse"),
    Kind.ECONOMICS: ("economics.total",),
}
_ABSENT = "Ikke med i oplægget."
_ORDER = {Certainty.CLEAR: 0, Certainty.FAIR: 1, Certainty.WEAK: 2, Certainty.NONE: 3}


def masthead(pack: Pack) -> Block:
    """Return the masthead: what it is, whom it is about, for which meeting.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    period = sentence_case(pack.comparison.period.label)
    meeting = f" · møde {date(pack.meeting_date)}" if pack.meeting_date else ""
    content = Masthead(
        title=TITLE,
        municipality=pack.comparison.focus_name,
        period=f"{period}{meeting}",
        date=date(pack.comparison.report_date),
        status=pack.status,
    )
    return Block("oplaeg", content, pack.comparison.name_lineage)


def attach_record(pack: Pack) -> Block:
    """Return the record of the pack, which the delivery keeps as a file.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    return Block("fund-fil", Attachment(RECORD, pack.record.to_json()), pack.lineage)


def introduce_decisions(pack: Pack) -> Block:
    """Return the words before the *at*-points.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    words = Text((Paragraph("", "Det indstilles,"),))
    return Block("det-indstilles", words, pack.comparison.name_lineage)


def state_findings(pack: Pack) -> tuple[Block, ...]:
    """Return the findings of page one: the surest of each kind, kind by kind.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    return tuple(
        Block(_block_id(each), FindingText(each.sentence, _verdict(each)), each.lineage)
        for kind in _KINDS
        for each in choose_findings(pack.register.of(kind), kind)
    )


def choose_findings(findings: Sequence[Finding], kind: Kind) -> tuple[Finding, ...]:
    """Return the findings of one kind that stand on page one.

    Parameters
    ----------
    findings : sequence of Finding
        All of the kind.
    kind : Kind
        Which kind it is.

    Notes
    -----
    The surest first; among equals the order of the register. A kind that says nothing
    sure is represented all the same, by what it says with least doubt.
    """
    first = [each for name in _FIRST.get(kind, ()) for each in findings if each.id == name]
    said = [each for each in findings if each.certainty is not Certainty.NONE and each not in first]
    ordered = [*first, *sorted(said, key=lambda each: _ORDER[each.certainty])]
    return tuple(ordered[: _MOST_OF_A_KIND[kind]])


def explain_front_page(pack: Pack) -> Block:
    """Return the few lines under page one: what it rests on and what it cannot say.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    comparison = pack.comparison
    peers = listing([comparison.name(code) for code in comparison.peers.codes], last="og")
    paragraphs = [
        Paragraph(
            f"{peers} ({comparison.peers.label}). Intervaller er {share(comparison.level)}-"
            "intervaller, hvor intet andet står.",
            "Sammenlignet med",
        ),
        Paragraph(
            "Om den enkelte borger har ret til en ordning, og om en forskel mellem kommuner "
            "skyldes praksis alene. En rate er hverken god eller dårlig, og ingen anbefaling "
            "sætter mål for, hvor mange der skal tilkendes noget: det ville være skøn under regel.",
            "Hvad tallene ikke kan sige.",
        ),
        Paragraph(
            f"De regler, der gælder {date(pack.evidence.day)}, er lagt til grund. Det, ingen har "
            "efterprøvet, er mærket, hvor det står.",
            "Regler.",
        ),
    ]
    if pack.register.missing:
        names = listing([Kind(each).label for each in pack.register.missing], last="og")
        paragraphs.append(
            Paragraph(f"{sentence_case(names)}. Hvorfor, står, hvor de skulle være.", _ABSENT)
        )
    return Block("oplaeg-laesning", Text(tuple(paragraphs), role="note"), pack.lineage)


def say_missing(pack: Pack, name: str) -> Block:
    """Return why a part of the pack is missing, and how to get it.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    name : str
        The file that would give it, or ``review``.
    """
    why = pack.missing.get(name, "Delen er ikke med.")
    block_id = f"mangler-{name.partition('.')[0]}"
    return Block(block_id, Text((Paragraph(why),), role="missing"), pack.lineage)


def _verdict(finding: Finding) -> str:
    """Return the state with how sure it is, where the state does not say so itself."""
    certainty = finding.certainty.label
    says_it = finding.kind is Kind.BENCHMARK or certainty in finding.state_words
    return finding.state_words if says_it else f"{finding.state_words}, {certainty}"


def _block_id(finding: Finding) -> str:
    return "fund-" + finding.id.replace(".", "-").replace("_", "-")
