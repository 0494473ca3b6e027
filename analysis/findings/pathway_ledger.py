"""What is each count of cases in the pages on case flow called, and what is known of it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from analysis.caseflow.steps import Step
from analysis.pathways.results import Edge, StepWeeks

RAISED_CASES = f"fra.{Step.RAISED.value}"
DECIDED_PAIR = f"{Step.RAISED.value}>{Step.DECIDED.value}"
APPEAL_PAIR = f"{Step.COMPLAINED.value}>{Step.APPEAL_DECIDED.value}"


@dataclass
class Ledger:
    """Cells by name, and what is known of them.

    Attributes
    ----------
    values : dict of str to int
        The counts.
    sums : list of (str, tuple of str)
        Each total and its parts.
    rests : set of str
        Cells that stand nowhere, but follow where all around them is shown.
    harmless : set of str
        Rests that may be small and known: that a case is where it is on the last day.
    """

    values: dict[str, int] = field(default_factory=dict)
    sums: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    rests: set[str] = field(default_factory=set)
    harmless: set[str] = field(default_factory=set)

    def add(self, name: str, value: int) -> str:
        """Enter a cell that is shown, once."""
        self.values.setdefault(name, value)
        return name

    def sum_up(self, total: str, parts: Iterable[str]) -> None:
        """Say that some cells add up to another."""
        self.sums.append((total, tuple(parts)))

    def split(self, total: str, *parts: str, is_harmless: bool = False) -> None:
        """Say that a cell is some parts and a rest that stands nowhere."""
        rest = f"rest.{total}={'+'.join(parts)}"
        left = self.values[total] - sum(self.values[part] for part in parts)
        if left < 0:
            return
        self.values[rest] = left
        self.rests.add(rest)
        if is_harmless:
            self.harmless.add(rest)
        self.sum_up(total, (*parts, rest))

    def tie(self, total: str, *parts: str) -> None:
        """Say that a cell is some others, of other tables, and what else the file has.

        Where the file has nothing else, a reader who knows how cases go takes that for
        granted: there is then no rest. Cells that no page has are passed over.
        """
        if any(name not in self.values for name in (total, *parts)):
            return
        if self.values[total] == sum(self.values[part] for part in parts):
            self.sum_up(total, parts)
        else:
            self.split(total, *parts)


def weeks_name(weeks: StepWeeks, part: str) -> str:
    """Return the name of a count of `StepWeeks`: done, open, left or passed."""
    return f"{weeks.from_step}>{weeks.to_step}.{part}"


def edge_name(edge: Edge) -> str:
    """Return the name of the count of a step after another."""
    return f"kant.{edge.from_step}>{edge.to_step}"


def again_name(edge: Edge) -> str:
    """Return the name of how often a step after another is done again by the same case."""
    return f"igen.{edge_name(edge)}"


def variant_name(path: Iterable[str]) -> str:
    """Return the name of the count of a way."""
    return f"vej.{'>'.join(path)}"
