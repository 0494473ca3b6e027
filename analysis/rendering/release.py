"""What must be taken out of finished blocks before a release may hold them?

The results of a review are suppressed before exhibits are made of them. This is for
blocks that were not: an exhibit of a notebook of one's own, or of an earlier version.
Small cells of a table become ``·`` and None. A drawing cannot be mended, and a table
whose rows do not match its records cannot be mended safely: words take their place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import numpy as np

from analysis.blocks.model import Block, Figure, Paragraph, Row, Table, Text
from analysis.errors import RequestError
from analysis.findings.releases import CLOSED, PUBLIC
from analysis.findings.small_cells import suppress_counts
from analysis.findings.suppression import SIGN
from analysis.labels import number
from analysis.rendering.disclosure import (
    is_estimate,
    is_nearly_all,
    is_small_case_count,
    is_too_open,
)
from analysis.rendering.policy import CrossTable, Policy

Cell = tuple[int, str]  # row of the records, and column


def apply_release(
    blocks: Iterable[Block], release: str, policy: Policy, *, own: Collection[str]
) -> tuple[Block, ...]:
    """Return the blocks with everything hidden that a release may not show.

    Parameters
    ----------
    blocks : iterable of Block
        A report's blocks, in order.
    release : {'lukket', 'offentlig'}
        To the directors, or to everybody.
    policy : Policy
        The rule in force; see `policy_on`.
    own : collection of str
        The files of a case review among the inputs; see `list_review_files`.

    Returns
    -------
    tuple of Block
        Blocks that rest on none of the files, and blocks that need nothing, are the same.

    Raises
    ------
    RequestError
        If there is no such release.

    Notes
    -----
    Each block is looked at by itself: two tables that could be subtracted from each other
    are not found here. `suppress_results` knows how the numbers of a review hang together.
    """
    _fail_if_release_is_unknown(release)
    files = frozenset(own)
    return tuple(
        _release(block, policy, is_public=release == PUBLIC)
        if block.lineage.inputs & files
        else block
        for block in blocks
    )


def find_cells_to_hide(records: tuple[dict[str, Any], ...], policy: Policy) -> frozenset[Cell]:
    """Return the counts and estimates in records that may not be shown.

    Parameters
    ----------
    records : tuple of dict
        What stands behind a table or figure.
    policy : Policy
        The rule in force.
    """
    threshold = policy.suppress_below
    columns = {key for record in records for key in record}
    if any(part in key.casefold() for key in columns for part in policy.health_columns):
        threshold = policy.suppress_below_with_health
    hidden = {
        (i, key)
        for i, record in enumerate(records)
        for key, value in record.items()
        if is_small_case_count(key, value, policy, threshold=threshold)
    }
    for whole, part in policy.complements:
        hidden |= {
            (i, part)
            for i, record in enumerate(records)
            if is_nearly_all(record.get(whole), record.get(part), threshold=threshold)
        }
    for cross in policy.cross_tables:
        hidden |= _hide_in_groups(records, cross, hidden, threshold)
    return frozenset(hidden)


def _release(block: Block, policy: Policy, *, is_public: bool) -> Block:
    content = block.content
    if not isinstance(content, Table | Figure):
        return block
    if is_public and is_too_open(content, block.id, policy):
        return _say(block, "Den offentlige udgave af rapporten indeholder ikke denne opgørelse.")
    hidden = find_cells_to_hide(content.records, policy)
    if not hidden:
        return block
    below = f"tal, der hviler på færre end {number(policy.suppress_below)} gennemgåede sager"
    if isinstance(content, Figure) or not _rows_match_records(content):
        return _say(block, f"Den er udeladt af diskretion, da den viser {below}.")
    note = f"{SIGN}: udeladt af diskretion. Det er {below}, eller som ville afsløre et sådant."
    return dataclasses.replace(
        block,
        content=dataclasses.replace(
            content,
            rows=tuple(_hide_in_rows(content, hidden)),
            records=tuple(
                {key: None if (i, key) in hidden else value for key, value in record.items()}
                for i, record in enumerate(content.records)
            ),
            note=f"{content.note} {note}".strip(),
        ),
    )


def _say(block: Block, text: str) -> Block:
    content = block.content
    title = content.caption if isinstance(content, Table) else getattr(content, "title", "")
    words = Text((Paragraph(text, lead=f"{title.rstrip('.')}."),), role="missing")
    return dataclasses.replace(block, content=words)


def _hide_in_groups(
    records: tuple[dict[str, Any], ...], cross: CrossTable, small: Collection[Cell], threshold: int
) -> set[Cell]:
    """Return what follows from small cells: others of their group, and the estimates."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for i, record in enumerate(records):
        if cross.count in record and all(key in record for key in cross.group_by):
            groups.setdefault(tuple(record[key] for key in cross.group_by), []).append(i)
    hidden = set()
    for rows in groups.values():
        counts = [records[i][cross.count] for i in rows]
        is_hidden = np.array(
            [(i, cross.count) in small or n is None for i, n in zip(rows, counts, strict=True)]
        )
        if cross.adds_up and is_hidden.any():
            is_hidden |= _hide_others(counts, is_hidden, threshold)
        hidden |= {(i, cross.count) for i, hides in zip(rows, is_hidden, strict=True) if hides}
    shown_estimates = {(i, key) for i, _ in hidden for key in records[i] if is_estimate(key, cross)}
    return {(i, key) for i, key in hidden | shown_estimates if records[i][key] is not None}


def _hide_others(counts: list[Any], is_hidden: Any, threshold: int) -> Any:
    """Return which counts of a list with a known total to hide, some being hidden already."""
    if all(isinstance(n, int | float) and n >= 0 for n in counts):
        return suppress_counts(counts, threshold=threshold)
    # The true values behind a gap are not known here: one more cell is all that is sure.
    shown = [j for j in np.flatnonzero(~is_hidden) if counts[j] is not None]
    result = np.zeros(len(counts), bool)
    if is_hidden.sum() == 1 and shown:
        result[min(shown, key=lambda j: (counts[j] == 0, counts[j], j))] = True
    return result


def _rows_match_records(table: Table) -> bool:
    rows = [row for row in table.rows if not row.is_group]
    return len(rows) == len(table.records) and all(
        len(row.cells) == len(table.columns) for row in rows
    )


def _hide_in_rows(table: Table, hidden: frozenset[Cell]) -> Iterator[Row]:
    """Hide a row's cells unless they show a column of the records that is not hidden."""
    i = -1
    for row in table.rows:
        if row.is_group:
            yield row
            continue
        i += 1
        keys = {key for place, key in hidden if place == i}
        if not keys:
            yield row
            continue
        kept = {key for key in table.records[i] if key not in keys}
        cells = tuple(
            cell if j == 0 or column.key in kept else SIGN
            for j, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True))
        )
        yield dataclasses.replace(row, cells=cells)


def _fail_if_release_is_unknown(release: str) -> None:
    if release not in (CLOSED, PUBLIC):
        raise RequestError(
            f"{release!r} is not a release.",
            where="the release of the report",
            expected=f"{CLOSED} (to the directors) or {PUBLIC} (to everybody)",
            fix="choose one of them",
        )
