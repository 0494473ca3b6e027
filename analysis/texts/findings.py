"""The findings of page one as blocks."""

from __future__ import annotations

from analysis.blocks.model import Block, FindingText
from analysis.comparison.assemble import PracticeComparison
from analysis.findings.wording import conclude_findings


def state_findings(comparison: PracticeComparison) -> tuple[Block, ...]:
    """Return one block per finding, differences first.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.
    """
    return tuple(
        Block(finding.id, FindingText(finding.sentence, finding.words), finding.lineage)
        for finding in conclude_findings(comparison)
    )
