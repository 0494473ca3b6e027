"""What can the numbers of a paper be held against: this pack, and packs before it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.findings.register import Finding, Number
from analysis.packs.record import PackRecord
from analysis.packs.tracing.known import KnownSentences, list_known
from analysis.packs.tracing.model import Passage
from analysis.packs.tracing.targets import Target, list_targets


@dataclass(frozen=True)
class Earlier:
    """One earlier pack with its numbers."""

    record: PackRecord
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Held:
    """What a paper is held against.

    Attributes
    ----------
    record : PackRecord
        The pack.
    targets : tuple of Target
        Its numbers and limits.
    known : KnownSentences
        Its sentences.
    earlier : tuple of Earlier
        Packs before it, the newest first.
    """

    record: PackRecord
    targets: tuple[Target, ...]
    known: KnownSentences
    earlier: tuple[Earlier, ...]

    def find(self, finding_id: str, key: str) -> Number | None:
        """Return a number of the pack by its finding and key, or None."""
        finding = self.find_finding(finding_id)
        if finding is None:
            return None
        return next((each for each in finding.numbers if each.key == key), None)

    def find_finding(self, finding_id: str) -> Finding | None:
        """Return a finding of the pack by its id, or None."""
        return self.record.register.find(finding_id)


def hold(
    record: PackRecord, earlier: Sequence[PackRecord] = (), others: Iterable[Passage] = ()
) -> Held:
    """Return what the numbers of a paper are held against.

    Parameters
    ----------
    record : PackRecord
        The pack.
    earlier : sequence of PackRecord
        Packs before it, in any order; those of other municipalities are left out.
    others : iterable of Passage
        The text of the pack's own report.
    """
    before = sorted(
        (each for each in earlier if each.municipality_code == record.municipality_code),
        key=lambda each: (each.period, each.date),
        reverse=True,
    )
    return Held(
        record=record,
        targets=list_targets(record),
        known=list_known(record, others),
        earlier=tuple(Earlier(each, list_targets(each)) for each in before),
    )
