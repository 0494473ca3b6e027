"""Does a report show a number of people so small that someone may be recognised?

The rule is a dated policy, not a constant. It applies to what rests on the
municipality's own files; published statistics are shown as printed. It is the last line
of defence: what a release may show of people's files is settled before exhibits are made
(`analysis.findings.suppression`, `pathway_suppression`), and a block whose lineage does not
say so is refused, whatever it shows.

Every whole number in such records is taken for a count unless its column is named as
something else: it leans towards stopping a report that was safe. Exhibits of a case
review hold mostly estimates, so there the columns that count say so by their names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from analysis.blocks.model import Block, Figure, Table
from analysis.findings.releases import PUBLIC
from analysis.rendering.identifiers import find_identifiers
from analysis.rendering.policy import (
    CrossTable,
    Policy,
    all_policies,
    list_own_files,
    list_people_files,
    list_review_files,
    policy_on,
)
from analysis.rendering.report import Report

_WHOLE = re.compile(r"[−-]?\d+")


def find_small_counts(report: Report) -> list[str]:
    """Name each block that shows a count below the policy's threshold, or names a case.

    Parameters
    ----------
    report : Report
        Its inputs say which files are the municipality's own, its parameter ``release``
        whether it is for everybody.

    Returns
    -------
    list of str
        One sentence per block and column, with the number of cells, never their values.
    """
    problems = find_identifiers(report.blocks)
    inputs = report.meta.inputs
    if not any(list_own_files(inputs, p) | list_people_files(inputs, p) for p in all_policies()):
        return problems
    policy = policy_on(report.meta.date)
    own, review = list_own_files(inputs, policy), list_review_files(inputs, policy)
    problems += _find_unreleased(report.blocks, list_people_files(inputs, policy))
    is_public = report.meta.parameters.get("release") == PUBLIC
    for block in report.blocks:
        if block.lineage.inputs & own - review:
            problems += _check_block(block, policy)
        elif block.lineage.inputs & review:
            problems += _check_review_block(block, policy, is_public=is_public)
    return problems


def is_small_case_count(key: str, value: Any, policy: Policy, *, threshold: int) -> bool:
    """Tell whether a number in an exhibit of a case review is a count too small to show.

    Parameters
    ----------
    key : str
        Name of its column.
    value : any
        What stands there; only numbers are counts.
    policy : Policy
        The rule in force.
    threshold : int
        The smallest count that is shown.
    """
    if not key.startswith(policy.review_counts) or key in policy.design_columns:
        return False
    if value == 0 and any(key.startswith(name) for name in policy.zero_shown):
        return False
    # Below zero stands a count that was hidden and is shown after all.
    is_hidden = isinstance(value, int | float) and value < 0
    return is_hidden or _is_small_count(value, threshold)


def is_too_open(content: Table | Figure, block_id: str, policy: Policy) -> bool:
    """Tell whether an exhibit is left out of the public release."""
    return any(block_id.startswith(name) for name in policy.not_public) or any(
        record.get(name) in values
        for name, values in policy.not_public_values.items()
        for record in content.records
    )


def _find_unreleased(blocks: Iterable[Block], people: frozenset[str]) -> Iterator[str]:
    """Name each block made of what was measured in people's files before a release."""
    for block in blocks:
        files = sorted(block.lineage.unreleased & people)
        if files:
            yield (
                f"{block.id}: rests on {files[0]}, and was made before small numbers were hidden "
                "(suppress_results, suppress_pathways)"
            )


def _check_block(block: Block, policy: Policy) -> list[str]:
    content = block.content
    if not isinstance(content, Table | Figure):
        return []
    if not content.records:
        return [f"{block.id}: rests on the municipality's own file but has no records to check"]
    columns = {key for record in content.records for key in record}
    threshold = _threshold(columns, policy)
    found = []
    for key in sorted(columns):
        if _names_something_else(key, policy.not_counts):
            continue
        n_small = sum(_is_small_count(record.get(key), threshold) for record in content.records)
        if n_small:
            found.append(f"{block.id}: {n_small} counts below {threshold} in column {key}")
    return found


