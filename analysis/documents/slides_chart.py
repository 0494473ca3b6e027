"""How does a chart stay editable? As the office program's own, with its numbers beside it.

The numbers lie in a workbook inside the file, limits included, and the chart points at
its cells: who opens *Edit data* and changes a number sees the chart move. A text after a
bar (`point_labels`) is text and does not move, so it is best kept to what the checker of
the pack can trace.
"""

from __future__ import annotations

import math
from typing import Any

from openpyxl import Workbook
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.util import Inches, Pt

from analysis.documents.deck import NativeChart
from analysis.documents.deterministic import finish_xlsx
from analysis.documents.slides_chart_xml import (
    add_error_bars,
    hide_series,
    place_plot,
    round_corners_off,
    set_language,
)
from analysis.documents.slides_look import (
    FOCUS_HEX,
    INK,
    OTHER_HEX,
    QUIET,
    RULE,
    SERIES_HEX,
    SMALLEST,
    WHITE,
    Place,
)
from analysis.documents.slides_parts import describe_shape, line_height
from analysis.documents.slides_text import count_lines, measure_width
from analysis.errors import RenderingError

_TYPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "interval": XL_CHART_TYPE.BAR_CLUSTERED,
    "funnel": XL_CHART_TYPE.BAR_CLUSTERED,
    "bar_stacked": XL_CHART_TYPE.BAR_STACKED,
    "gantt": XL_CHART_TYPE.BAR_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}
_GAPS = {"bar": 45, "interval": 55, "funnel": 22, "bar_stacked": 45, "gantt": 45}
_TICKS = 6
_ANCHOR = "Tallenes plads"  # a series without colour that the words of an interval stand after
_LABEL_ROOM = 4.2  # inches that the names of the categories may take
_MONTHS = "[$-406]mmm yyyy"  # the names of the months in Danish


def add_chart(slide: Any, place: Place, chart: NativeChart, *, name: str) -> None:
    """Add a native chart with its workbook to a slide.

    Parameters
    ----------
    slide : pptx.slide.Slide
        Where to draw.
    place : Place
        The box that it fills.
    chart : NativeChart
        What to draw.
    name : str
        Name of the shape.

    Raises
    ------
    RenderingError
        If the names of the categories do not fit under each other in 14 pt.
    """
    series = _list_series(chart)
    data = CategoryChartData(number_format=chart.number_format)
    data.categories = list(chart.categories)
    for label, values in series:
        data.add_series(label, values)
    frame = slide.shapes.add_chart(
        _TYPES[chart.kind],
        *(Inches(value) for value in (place.left, place.top, place.width, place.height)),
        data,
    )
    describe_shape(frame, chart.alt, name=name)
    native = frame.chart
    native.part.chart_workbook.update_from_xlsx_blob(_write_workbook(chart, series))
    native.font.size, native.font.name = Pt(SMALLEST), "+mn-lt"
    native.font.color.rgb = RGBColor.from_string(INK)
    native.has_title = False
    _add_legend(native, chart)
    _set_axes(native, chart)
    _paint(native, chart)
    if chart.kind != "line":
        _make_room(native, chart, place)
    round_corners_off(native)
    set_language(native)


def _list_series(chart: NativeChart) -> list[tuple[str, tuple[float | None, ...]]]:
    if chart.kind == "interval" and chart.point_labels:
        return [*chart.series, (_ANCHOR, _ends(chart))]
    if chart.kind != "gantt":
        return list(chart.series)
    lengths = tuple(high - low for low, high in zip(chart.lower, chart.upper, strict=True))
    return [("Start", chart.lower), ("Varighed i dage", lengths)]


def _ends(chart: NativeChart) -> tuple[float, ...]:
    """Return where the words of each row begin: after its upper limit, and never left of zero."""
    return tuple(max(0.0, high) for high in chart.upper)


