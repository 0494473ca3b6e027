"""What is another than in the earlier pack, and why?

Two packs are held against each other by their records. What changed over time, what was
decided, and what moved though nothing happened are kept apart: a number of the earlier
period is computed again with today's data in today's way, and only the rest of the way to
today's number counts as a change over time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from analysis.errors import RequestError
from analysis.findings.register import Finding, Kind
from analysis.findings.releases import CLOSED, PUBLIC
from analysis.labels import listing, share
from analysis.packs.change_figures import compare_figures, compare_verdicts, find_moved
from analysis.packs.change_lines import compare_inputs, compare_milestones, compare_recommendations
from analysis.packs.change_model import PackChanges
from analysis.packs.record import PackRecord

__all__ = ["PackChanges", "compare_packs"]

# What rests on the municipality's own files, so that a public pack may not repeat it.
_OWN_KINDS = (Kind.REVIEW, Kind.EVENTS, Kind.ECONOMICS)


def compare_packs(
    now: PackRecord, earlier: PackRecord, *, recomputed: tuple[Finding, ...] = ()
) -> PackChanges:
    """Hold a pack against one named earlier pack of the same municipality.

    Parameters
    ----------
    now, earlier : PackRecord
        The two packs, as they are remembered.
    recomputed : tuple of Finding
        Findings of the earlier pack's period, computed with today's data in today's way.
        Empty where that cannot be done; then nothing is called moved.

    Raises
    ------
    RequestError
        If the earlier pack is another municipality's.

    Notes
    -----
    A public pack that is held against a closed one says nothing of the findings that rest
    on the municipality's own files, since the numbers of then were not for everybody.
    Leans towards saying too little.
    """
    fail_if_municipality_is_another(earlier, now.municipality_code)
    differences = _say_differences(now, earlier)
    if now.release == PUBLIC and earlier.release == CLOSED:
        now, earlier = _without(now, _OWN_KINDS), _without(earlier, _OWN_KINDS)
    return PackChanges(
        now_name=now.name,
        earlier_name=earlier.name,
        now_period=now.period,
        earlier_period=earlier.period,
        differences=differences,
        figures=compare_figures(now.findings, earlier.findings, recomputed),
        verdicts=compare_verdicts(now, earlier),
        recommendations=compare_recommendations(now, earlier),
        milestones=compare_milestones(now, earlier),
        inputs=compare_inputs(now, earlier),
        moved=find_moved(now, earlier, recomputed),
        is_recomputed=bool(recomputed),
    )


def _say_differences(now: PackRecord, earlier: PackRecord) -> tuple[str, ...]:
    """Say what the two packs were asked to be that is not alike."""
    said = []
    if now.release != earlier.release:
        said.append(_say_release(now, earlier))
    peers, before = _peers(now), _peers(earlier)
    if peers != before:
        others = listing(sorted(peers ^ before))
        said.append(
            "De sammenlignelige kommuner er ikke de samme som sidst (forskel: kommunekode "
            f"{others}), så forventede tal, forskelle og forholdstal er ikke ændringer over tid."
        )
    level, level_before = now.request.get("level"), earlier.request.get("level")
    if level != level_before and level is not None and level_before is not None:
        said.append(
            f"Intervallerne er {share(level)}-intervaller nu og var {share(level_before)}-"
            "intervaller sidst, så de kan ikke holdes op mod hinanden."
        )
    if now.period == earlier.period:
        said.append(
            f"Begge oplæg er om {now.period}. Det, der er anderledes i praksissammenligningen, er "
            "flyttede tal og ikke en udvikling."
        )
    elif now.period < earlier.period:
        said.append(
            f"Det oplæg, der sammenlignes med, er om en senere periode ({earlier.period}) end "
            f"dette ({now.period})."
        )
    if (seeds := {now.request.get("seed"), earlier.request.get("seed")}) and len(seeds) > 1:
        said.append("Lodtrækningerne bag intervallerne er begyndt et andet sted end sidst.")
    return tuple(said)


def _say_release(now: PackRecord, earlier: PackRecord) -> str:
    text = f"Dette oplæg er {_RELEASES[now.release]}, og det tidligere er "
    text += f"{_RELEASES[earlier.release]}."
    if now.release == PUBLIC:
        return (
            f"{text} Fund fra kommunens egne sager og økonomien sammenlignes derfor ikke her: "
            "tallene fra dengang var kun til direktionerne."
        )
    return f"{text} Tal, som det offentlige skjuler, ser derfor nye ud her."


_RELEASES = {CLOSED: "lukket (til direktionerne)", PUBLIC: "offentligt"}


def _peers(record: PackRecord) -> frozenset[str]:
    peers = record.request.get("peers") or {}
    return frozenset(str(code) for code in peers.get("codes", ()))


def _without(record: PackRecord, kinds: Collection[Kind]) -> PackRecord:
    """Return the record without the findings of some kinds, in the bases too."""
    kept = tuple(each for each in record.findings if each.kind not in kinds)
    hidden = tuple(f"{kind.value}." for kind in kinds)
    lines = tuple(
        {
            **line,
            "basis": {k: v for k, v in line.get("basis", {}).items() if not k.startswith(hidden)},
            "verdict": "",
            "verdict_words": "",
        }
        for line in record.recommendations
    )
    return replace(record, findings=kept, recommendations=lines)


def fail_if_municipality_is_another(earlier: PackRecord, municipality_code: str) -> None:
    """Refuse to hold a pack against one of another municipality.

    Raises
    ------
    RequestError
        If the earlier pack is another municipality's.
    """
    if municipality_code != earlier.municipality_code:
        raise RequestError(
            f"The earlier pack belongs to municipality {earlier.municipality_code}.",
            where=f"the pack of period {earlier.period}",
            expected=f"a pack of the same municipality, {municipality_code}",
            fix="give the folder of an earlier pack of this municipality with --against",
        )