def _check_review_block(block: Block, policy: Policy, *, is_public: bool) -> Iterator[str]:
    content = block.content
    if not isinstance(content, Table | Figure):
        return
    if is_public and is_too_open(content, block.id, policy):
        yield f"{block.id}: the public release leaves this out"
    if not content.records:
        if isinstance(content, Figure) or _holds_digits(content):
            yield f"{block.id}: rests on a case review but has no records to check"
        return
    columns = {key for record in content.records for key in record}
    threshold = _threshold(columns, policy)
    for key in sorted(columns):
        n_small = sum(
            is_small_case_count(key, record.get(key), policy, threshold=threshold)
            for record in content.records
        )
        if n_small:
            yield f"{block.id}: {n_small} counts below {threshold} in column {key}"
    yield from _check_complements(block.id, content, policy, threshold)
    for cross in policy.cross_tables:
        yield from _check_cross_table(block.id, content, cross, is_public=is_public)
    if isinstance(content, Table):
        yield from _check_cells(block.id, content, policy, threshold)


def _check_complements(
    name: str, content: Table | Figure, policy: Policy, threshold: int
) -> Iterator[str]:
    for whole, part in policy.complements:
        pairs = [(record.get(whole), record.get(part)) for record in content.records]
        n_small = sum(is_nearly_all(a, b, threshold=threshold) for a, b in pairs)
        if n_small:
            yield f"{name}: {n_small} times {whole} less {part} is below {threshold}"


def is_nearly_all(whole: Any, part: Any, *, threshold: int) -> bool:
    """Tell whether two counts that are both shown leave out only a few, or nobody."""
    if not isinstance(whole, int | float) or not isinstance(part, int | float):
        return False
    return 0 < part <= whole < part + threshold


def _check_cross_table(
    name: str, content: Table | Figure, cross: CrossTable, *, is_public: bool
) -> Iterator[str]:
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for record in content.records:
        if cross.count in record and all(key in record for key in cross.group_by):
            groups.setdefault(tuple(record[key] for key in cross.group_by), []).append(record)
    rows = [record for group in groups.values() for record in group]
    given_away = [
        record
        for record in rows
        if record[cross.count] is None
        and (is_public or not is_total(record, cross))
        and any(record[key] is not None for key in record if is_estimate(key, cross))
    ]
    if given_away:
        yield f"{name}: {len(given_away)} estimates beside a hidden {cross.count}"
    if cross.adds_up:
        lonely = [
            g for g in groups.values() if [r[cross.count] for r in g].count(None) == 1 < len(g)
        ]
        if lonely:
            yield f"{name}: {len(lonely)} hidden {cross.count} follow from the total of their group"


def is_total(record: Mapping[str, Any], cross: CrossTable) -> bool:
    """Tell whether a record speaks of the whole population, and of no part of it."""
    return bool(cross.totals) and all(record.get(k) == v for k, v in cross.totals.items())


def is_estimate(key: str, cross: CrossTable) -> bool:
    """Tell whether a column holds an estimate that rests on the count of a cross table."""
    stem = key.removesuffix("_lower").removesuffix("_upper")
    return stem in cross.estimates


def _check_cells(name: str, table: Table, policy: Policy, threshold: int) -> Iterator[str]:
    """Look at what is read, since records and rows may differ."""
    for place, column in enumerate(table.columns):
        cells = [row.cells[place] for row in table.rows if len(row.cells) == len(table.columns)]
        numbers = [
            int(cell.replace("−", "-"))
            for cell in cells
            if isinstance(cell, str) and _WHOLE.fullmatch(cell)
        ]
        n_small = sum(
            is_small_case_count(column.key, each, policy, threshold=threshold) for each in numbers
        )
        if n_small:
            yield f"{name}: {n_small} cells below {threshold} under the heading of {column.key}"


def _threshold(columns: Collection[str], policy: Policy) -> int:
    is_health = any(part in key.casefold() for key in columns for part in policy.health_columns)
    return policy.suppress_below_with_health if is_health else policy.suppress_below


def _holds_digits(table: Table) -> bool:
    cells = (cell for row in table.rows for cell in row.cells)
    return any(not isinstance(cell, str) or re.search(r"\d", cell) for cell in cells)


def _names_something_else(key: str, names: Collection[str]) -> bool:
    # A name that says it counts is believed before one that says it does not.
    return not key.startswith("n_") and any(part in names for part in key.casefold().split("_"))


def _is_small_count(value: Any, threshold: int) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return False
    return float(value).is_integer() and 0 <= value < threshold
