"""What is a report made of? A few typed blocks that every format is rendered from.

A notebook shows blocks; the runner collects them from the executed notebook; HTML and
PDF, and later slides and documents, are rendered from the same blocks. So the numbers
are the same everywhere, and there is one place to ask for an alternative text, an
origin or a suppression.

A block is its content plus its `Lineage`. Whether it is stamped ``SYNTETISKE TAL``
follows from the lineage and is never written by hand.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass, field
from typing import Any

from analysis.concepts import Lineage

MIMETYPE = "application/vnd.praksis.block+json"
STAMP = "SYNTETISKE TAL"


@dataclass(frozen=True)
class Masthead:
    """The line above page one: what, whom, when, and whether it is a draft."""

    title: str
    municipality: str
    period: str
    date: str
    status: str


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 is a page with a question, level 2 a part of a page."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Plain text with an optional lead-in that is set in bold."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Text:
    """Paragraphs in a role: ``body lead note list points missing own``.

    ``points`` are numbered, as the *at*-points of a proposal. ``missing`` says that a
    section has no data, and how to get them. ``own`` is what the municipality itself has
    written; its lead says who and when.
    """

    paragraphs: tuple[Paragraph, ...]
    role: str = "body"


@dataclass(frozen=True)
class KeyFigure:
    """One number that stands alone, with what it counts and its uncertainty in words."""

    label: str
    value: str
    detail: str


@dataclass(frozen=True)
class FindingText:
    """A claim that the evidence carries, as a sentence, with its verdict."""

    sentence: str
    verdict: str


@dataclass(frozen=True)
class Mark:
    """A small drawing in a table cell, such as a ratio with its interval.

    All marks of a column share one scale. `alt` says the same in words.
    """

    svg: str
    alt: str


@dataclass(frozen=True)
class Column:
    """One column: its name in the CSV file, its heading, ``left|right|center``."""

    key: str
    label: str
    align: str = "right"


@dataclass(frozen=True)
class Row:
    """A row of formatted cells; or, with one cell and `is_group`, a heading of rows.

    The first cell names the row. `is_focus` marks the focus municipality.
    """

    cells: tuple[str | Mark, ...]
    is_focus: bool = False
    is_group: bool = False


@dataclass(frozen=True)
class Table:
    """A report table: formatted rows for the eye, records for the CSV file beside it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    records: tuple[dict[str, Any], ...]
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """A vector figure with its alternative text, reading help and data.

    The three texts are fixed: what the figure answers, how to read it, and what it does
    not show. `alt` tells a reader who cannot see it what it shows.
    """

    title: str
    svg: str
    alt: str
    answers: str
    how_to_read: str
    does_not_show: str
    records: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class PageBreak:
    """A new page where a page is a thing."""


@dataclass(frozen=True)
class Attachment:
    """Values that a delivery keeps as a file of its own, and that no page shows.

    `file` is the file's name; `values` are plain JSON values.
    """

    file: str
    values: dict[str, Any]


Content = (
    Masthead | Heading | Text | KeyFigure | FindingText | Table | Figure | PageBreak | Attachment
)
_CONTENTS = {kind.__name__: kind for kind in typing.get_args(Content)}


@dataclass(frozen=True)
class Block:
    """One thing that a report shows.

    Attributes
    ----------
    id : str
        Stable name in lower case with hyphens, unique in a report. Names the CSV file
        of a table or figure.
    content : Content
        What is shown.
    lineage : Lineage
        The raw files that it rests on; empty for text that rests on no data.
    """

    id: str
    content: Content
    lineage: Lineage = field(default_factory=Lineage)

    @property
    def kind(self) -> str:
        """Return the kind of content, such as ``Table``."""
        return type(self.content).__name__

    def to_json(self) -> dict[str, Any]:
        """Return the block as plain JSON values, as it travels in a notebook."""
        return {
            "id": self.id,
            "kind": self.kind,
            "content": dataclasses.asdict(self.content),
            "lineage": {
                "inputs": sorted(self.lineage.inputs),
                "synthetic": sorted(self.lineage.synthetic),
                "released": sorted(self.lineage.released),
            },
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Block:
        """Read a block back from its JSON values."""
        lineage = Lineage(**{name: frozenset(files) for name, files in values["lineage"].items()})
        return cls(values["id"], _rebuild(_CONTENTS[values["kind"]], values["content"]), lineage)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        """Show the block in JupyterLab, and carry it to the runner."""
        # Imported here since a block is often made and never shown.
        from analysis.blocks.html import block_to_html  # noqa: PLC0415

        return {MIMETYPE: self.to_json(), "text/html": block_to_html(self, standalone=True)}


def _rebuild(kind: Any, value: Any) -> Any:
    """Turn JSON values back into the dataclass (or tuple, or union) that they were."""
    if isinstance(kind, types.UnionType):
        plain = str in typing.get_args(kind) and isinstance(value, str)
        return value if plain else _rebuild(Mark, value)
    if typing.get_origin(kind) is tuple:
        item = typing.get_args(kind)[0]
        return tuple(_rebuild(item, each) for each in value)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _rebuild(hints[name], each) for name, each in value.items()})  # type: ignore[operator]
    return value
