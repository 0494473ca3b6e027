"""Where does everything on a slide stand, and how large is it? Places in inches, sizes in pt.

Every slide has the same frame: a thin strip with what and for whom, the message, the
evidence, and a foot with the source and the number. Parts are placed in boxes that do
not overlap, and a text that does not fit its box is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.figures.style import FOCUS, OTHER, PEER, REFERENCE

WIDTH, HEIGHT = 13.333, 7.5
FONT = "Inter"
SMALLEST = 14.0  # pt; smaller is not read from the other end of a table
INK, QUIET, RULE, PALE, SAND, WHITE = (
    "2B333B", "55606B", "C3CCD4", "EAF1F7", "F6EBCB", "FFFFFF",
)  # fmt: skip
FOCUS_HEX, PEER_HEX, OTHER_HEX, REFERENCE_HEX = (
    code.lstrip("#") for code in (FOCUS, PEER, OTHER, REFERENCE)
)
SERIES_HEX = (FOCUS_HEX, "7A8793", OTHER_HEX, "8FB6D4", REFERENCE_HEX)


@dataclass(frozen=True)
class Place:
    """A box on a slide, in inches from its top left."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return self.top + self.height

    def part(self, x: float, y: float, width: float, height: float) -> Place:
        """Return the part given in fractions of the box."""
        return Place(
            self.left + x * self.width,
            self.top + y * self.height,
            width * self.width,
            height * self.height,
        )


STRIP = Place(0.6, 0.32, 9.7, 0.34)
STAMP_PLACE = Place(10.63, 0.3, 2.1, 0.38)
TITLE = Place(0.6, 0.82, 12.133, 1.0)
CONTENT = Place(0.6, 2.2, 12.133, 4.2)
SOURCE = Place(0.6, 6.6, 11.1, 0.6)
NUMBER = Place(11.9, 6.6, 0.833, 0.34)
COVER_TITLE = Place(0.9, 1.75, 11.5, 2.1)
COVER_TEXT = Place(0.9, 4.3, 11.5, 2.1)
GAP = 0.35
TABLE_SHARE = 0.62  # of the content's width, beside a text
