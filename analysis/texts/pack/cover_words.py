"""Which words do the texts of the cover paper share? Standing sentences, lists and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from analysis import labels
from analysis.concepts import Lineage, Origin, join_lineages
from analysis.packs.record import PackRecord

COPENHAGEN = "101"
OPEN = ("foreslået",)
SETTLED = ("besluttet", "i gang", "gennemført")
_WORDS = Path(__file__).with_name("cover.da.yaml")
_CLOSED = ("gennemført", "bortfaldet")
_OWNERS = ("BIF", "SOF", "fælles")


def say(group: str, key: str, **values: str) -> str:
    """Return a standing sentence with its blanks filled in.

    Parameters
    ----------
    group, key : str
        Where it stands in ``cover.da.yaml``.
    **values : str
        What fills its blanks.

    Examples
    --------
    >>> say("decide", "count", owner="BIF", count="3")
    'BIF: 3'
    """
    return str(_load_words()[group][key]).strip().format(**values)


def say_all(group: str, key: str, **values: str) -> tuple[str, ...]:
    """Return standing sentences that stand as a list."""
    return tuple(str(each).format(**values) for each in _load_words()[group][key])


def name_board(record: PackRecord) -> str:
    """Return who decides: two boards in København, one elsewhere."""
    return "direktionerne" if record.municipality_code == COPENHAGEN else "direktionen"


def list_numbers(recommendations: Iterable[Mapping[str, Any]]) -> str:
    """Return the numbers of recommendations, runs of three or more drawn together.

    Examples
    --------
    >>> list_numbers([{"number": n} for n in (1, 2, 3, 5, 8, 9)])
    '1-3, 5, 8 og 9'
    """
    runs: list[list[int]] = []
    for number in sorted(int(each["number"]) for each in recommendations):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return labels.listing(parts)


def group_by_owner(
    recommendations: Sequence[Mapping[str, Any]],
) -> dict[str, list[Mapping[str, Any]]]:
    """Return the recommendations of each owner; owners without any are left out."""
    found = {owner: [each for each in recommendations if each["owner"] == owner]
             for owner in _OWNERS}  # fmt: skip
    return {owner: own for owner, own in found.items() if own}


def count_recommendations(count: int) -> str:
    """Return a number of recommendations in words, such as ``1 anbefaling``."""
    return f"{labels.number(count)} {'anbefaling' if count == 1 else 'anbefalinger'}"


def write_day(day: str) -> str:
    """Write an ISO date as a reader meets it."""
    return labels.date(dt.date.fromisoformat(day))


def list_waiting(record: PackRecord) -> list[Mapping[str, Any]]:
    """Return the milestones that are not reached, the earliest first."""
    waiting = (each for each in record.milestones if each["status"] not in _CLOSED)
    return sorted(waiting, key=lambda each: str(each["expected_end"]))


def lineage_of_file(record: PackRecord, table: str) -> Lineage:
    """Return the lineage of one file of the folder of inputs, such as ``milestones``."""
    lines = [
        each
        for each in record.inputs
        if each.get("table") == table and str(each["file"]).startswith("pack/")
    ]
    files = frozenset(str(each["file"]) for each in lines)
    made = (str(each["file"]) for each in lines if each["origin"] == Origin.SYNTHETIC.value)
    return Lineage(files, frozenset(made))


def lineage_of_recommendations(record: PackRecord) -> Lineage:
    """Return what the recommendations rest on: their register, and the findings behind them."""
    ids = {finding_id for each in record.recommendations for finding_id in each["basis"]}
    rested_on = (each for each in record.findings if each.id in ids)
    return lineage_of_file(record, "recommendations") | join_lineages(
        each.lineage for each in rested_on
    )


@lru_cache(maxsize=1)
def _load_words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return words
