"""How one headline is written in a row: name, counts, difference, verdict, record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.blocks.records import plain_number
from analysis.comparison.gaps import Gap
from analysis.comparison.headlines import Headline
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Stage
from analysis.findings.verdict import full_words, judge_by_rule, verdict_words
from analysis.labels import LANGUAGES, MISSING, interval, number, sentence_case, share


def group_label(stage: Stage, measures: list[MeasureComparison]) -> str:
    """Return the heading of a group: stage, and unit and time where shared."""
    units = {m.cells.source.unit for m in measures}
    times = {window_label(m) for m in measures}
    unit = f" i {units.pop().label}" if stage is Stage.STOCK and len(units) == 1 else ""
    time = f", {times.pop()}" if len(times) == 1 else ""
    limits = "usikkerheden på forskellen" if stage is Stage.FLOW else "almindeligt antal"
    level = f" · {share(measures[0].level)}: {limits}" if measures else ""
    return f"{sentence_case(stage.label)}{unit}{time}{level}"


def window_label(measure: MeasureComparison) -> str:
    """Return the time that a headline is about, in Danish."""
    first, last = measure.window.first, measure.window.last
    if first == last:
        return last.label if last.frequency == "M" else f"gennemsnit for {last.label}"
    if first.year == last.year:
        return f"{first.number}.–{last.label}"
    return f"{first.label}–{last.label}"


def row_name(measure: MeasureComparison, *, with_time: bool) -> str:
    """Return the name of a headline's row, with what a reader must know about it."""
    remarks = []
    if with_time:
        remarks.append(window_label(measure))
    if not measure.is_by_age:
        remarks.append("rå tal")
    name = sentence_case(measure.headline.benefit.label)
    return f"{name} ({', '.join(remarks)})" if remarks else name


def missing_row(headline: Headline, n_columns: int) -> tuple[str, ...]:
    """Return the cells of a headline without data."""
    name = sentence_case(headline.benefit.label)
    return (name, *[MISSING] * (n_columns - 2), "ingen data")


def carried_note(measures: Sequence[MeasureComparison]) -> str:
    """Say which headlines have a population of another date than their own."""
    parts = [
        f"{m.headline.benefit.label} ({m.window.carried})" for m in measures if m.window.carried
    ]
    return f" Befolkning fra en anden dato: {'; '.join(parts)}." if parts else ""


def difference_text(gap: Gap) -> str:
    """Return observed minus expected."""
    return number(gap.n_observed - gap.n_expected, signed=True)


def limits_text(gap: Gap) -> str:
    """Return the limits of a flow's difference, or the ordinary numbers of a stock."""
    if gap.difference is not None:
        return interval(gap.difference.lower, gap.difference.upper, signed=True)
    if gap.ordinary is not None:
        return interval(gap.ordinary.lower, gap.ordinary.upper)
    return MISSING


def gap_record(measure: MeasureComparison, gap: Gap, *, reference: str) -> dict[str, Any]:
    """Return the numbers of one comparison for the CSV file."""
    window = measure.window
    record: dict[str, Any] = {
        "measure": measure.headline.id,
        "stage": measure.headline.stage.value,
        "unit": measure.cells.source.unit.value,
        "source_table": measure.cells.source.table,
        "period_first": str(window.first),
        "period_last": str(window.last),
        "reference": reference,
        "is_standardised_by_age_and_sex": measure.is_by_age,
        "denominator_date_if_carried": window.carried,
        "n_observed": plain_number(gap.n_observed),
        "n_expected": plain_number(gap.n_expected),
        "n_reference_municipalities": gap.n_peers,
        "crude_ratio": plain_number(gap.crude_ratio),
    }
    record["ratio"] = plain_number(gap.plain_ratio)
    record["difference"] = plain_number(gap.n_observed - gap.n_expected)
    limits = {
        "crude_ratio": gap.crude_limits,
        "ratio": gap.ratio,
        "difference": gap.difference,
        "ordinary": gap.ordinary or gap.usual,
    }
    for name, estimate in limits.items():
        record[f"{name}_lower"] = None if estimate is None else plain_number(estimate.lower)
        record[f"{name}_upper"] = None if estimate is None else plain_number(estimate.upper)
    record["level"] = measure.level
    with_limits = gap.ratio or gap.ordinary
    record["method"] = "" if with_limits is None else with_limits.method
    record["ordinary_rests_on_n_municipalities"] = (
        None if gap.ordinary is None else plain_number(gap.ordinary.n)
    )
    judgement, stage = judge_by_rule(gap), measure.headline.stage
    record["verdict"] = judgement.verdict.value
    record["verdict_rule"] = judgement.rule.value
    for language in LANGUAGES:
        words = verdict_words(judgement.verdict, stage, language=language)
        record[f"verdict_{language}"] = words
        record[f"verdict_in_full_{language}"] = full_words(gap, stage, language=language)
    return record