def _write_workbook(
    chart: NativeChart, series: list[tuple[str, tuple[float | None, ...]]]
) -> bytes:
    """Return the numbers as a workbook: names, series, and the limits in columns of their own."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "Sheet1"
    columns: list[tuple[str, tuple[float | None, ...]]] = list(series)
    if chart.kind == "interval":
        columns += list(_deviations(chart).items())
    for place, (label, values) in enumerate(columns, start=2):
        sheet.cell(1, place, label)
        for row, value in enumerate(values, start=2):
            sheet.cell(row, place, value)
    for row, label in enumerate(chart.categories, start=2):
        sheet.cell(row, 1, label)
    return finish_xlsx(workbook)


def _deviations(chart: NativeChart) -> dict[str, tuple[float, ...]]:
    """Return how far the limits lie above and below the values; error bars want distances."""
    values = [value if value is not None else 0.0 for value in chart.series[0][1]]
    above = tuple(high - value for high, value in zip(chart.upper, values, strict=True))
    below = tuple(value - low for low, value in zip(chart.lower, values, strict=True))
    if min(*above, *below, 0.0) < 0:
        raise RenderingError(
            "A value of an interval chart lies outside its limits.",
            where=f"series {chart.series[0][0]!r}",
            expected="lower <= value <= upper for each category",
            fix="give the limits of the same estimate",
        )
    return {"Op til øvre grænse": above, "Ned til nedre grænse": below}


def _add_legend(native: Any, chart: NativeChart) -> None:
    native.has_legend = chart.kind in {"bar_stacked", "line"} and len(chart.series) > 1
    if native.has_legend:
        native.legend.position = XL_LEGEND_POSITION.TOP
        native.legend.include_in_layout = False
        native.legend.font.size = Pt(SMALLEST)


def _set_axes(native: Any, chart: NativeChart) -> None:
    names, values = native.category_axis, native.value_axis
    for axis in (names, values):
        axis.tick_labels.font.size = Pt(SMALLEST)
        axis.major_tick_mark = XL_TICK_MARK.NONE
        axis.format.line.color.rgb = RGBColor.from_string(RULE)
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.reverse_order = chart.kind != "line"
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = RGBColor.from_string("E3E7EB")
    values.major_gridlines.format.line.width = Pt(0.75)
    values.format.line.fill.background()
    values.tick_labels.number_format_is_linked = False
    values.tick_labels.number_format = chart.number_format
    if names.reverse_order:
        # With the first category at the top, the numbers would stand at the top too.
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    if chart.kind == "gantt":
        values.tick_labels.number_format = _MONTHS
        values.minimum_scale = min(chart.lower) - 7
        values.maximum_scale = max(chart.upper) + 7
        values.major_unit = max(31, round((max(chart.upper) - min(chart.lower)) / 5))
    elif chart.kind in {"bar", "funnel"}:
        # Each bar carries its number, so that lines and numbers at the foot say nothing new.
        values.has_major_gridlines = False
        values.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    if chart.kind != "gantt" and min(_numbers(chart)) >= 0:
        values.minimum_scale = 0
    if chart.kind == "interval":
        # Programs choose the ends of the axis from the bars, and would cut a long limit.
        values.minimum_scale, values.maximum_scale, values.major_unit = _span(
            _numbers(chart), least=_least_step(chart.number_format)
        )
    if chart.axis_title:
        values.has_title = True
        frame = values.axis_title.text_frame
        frame.text = chart.axis_title
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold = Pt(SMALLEST), False
        font.color.rgb = RGBColor.from_string(QUIET)


def _numbers(chart: NativeChart) -> list[float]:
    shown = [value for _, values in chart.series for value in values if value is not None]
    return [*shown, *chart.lower, *chart.upper] or [0.0]


def _span(shown: list[float], *, least: float) -> tuple[float, float, float]:
    """Return ends and step of an axis that holds all numbers and has a tick at zero."""
    low, high = min(0.0, *shown), max(0.0, *shown)
    rough = max((high - low or 1.0) / _TICKS, least)
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(each for each in (1, 2, 5, 10) if each * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return round(first * step, 10), round(max(last, first + 1) * step, 10), round(step, 10)


def _least_step(number_format: str) -> float:
    """Return the finest step that the format can write without rounding a tick."""
    decimals = len(number_format.partition(".")[2].rstrip(" %"))
    return float(10.0 ** -(decimals + (2 if "%" in number_format else 0)))


def _paint(native: Any, chart: NativeChart) -> None:
    plot = native.plots[0]
    if chart.kind == "line":
        _paint_lines(plot, chart)
        return
    plot.gap_width = _GAPS[chart.kind]
    if chart.kind == "gantt":
        hide_series(plot.series[0])
        _paint_points(plot.series[1], chart)
    elif chart.kind == "bar_stacked":
        for series, colour in zip(plot.series, _colours(len(plot.series)), strict=True):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = RGBColor.from_string(colour)
            series.format.line.color.rgb = RGBColor.from_string(WHITE)
    else:
        _paint_points(plot.series[0], chart)
        if chart.kind == "interval":
            _add_limits(plot, chart)
        elif not chart.point_labels:
            _label_values(plot, chart)
    if chart.point_labels:
        _label_points(plot.series[-1], chart)


def _add_limits(plot: Any, chart: NativeChart) -> None:
    """Draw the limits, and hide the series that only holds the words after them."""
    n_series = len(plot.series)
    add_error_bars(
        plot.series[0], _deviations(chart), count=len(chart.categories), n_series=n_series
    )
    if n_series > 1:
        plot.overlap = 100
        hide_series(plot.series[1])


def _paint_points(series: Any, chart: NativeChart) -> None:
    """Paint all in the calm colour and the focus in its own; without a focus, all in it."""
    series.format.fill.solid()
    calm = FOCUS_HEX if chart.focus is None else OTHER_HEX
    # An interval's bars are pale, so that the limits are seen on top of them.
    calm = "8FB6D4" if chart.kind == "interval" and chart.focus is None else calm
    series.format.fill.fore_color.rgb = RGBColor.from_string(calm)
    series.invert_if_negative = False
    if chart.focus is not None:
        point = series.points[chart.focus]
        point.format.fill.solid()
        colour = "8FB6D4" if chart.kind in {"interval", "gantt"} else FOCUS_HEX
        point.format.fill.fore_color.rgb = RGBColor.from_string(colour)


def _paint_lines(plot: Any, chart: NativeChart) -> None:
    for number, (series, colour) in enumerate(
        zip(plot.series, _colours(len(plot.series)), strict=True)
    ):
        is_focus = number == (chart.focus or 0)
        shown = FOCUS_HEX if is_focus else (colour if colour != FOCUS_HEX else "7A8793")
        series.smooth = False
        series.format.line.color.rgb = RGBColor.from_string(shown)
        series.format.line.width = Pt(3.25 if is_focus else 2)
        series.marker.size = 8 if is_focus else 6
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = RGBColor.from_string(shown)
        series.marker.format.line.color.rgb = RGBColor.from_string(shown)


def _colours(count: int) -> list[str]:
    return [SERIES_HEX[place % len(SERIES_HEX)] for place in range(count)]


def _label_values(plot: Any, chart: NativeChart) -> None:
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.show_value = True
    labels.number_format_is_linked = False
    labels.number_format = chart.number_format
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size = Pt(SMALLEST)


def _label_points(series: Any, chart: NativeChart) -> None:
    """Write the given text at each bar."""
    position = {
        "gantt": XL_LABEL_POSITION.INSIDE_BASE,
        "bar_stacked": XL_LABEL_POSITION.INSIDE_END,
    }.get(chart.kind, XL_LABEL_POSITION.OUTSIDE_END)
    for number, words in enumerate(chart.point_labels):
        label = series.points[number].data_label
        label.text_frame.text = words
        label.text_frame.word_wrap = False
        for run in label.text_frame.paragraphs[0].runs:
            run.font.size = Pt(SMALLEST)
            run.font.color.rgb = RGBColor.from_string(INK)
        label.position = position


def _make_room(native: Any, chart: NativeChart, place: Place) -> None:
    """Place the bars so that names, numbers, legend and title have the room they need."""
    limit = min(_LABEL_ROOM, place.width * 0.42)
    widest = max(measure_width(name, size=SMALLEST) for name in chart.categories)
    left = min(widest, limit) + 0.15
    lines = [
        count_lines(name, size=SMALLEST, width=min(widest, limit) + 0.01)
        for name in chart.categories
    ]
    top = line_height(SMALLEST) + 0.15 if native.has_legend else 0.05
    below = (2 if chart.axis_title else 1) * line_height(SMALLEST) + 0.25
    height = place.height - top - below
    each = height / len(chart.categories)
    if max(lines) * line_height(SMALLEST) > each:
        raise RenderingError(
            f"The names of {len(chart.categories)} categories do not fit on the slide.",
            where=f"{chart.kind} chart, {max(lines)} line(s) for the longest name",
            expected=f"at most {int(height / (max(lines) * line_height(SMALLEST)))} categories",
            fix="show those that carry the message, or shorten their names",
        )
    ends = max(measure_width(words, size=SMALLEST) for words in chart.point_labels or ("00.000",))
    has_words_after = chart.kind in {"bar", "funnel"} or (
        chart.kind == "interval" and bool(chart.point_labels)
    )
    right = min(ends + 0.15, place.width * 0.3) if has_words_after else 0.45
    place_plot(
        native,
        x=left / place.width,
        y=top / place.height,
        width=1 - (left + right) / place.width,
        height=height / place.height,
    )
