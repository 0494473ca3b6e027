"""What does a native chart need that python-pptx does not say? Error bars and the plot's place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from analysis.documents.slides_look import INK

_FREE_COLUMNS = "CDEF"  # of the workbook: names stand in A and the first series in B
# What follows error bars in a series, in the standard's order.
_AFTER_ERROR_BARS = ("c:cat", "c:val", "c:shape", "c:smooth", "c:extLst")


def add_error_bars(
    series: Any, deviations: Mapping[str, tuple[float, ...]], *, count: int, n_series: int = 1
) -> None:
    """Draw limits on a series, read from the two columns after the series in its workbook.

    Parameters
    ----------
    series : pptx.chart.series.BarSeries
        A series of bars.
    deviations : mapping
        Distances to the upper and the lower limit, in this order.
    count : int
        Number of categories.
    n_series : int, default 1
        Series of the chart, hidden ones included.
    """
    columns = _FREE_COLUMNS[n_series - 1 : n_series + 1]
    sides = []
    for side, column, values in zip(("plus", "minus"), columns, deviations.values(), strict=True):
        points = "".join(
            f'<c:pt idx="{place}"><c:v>{value!r}</c:v></c:pt>'
            for place, value in enumerate(float(each) for each in values)
        )
        sides.append(
            f"<c:{side}><c:numRef><c:f>Sheet1!${column}$2:${column}${count + 1}</c:f>"
            f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{count}"/>'
            f"{points}</c:numCache></c:numRef></c:{side}>"
        )
    bars = parse_xml(
        f"<c:errBars {nsdecls('c', 'a')}>"
        '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f'{"".join(sides)}<c:spPr><a:ln w="{int(Pt(2.25))}"><a:solidFill>'
        f'<a:srgbClr val="{INK}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    element = series._element
    after = next(child for child in element if child.tag in {qn(tag) for tag in _AFTER_ERROR_BARS})
    after.addprevious(bars)


def hide_series(series: Any) -> None:
    """Take fill and line from a series that only pushes the next one to its place."""
    series.format.fill.background()
    series.format.line.fill.background()


def place_plot(native: Any, *, x: float, y: float, width: float, height: float) -> None:
    """Place the plot without its labels, in fractions of the chart."""
    area = native._chartSpace.chart.plotArea
    old = area.find(qn("c:layout"))
    if old is not None:
        area.remove(old)
    values = {"x": x, "y": y, "w": width, "h": height}
    parts = "".join(f'<c:{key} val="{value:.5f}"/>' for key, value in values.items())
    area.insert(
        0,
        parse_xml(
            f"<c:layout {nsdecls('c')}><c:manualLayout>"
            '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
            f"{parts}</c:manualLayout></c:layout>"
        ),
    )


def round_corners_off(native: Any) -> None:
    """Keep the chart's frame square, which a missing element would round."""
    space = native._chartSpace
    for old in space.findall(qn("c:roundedCorners")):
        space.remove(old)
    corners = parse_xml(f'<c:roundedCorners {nsdecls("c")} val="0"/>')
    date = space.find(qn("c:date1904"))
    if date is None:
        space.insert(0, corners)
    else:
        date.addnext(corners)


def set_language(native: Any) -> None:
    """Say that the words of a chart are Danish."""
    for tag in ("a:defRPr", "a:rPr"):
        for properties in native._chartSpace.iter(qn(tag)):
            properties.set("lang", "da-DK")
