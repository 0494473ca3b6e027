"""Which cases are read? A draw that anyone can do again, with any program.

Each person gets a ticket: SHA-256 of the seed text, a comma and the pseudonym. In each
stratum the smallest tickets are drawn, and the following ones are the reserve list in a
fixed order. The seed is text exactly as it was typed: ``1`` and ``01`` are two seeds.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Mapping

import pandas as pd

from analysis.errors import RequestError
from analysis.review.tables import DRAW_COLUMNS, DRAWN, RESERVE

MIN_RESERVES = 10


def ticket_of(seed: str, case_id: str) -> str:
    """Return the ticket of one case: 64 hexadecimal digits.

    Examples
    --------
    >>> ticket_of("2016-09-15:demo", "C0005")[:12]
    '01127755bf61'
    """
    return hashlib.sha256(f"{seed},{case_id}".encode()).hexdigest()


def draw_cases(
    frame: pd.DataFrame,
    sizes: Mapping[str, int],
    *,
    seed: str,
    reserves: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """Draw the cases of each stratum, and the reserve list after them.

    Parameters
    ----------
    frame : DataFrame
        One row per person; uses ``case_id`` and ``stratum``. Its order does not count.
    sizes : mapping of str to int
        Cases to draw in each stratum; every stratum of the frame is named.
    seed : str
        The seed text, used exactly as it stands.
    reserves : mapping of str to int, optional
        Length of the reserve list; otherwise as many as are drawn, and at least ten.

    Returns
    -------
    DataFrame
        ``stratum``, ``place`` (from 1 in each stratum), ``case_id``, ``ticket`` and
        ``status`` (``udtrukket`` or ``reserve``); strata in the order of `sizes`.

    Raises
    ------
    RequestError
        If a stratum is unknown, not named, or is to give no case or more than it has.

    Notes
    -----
    SHA-256 spreads tickets as evenly as chance, so each case of a stratum is as likely
    to be drawn as any other. That holds only where nobody could choose the seed after
    seeing whom it draws: agree on it before the frame is made.

    References
    ----------
    National Institute of Standards and Technology, *Secure Hash Standard (SHS)*,
    FIPS PUB 180-4, 2015.

    Examples
    --------
    >>> people = pd.DataFrame({"case_id": [f"C{i:04d}" for i in range(1, 51)], "stratum": "A"})
    >>> drawn = draw_cases(people, {"A": 5}, seed="2016-09-15:demo")
    >>> drawn[drawn["status"] == "udtrukket"]["case_id"].to_list()
    ['C0005', 'C0017', 'C0021', 'C0039', 'C0006']
    """
    population = {str(k): int(n) for k, n in frame["stratum"].value_counts().items()}
    _fail_if_strata_differ(population, sizes)
    _fail_if_sizes_do_not_fit(population, sizes)
    kept = {
        name: min(population[name], n + max(n, MIN_RESERVES))
        if reserves is None
        else min(population[name], n + reserves.get(name, 0))
        for name, n in sizes.items()
    }
    parts = []
    for name, cases in frame.groupby("stratum", sort=False)["case_id"]:
        first = _smallest_tickets(cases.tolist(), kept[str(name)], seed=seed)
        part = pd.DataFrame(first, columns=["ticket", "case_id"])
        part["stratum"], part["place"] = str(name), range(1, len(part) + 1)
        is_drawn = part["place"] <= sizes[str(name)]
        parts.append(part.assign(status=is_drawn.map({True: DRAWN, False: RESERVE})))
    order = {name: i for i, name in enumerate(sizes)}
    draw = pd.concat(parts).sort_values(
        ["stratum", "place"], key=lambda c: c.map(order) if c.name == "stratum" else c
    )
    return draw[list(DRAW_COLUMNS)].reset_index(drop=True)


def _smallest_tickets(cases: list[str], n: int, *, seed: str) -> list[tuple[str, str]]:
    sha256, start = hashlib.sha256, f"{seed},"
    tickets = [sha256((start + case).encode()).digest() for case in cases]
    # The n-th smallest ticket is found without cases, which spares a pair for everybody.
    last = heapq.nsmallest(n, tickets)[-1]
    drawn = (pair for pair in zip(tickets, cases, strict=True) if pair[0] <= last)
    return [(ticket.hex(), case) for ticket, case in sorted(drawn)[:n]]


def _fail_if_strata_differ(population: Mapping[str, int], sizes: Mapping[str, int]) -> None:
    unknown = [name for name in sizes if name not in population]
    unnamed = [name for name in population if name not in sizes]
    if unknown or unnamed:
        raise RequestError(
            "The plan and the frame do not have the same strata.",
            where=f"only in the plan: {', '.join(unknown) or 'none'}; only in the frame: "
            f"{', '.join(unnamed) or 'none'}",
            expected="a number of cases for each stratum of the frame, and for no other",
            fix="make the plan again from this frame; join strata that shall not be drawn from",
        )


def _fail_if_sizes_do_not_fit(population: Mapping[str, int], sizes: Mapping[str, int]) -> None:
    wrong = [f"{name} ({n} of {population[name]})" for name, n in sizes.items()
             if not 1 <= n <= population[name]]  # fmt: skip
    if wrong:
        raise RequestError(
            "Some strata are to give no case, or more cases than they hold.",
            where=", ".join(wrong),
            expected="at least one case from each stratum, and at most all of it",
            fix="make the plan again: a stratum without cases cannot be estimated",
        )
