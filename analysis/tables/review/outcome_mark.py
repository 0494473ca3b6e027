"""People now and after more documentation, small enough to stand in a table cell.

Every mark of a table has the same scale from zero, so that rows can be compared down the
column. The filled dot on a thick line is *now*, the hollow ring on a thin line below it
is *now and after more documentation*. It reads the same in black and white.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from analysis.blocks.model import Mark
from analysis.concepts import Estimate
from analysis.findings.review_outcomes import people_limits_text, people_text
from analysis.findings.suppression import is_hidden
from analysis.labels import number, write_people

WIDTH, HEIGHT = 100, 18
_NOW, _LATER, _LINE, _TEXT = "#005A9C", "#4A5560", "#9AA5B1", "#2B333B"
_MARGIN = 6.0
_NICE = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def choose_scale_end(estimates: Iterable[Estimate]) -> float:
    """Return a round end of a scale that holds every limit; 1 where there is none.

    Examples
    --------
    >>> choose_scale_end([Estimate(420, 250, 690, 0.95, "persons", 160, "beta")])
    800.0
    """
    highest = max((e.upper for e in estimates if math.isfinite(e.upper)), default=0.0)
    if highest <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(highest))
    return next(step * power for step in _NICE if step * power >= highest)


def draw_outcome_mark(now: Estimate, both: Estimate, *, end: float) -> Mark:
    """Draw the people now, and those now and after more documentation.

    Parameters
    ----------
    now, both : Estimate
        In persons; one that is kept back or missing is not drawn.
    end : float
        End of the scale, in persons; the same for all marks of a column.
    """
    middle = HEIGHT / 2
    parts = [_line(0, end, middle, _LINE, 0.6, end), _tick(0, middle, end)]
    if _is_drawn(both):
        parts.append(_line(both.lower, both.upper, middle + 4, _LATER, 1.0, end))
        parts.append(
            f'<circle cx="{_x(both.value, end):.1f}" cy="{middle + 4:.1f}" r="2.8" '
            f'fill="#ffffff" stroke="{_LATER}" stroke-width="1.2"/>'
        )
    if _is_drawn(now):
        parts.append(_line(now.lower, now.upper, middle - 4, _NOW, 2.4, end))
        parts.append(
            f'<circle cx="{_x(now.value, end):.1f}" cy="{middle - 4:.1f}" r="3.4" fill="{_NOW}"/>'
        )
    return Mark(_svg(parts), f"{_in_words('Nu', now)}; {_in_words('nu og efter', both)}")


def draw_outcome_scale(end: float) -> Mark:
    """Draw the scale that all marks of a column share."""
    parts = [_line(0, end, 4.0, _LINE, 0.6, end)]
    for value, anchor in ((0.0, "middle"), (end / 2, "middle"), (end, "end")):
        x = _x(value, end)
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="1.5" y2="6.5" stroke="{_LINE}" '
            'stroke-width="0.8"/>'
            f'<text x="{x + (4 if anchor == "end" else 0):.1f}" y="16" text-anchor="{anchor}" '
            f'font-family="Inter" font-size="7.5" fill="{_TEXT}">{number(value)}</text>'
        )
    return Mark(_svg(parts), f"Skala fra 0 til {number(end)} personer")


def _in_words(lead: str, people: Estimate) -> str:
    """Say what one part of the mark shows."""
    if is_hidden(people):
        return f"{lead}: vises ikke"
    if not _is_drawn(people):
        return f"{lead}: ingen tal"
    if people.value <= 0:
        return f"{lead}: ingen set, højst {write_people(people.upper)}"
    return f"{lead}: {people_text(people)} ({people_limits_text(people)})"


def _is_drawn(people: Estimate) -> bool:
    return all(map(math.isfinite, (people.value, people.lower, people.upper)))


def _x(value: float, end: float) -> float:
    """Return the horizontal place of a number of people."""
    return _MARGIN + min(max(value, 0.0), end) / end * (WIDTH - 2 * _MARGIN)


def _line(start: float, stop: float, y: float, colour: str, width: float, end: float) -> str:
    return (
        f'<line x1="{_x(start, end):.1f}" x2="{_x(stop, end):.1f}" y1="{y:.1f}" y2="{y:.1f}" '
        f'stroke="{colour}" stroke-width="{width}"/>'
    )


def _tick(value: float, y: float, end: float) -> str:
    x = _x(value, end)
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - 8:.1f}" y2="{y + 8:.1f}" stroke="{_TEXT}" '
        'stroke-width="1"/>'
    )


def _svg(parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )
