"""How page one is read, what the figures cannot say, and how they were made.

The standing words lie in ``reading.da.yaml``; what varies with the report is filled in
here.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache, reduce
from operator import or_
from pathlib import Path

import yaml

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.calibration.detectable import DetectableGaps
from analysis.comparison.gaps import (
    CLEAR_LEVEL,
    SMALLEST_EXPECTED_AWARDS,
    SMALLEST_EXPECTED_STOCK,
)
from analysis.comparison.multiverse.multiverse import Multiverse
from analysis.concepts import Lineage, Origin, Stage
from analysis.labels import date, genitive, listing, number, share
from analysis.texts.detectable import front_page_clause as say_smallest_difference
from analysis.texts.multiverse import front_page_clause as say_other_choices
from analysis.texts.peers import say_far_peers

_TABLE_NAMES = {
    "municipalities": "kommunefakta",
    "national_age_structure": "landets aldersfordeling",
    "published_figures": "offentliggjorte tal",
}
_WORDS = Path(__file__).with_name("reading.da.yaml")


def explain_front_page(
    comparison: PracticeComparison,
    *,
    multiverse: Multiverse | None = None,
    detectable: DetectableGaps | None = None,
) -> Block:
    """Return the few lines under the table of page one.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.
    multiverse : Multiverse, optional
        The same with other peers; without it nothing is said of them.
    detectable : DetectableGaps, optional
        The smallest difference that could have been seen; without it, nothing of it.
    """
    has_ages = "standardised" in _kinds(comparison)
    values = {
        "peers": listing([comparison.name(code) for code in comparison.peers.codes]),
        "peer_label": comparison.peers.label,
        "basis": "efter alder og køn" if has_ages else "pr. indbygger",
        "own": genitive(comparison.focus_name),
        "without": _peers_without_figures(comparison),
        "far": say_far_peers(comparison),
        "level": share(comparison.level),
        "clear": share(CLEAR_LEVEL, decimals=1),
        "sources": _sources(comparison),
    }
    paragraphs = [
        Paragraph(entry["text"].format(**values), entry["lead"]) for entry in _words()["front_page"]
    ]
    clauses = [
        say_other_choices(comparison, multiverse) if multiverse else "",
        say_smallest_difference(comparison, detectable) if detectable else "",
    ]
    if any(clauses):
        # Second, beside who is compared with: it is the next thing that a reader asks.
        said = " ".join(clause for clause in clauses if clause)
        paragraphs.insert(1, Paragraph(said, "Holder det?"))
    return Block("laesning", Text(tuple(paragraphs), role="note"), _lineage(comparison))


def introduce_appendix(comparison: PracticeComparison) -> tuple[Block, ...]:
    """Return what the appendix is for, and the questions that its pages answer.

    Parameters
    ----------
    comparison : PracticeComparison
        What the appendix is about.
    """
    words = _words()
    purpose = tuple(Paragraph(entry["text"], entry["lead"]) for entry in words["appendix"])
    pages = tuple(Paragraph(entry["text"]) for entry in words["appendix_pages"])
    lineage = comparison.name_lineage
    return (
        Block("om-bilaget", Text(purpose), lineage),
        Block("bilagets-sider", Text(pages, role="list"), lineage),
    )


def state_limits(comparison: PracticeComparison) -> Block:
    """Return what the figures cannot say, as a list.

    Parameters
    ----------
    comparison : PracticeComparison
        Decides which reservations apply.
    """
    kinds = _kinds(comparison)
    paragraphs = tuple(
        Paragraph(entry["text"], entry["lead"])
        for entry in _words()["limits"]
        if entry["applies"] in kinds
    )
    return Block("forbehold", Text(paragraphs, role="list"), _lineage(comparison))


def explain_method(comparison: PracticeComparison) -> Block:
    """Return how the figures were made, in short, for the analyst.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the level of the limits.
    """
    values = {
        "level": share(comparison.level),
        "smallest_awards": number(SMALLEST_EXPECTED_AWARDS),
        "smallest_stock": number(SMALLEST_EXPECTED_STOCK),
    }
    paragraphs = tuple(
        Paragraph(entry["text"].format(**values), entry["lead"]) for entry in _words()["method"]
    )
    return Block("metode", Text(paragraphs, role="list"))


@lru_cache(maxsize=1)
def _words() -> dict[str, list[dict[str, str]]]:
    """Read the standing words."""
    words: dict[str, list[dict[str, str]]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return words


def _kinds(comparison: PracticeComparison) -> set[str]:
    """Return which kinds of figures the report has: standardised, crude, awards."""
    kinds = {"always"}
    for measure in comparison.measures:
        kinds.add("standardised" if measure.is_by_age else "crude")
        if measure.headline.stage is Stage.FLOW:
            kinds.add("awards")
    return kinds


def _lineage(comparison: PracticeComparison) -> Lineage:
    """Return what page one rests on."""
    start = comparison.name_lineage | comparison.peers.lineage
    return reduce(or_, (m.lineage for m in comparison.measures), start)


def _peers_without_figures(comparison: PracticeComparison) -> str:
    """Name the peers that have no figures on a headline, and so are not in its expectation."""
    parts = []
    for measure in comparison.measures:
        absent = [c for c in comparison.peers.codes if c not in measure.peers_at_peer_rates]
        if absent:
            names = listing([comparison.name(code) for code in absent])
            parts.append(f"{measure.headline.benefit.label} ({names})")
    return f" Uden tal og derfor ikke med: {'; '.join(parts)}." if parts else ""


def _sources(comparison: PracticeComparison) -> str:
    """Name publishers, tables and dates of page one's figures, and carried denominators."""
    used = _lineage(comparison).inputs
    files = [f for f in comparison.store.manifest.files if f.file in used]
    parts = []
    for publisher, origin in dict.fromkeys((f.publisher, f.origin) for f in files):
        own = [f for f in files if (f.publisher, f.origin) == (publisher, origin)]
        days = {f.extracted for f in own if f.extracted}
        verb = "dannet" if origin is Origin.SYNTHETIC else "hentet"
        when = f" ({verb} {date(max(days))})" if days else ""
        tables = sorted({_TABLE_NAMES.get(f.table, f.table) for f in own})
        parts.append(f"{publisher}: {listing(tables)}{when}")
    text = " · ".join(parts) + "."
    carried = sorted(
        {day for m in comparison.measures for day in m.window.carried.split(", ") if day}
    )
    if carried:
        days_carried = listing([date(dt.date.fromisoformat(day)) for day in carried])
        text += f" Befolkningen er opgjort {days_carried}, den nærmeste dato, der findes."
    return text
