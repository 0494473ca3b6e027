"""Does a report name a case or a reader? By a column, by a pseudonym, or by a known token."""

from __future__ import annotations

import re
from collections.abc import Collection

from analysis.blocks.model import Block, Figure, Table
from analysis.rendering.held_texts import A_KEY, list_texts
from analysis.rendering.policy import all_policies


def find_identifiers(blocks: Collection[Block], *, tokens: Collection[str] = ()) -> list[str]:
    """Name each block that holds a column or a text which points at one case or reader.

    Parameters
    ----------
    blocks : collection of Block
        The report.
    tokens : collection of str, optional
        Texts that may not appear as words, such as the identifiers of the cases drawn.

    Returns
    -------
    list of str
        One sentence per block and column, never a value.

    Notes
    -----
    Without `tokens` a pseudonym is known by its form. Identifiers of another form, which
    a municipality may use, are only met by the name of their column or as tokens.
    """
    columns = {name for policy in all_policies() for name in policy.forbidden_columns}
    forms = [re.compile(form) for policy in all_policies() for form in policy.pseudonyms]
    known = frozenset(tokens)
    problems = []
    for block in blocks:
        content = block.content
        if isinstance(content, Table | Figure):
            named = {key for record in content.records for key in record}
            if isinstance(content, Table):
                named |= {column.key for column in content.columns}
            problems += [
                f"{block.id}: the column {key} names a case or a reader"
                for key in sorted(named & columns)
            ]
        if any(_points_at_one(text, forms, known) for text in _texts(content)):
            problems.append(f"{block.id}: a text holds what may be the pseudonym of a case")
    return problems


def _points_at_one(text: str, forms: list[re.Pattern[str]], tokens: frozenset[str]) -> bool:
    if any(form.search(text) for form in forms):
        return True
    return not tokens.isdisjoint(re.findall(r"[\w.-]+", text)) if tokens else False


def _texts(content: object) -> set[str]:
    """Return the different texts of a block; its columns are looked at by name."""
    return {text for name, text in list_texts(content) if name != A_KEY}
