"""Who reads which case first, who reads it again, and in which order?

Readers get even shares of every stratum, never a case of their own centre, and in an
order settled by a hash, so that a drift over time can be told from a difference between
cases. A random part is read by a second reader, who is another one and sees nothing of
the first reading. After the first readings are back, every case that the first reader
found possible for a rare scheme is read again too. The second readings of both kinds are
mixed, so that being asked says nothing about the first answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.checklists.model import Status
from analysis.errors import RequestError
from analysis.review.tables import ASSIGNMENT_COLUMNS, FIRST_READING, SECOND_READING
from analysis.review.workload import Sharing, Task, share_out

DRAWN, REPLACING, RANDOM, RARE = "udtrukket", "erstatning", "tilfaeldig", "sjaelden_ordning"
POSITIVE = (Status.READY.value, Status.LACKS_DOCUMENTS.value)
_NO_LIMIT = 1_000_000
_TYPES = dict.fromkeys(ASSIGNMENT_COLUMNS, "str") | {"reading": "int64", "position": "int64"}


def assign_readings(
    cases: pd.DataFrame, reviewers: pd.DataFrame, *, seed: str, n_second: int
) -> pd.DataFrame:
    """Assign the first readings, and the random part of the second.

    Parameters
    ----------
    cases : DataFrame
        One row per drawn case: ``case_id``, ``stratum``, ``centre``.
    reviewers : DataFrame
        ``reviewer_id``, ``centre`` (may be empty) and, if there, ``capacity``: the most
        readings the reviewer can take.
    seed : str
        The seed text of the draw.
    n_second : int
        Cases of the random part, spread over the strata in proportion to their cases.

    Returns
    -------
    DataFrame
        ``case_id``, ``reading``, ``reviewer_id``, ``position`` (from 1 for each reviewer
        and reading) and ``reason``. The order of rows that came in does not count.

    Raises
    ------
    RequestError
        With every obstacle at once: no reviewer from another centre, no second one, or
        no room.

    Notes
    -----
    That nobody reads their own centre's cases keeps apart knowing the citizen and
    judging the file. The second reading says how far readers agree, not who is right:
    agreement is the upper bound of what the file carries.
    """
    readers = _capacities(reviewers)
    tasks = _tasks_of(cases, reviewers)
    first = share_out(tasks, readers, seed=f"{seed},1")
    chosen = _choose_second(cases, n_second, seed=seed)
    second = _share_second(
        [task for task in tasks if task.case_id in chosen], first.reader_of, readers, seed=seed
    )
    _fail_if_impossible(cases, first, second, n_readers=len(readers))
    rows = [(case, FIRST_READING, reader, DRAWN) for case, reader in first.reader_of.items()]
    rows += [(case, SECOND_READING, reader, RANDOM) for case, reader in second.reader_of.items()]
    return order_readings(_table(rows), seed=seed)


def assign_rare(
    assignment: pd.DataFrame,
    judgements: pd.DataFrame,
    cases: pd.DataFrame,
    reviewers: pd.DataFrame,
    *,
    rare: Sequence[str],
    seed: str,
    is_read: Iterable[tuple[str, int]] = (),
) -> pd.DataFrame:
    """Add a second reading of every first-reading positive of a rare scheme.

    Parameters
    ----------
    assignment : DataFrame
        As it stands.
    judgements : DataFrame
        One row per case and reading, with ``status_<scheme>``.
    cases, reviewers, seed
        As in `assign_readings`.
    rare : sequence of str
        Codes of the rare schemes.
    is_read : iterable of (case_id, reading)
        Readings that are back; their places are kept.

    Returns
    -------
    DataFrame
        The assignment with the new readings; running it again adds nothing.

    Notes
    -----
    *Mangler dokumentation* counts as positive: a case is left out only when the first
    reader found that something required is not met, or has not judged it.
    """
    has_second = set(assignment.loc[assignment["reading"] == SECOND_READING, "case_id"])
    wanted = list_positive(judgements, rare) - has_second
    by_first = assignment[assignment["reading"] == FIRST_READING]
    reader_of = dict(zip(by_first["case_id"], by_first["reviewer_id"], strict=True))
    wanted &= reader_of.keys()
    tasks = [task for task in _tasks_of(cases, reviewers) if task.case_id in wanted]
    loads = assignment["reviewer_id"].value_counts().to_dict()
    second = _share_second(tasks, reader_of, _capacities(reviewers), seed=seed, loads=loads)
    _fail_if_impossible(cases, Sharing({}, (), ()), second, n_readers=len(reviewers))
    rows = [(case, SECOND_READING, reader, RARE) for case, reader in second.reader_of.items()]
    both = pd.concat([assignment[[*_table([]).columns]], _table(rows)], ignore_index=True)
    return order_readings(both, seed=seed, before=assignment, is_read=is_read)


def list_positive(judgements: pd.DataFrame, schemes: Sequence[str]) -> set[str]:
    """Return the cases that the first reader found possible for any of the schemes."""
    first = judgements[judgements["reading"] == FIRST_READING]
    is_positive = pd.Series(False, index=first.index)
    for scheme in schemes:
        is_positive |= first[f"status_{scheme}"].isin(POSITIVE)
    return set(first.loc[is_positive, "case_id"])


def order_readings(
    rows: pd.DataFrame,
    *,
    seed: str,
    before: pd.DataFrame | None = None,
    is_read: Iterable[tuple[str, int]] = (),
) -> pd.DataFrame:
    """Give each reader's readings an order that no one chose.

    Parameters
    ----------
    rows : DataFrame
        ``case_id``, ``reading``, ``reviewer_id``, ``reason``.
    seed : str
        The seed text of the draw.
    before : DataFrame, optional
        An earlier assignment.
    is_read : iterable of (case_id, reading)
        Readings whose earlier place is kept; all others follow, mixed anew.
    """
    kept = set(is_read)
    places = {}
    if before is not None:
        earlier = zip(before["case_id"], before["reading"], strict=True)
        places = dict(zip(earlier, before["position"], strict=True))
    table = rows[[*_table([]).columns]].copy()
    keys = list(zip(table["case_id"], table["reading"], strict=True))
    table["place"] = [places.get(key, 0) if key in kept else _NO_LIMIT for key in keys]
    table["hash"] = [
        _hash(seed, "order", reader, str(reading), case)
        for (case, reading), reader in zip(keys, table["reviewer_id"], strict=True)
    ]
    table = table.sort_values(["reading", "reviewer_id", "place", "hash"], ignore_index=True)
    table["position"] = table.groupby(["reading", "reviewer_id"]).cumcount() + 1
    return table[list(ASSIGNMENT_COLUMNS)].astype(_TYPES)


def _capacities(reviewers: pd.DataFrame) -> dict[str, int]:
    _fail_if_no_reviewers(reviewers)
    if "capacity" not in reviewers.columns:
        return dict.fromkeys(reviewers["reviewer_id"], _NO_LIMIT)
    limits = reviewers["capacity"].fillna(_NO_LIMIT).astype(int)
    return dict(zip(reviewers["reviewer_id"], limits, strict=True))


def _tasks_of(cases: pd.DataFrame, reviewers: pd.DataFrame) -> list[Task]:
    pairs = list(zip(reviewers["reviewer_id"], reviewers["centre"].map(_plain), strict=True))
    allowed = {
        centre: frozenset(reader for reader, own in pairs if not own or own != _plain(centre))
        for centre in cases["centre"].unique()
    }
    columns = (cases[name].tolist() for name in ("case_id", "stratum", "centre"))
    return [
        Task(case, stratum, allowed[centre]) for case, stratum, centre in zip(*columns, strict=True)
    ]


def _plain(centre: str) -> str:
    return " ".join(centre.casefold().split())


def _choose_second(cases: pd.DataFrame, n_second: int, *, seed: str) -> set[str]:
    """Return the random part: the smallest second tickets of each stratum."""
    n_cases = len(cases)
    if not 0 <= n_second <= n_cases:
        raise RequestError(
            f"{n_second} second readings cannot be taken from {n_cases} cases.",
            where="--second-readings",
            expected=f"a number from 0 to {n_cases}",
            fix="choose another number",
        )
    groups = {str(name): part.tolist() for name, part in cases.groupby("stratum")["case_id"]}
    ideal = {name: n_second * len(part) / n_cases for name, part in groups.items()}
    sizes = {name: int(each) for name, each in ideal.items()}
    left = sorted(ideal, key=lambda name: (sizes[name] - ideal[name], _hash(seed, name)))
    for name in left[: n_second - sum(sizes.values())]:
        sizes[name] += 1
    chosen: set[str] = set()
    for name, part in groups.items():
        chosen |= set(sorted(part, key=lambda case: _hash(seed, "second", case))[: sizes[name]])
    return chosen


def _share_second(
    tasks: Iterable[Task],
    first: Mapping[str, str],
    readers: Mapping[str, int],
    *,
    seed: str,
    loads: Mapping[Any, int] | None = None,
) -> Sharing:
    others = [
        Task(task.case_id, task.stratum, task.allowed - {first.get(task.case_id, "")})
        for task in tasks
    ]
    if loads is None:
        taken = list(first.values())
        loads = {reader: taken.count(reader) for reader in readers}
    return share_out(others, readers, seed=f"{seed},2", loads=loads)


def _table(rows: list[tuple[str, int, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["case_id", "reading", "reviewer_id", "reason"])


def _hash(*parts: str) -> str:
    return hashlib.sha256(",".join(parts).encode()).hexdigest()


def _fail_if_no_reviewers(reviewers: pd.DataFrame) -> None:
    if reviewers.empty:
        raise RequestError(
            "There are no reviewers to assign cases to.",
            where="reviewers.csv",
            expected="a row per reviewer: reviewer_id, centre, and capacity if there is a limit",
            fix="write reviewers.csv in the review's folder",
        )


def _fail_if_impossible(
    cases: pd.DataFrame, first: Sharing, second: Sharing, *, n_readers: int
) -> None:
    row_of = {case: i + 2 for i, case in enumerate(cases["case_id"])}
    obstacles = (
        (first.without_reader, "no reviewer from another centre for the first reading"),
        (first.without_room, "all allowed reviewers are full before the first reading"),
        (second.without_reader, "no other reviewer from another centre for the second reading"),
        (second.without_room, "all allowed reviewers are full before the second reading"),
    )
    found = [
        f"{len(each)} cases (rows {_name_rows(row_of[case] for case in each)} of the cases drawn, "
        f"in their order): {says}"
        for each, says in obstacles
        if each
    ]
    if found:
        raise RequestError(
            "Some cases cannot be assigned.",
            where="assignment" + "".join(f"\n    - {each}" for each in found),
            expected=f"for each reading one of the {n_readers} reviewers who is from another "
            "centre, has room, and has not read the case",
            fix="add reviewers from other centres to reviewers.csv, raise capacity, or ask for "
            "fewer second readings",
        )


def _name_rows(rows: Iterable[int]) -> str:
    ordered = sorted(rows)
    shown = ", ".join(map(str, ordered[:8]))
    return shown + (f" and {len(ordered) - 8} more" if len(ordered) > 8 else "")
