"""What can be said of one number in a paper? Where it stands, where it is from, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Trace(StrEnum):
    """What a number in a paper turned out to be."""

    TRACED = "traced"
    ROUNDED = "rounded"
    CHANGED = "changed"
    STALE = "stale"
    SYNTHETIC = "synthetic"
    OVERCLAIMED = "overclaimed"
    UNTRACED = "untraced"
    NO_RESULT = "no_result"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "traced": "sporet",
            "rounded": "afrundet",
            "changed": "ændret",
            "stale": "forældet",
            "synthetic": "syntetisk",
            "overclaimed": "mere end intervallet",
            "untraced": "ikke sporet",
            "no_result": "ikke et resultat",
        }[self.value]

    @property
    def is_flag(self) -> bool:
        """Tell whether somebody must do something about it."""
        return self in {Trace.CHANGED, Trace.STALE, Trace.SYNTHETIC, Trace.OVERCLAIMED}


class Form(StrEnum):
    """How a passage is written, which decides how its numbers are read."""

    TEXT = "text"
    CELL = "cell"
    CHART = "chart"


@dataclass(frozen=True)
class Passage:
    """One paragraph, cell or point of a chart.

    Attributes
    ----------
    where : str
        In Danish, such as ``tabel 2, række 3`` or ``slide 4, noter``.
    text : str
        What stands there.
    context : str
        What tells the reader what it is about: heading, row and column, category.
    part : str
        Which slide or document it belongs to: what one stamp speaks for.
    form : Form
        Text, cell of a table, or number of a chart.
    """

    where: str
    text: str
    context: str = ""
    part: str = ""
    form: Form = Form.TEXT


@dataclass(frozen=True)
class TracedNumber:
    """One number of a paper, or one claim without a number.

    Attributes
    ----------
    where, sentence : str
        Where it stands, and the sentence or cell around it.
    printed : str
        The number as it stands; for a claim without a number, the words.
    trace : Trace
        What it is.
    finding_id, key : str
        The finding and the number in it, where there is one.
    source : str
        What it was traced to, in Danish; for `NO_RESULT` what it is.
    should_be : str
        The number that belongs there; empty where nothing does.
    advice : str
        In Danish, what to do; empty where nothing is to be done.
    """

    where: str
    sentence: str
    printed: str
    trace: Trace
    finding_id: str = ""
    key: str = ""
    source: str = ""
    should_be: str = ""
    advice: str = ""


@dataclass(frozen=True)
class PaperTrace:
    """Every number of one paper.

    Attributes
    ----------
    pack_name : str
        The pack it was traced to.
    earlier_names : tuple of str
        Earlier packs that stale numbers were looked up in.
    numbers : tuple of TracedNumber
        In the order of the paper.
    """

    pack_name: str
    earlier_names: tuple[str, ...]
    numbers: tuple[TracedNumber, ...]

    @property
    def flagged(self) -> tuple[TracedNumber, ...]:
        """Return those that somebody must do something about."""
        return tuple(each for each in self.numbers if each.trace.is_flag)

    @property
    def untraced(self) -> tuple[TracedNumber, ...]:
        """Return those that are no finding's: the writer's own, or nobody's."""
        return tuple(each for each in self.numbers if each.trace is Trace.UNTRACED)

    @property
    def counts(self) -> Mapping[Trace, int]:
        """Return how many there are of each kind."""
        return {trace: sum(each.trace is trace for each in self.numbers) for trace in Trace}
