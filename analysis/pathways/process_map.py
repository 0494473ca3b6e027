"""Which step follows which, how often, and after how many days?

The process map of an event file: for each case the steps in order, and for each two that
stand next to each other one count. It shows what happens, not what a rule says happens.
"""

from __future__ import annotations

import pandas as pd

from analysis.pathways.results import Edge, Variant


def directly_follows(frame: pd.DataFrame) -> tuple[Edge, ...]:
    """Count which step follows directly after which.

    Parameters
    ----------
    frame : DataFrame
        One row per event: ``case_id``, ``step`` (any text) and ``date``. The rows of a case
        are taken in the order of the day, and on the same day in the order of the rows.

    Returns
    -------
    tuple of Edge
        By the two steps' names.

    Notes
    -----
    Only what happened between two steps is timed: a case that waits after its last step
    adds nothing, so the days lean towards too short where many are open. Weeks with the
    open cases counted in are those of `measure_weeks`.

    References
    ----------
    W. van der Aalst, Process Mining, 2nd ed. 2016, section 6.1: the directly-follows graph.

    Examples
    --------
    >>> log = pd.DataFrame({
    ...     "case_id": ["a", "a", "a", "b", "b"],
    ...     "step": ["apply", "talk", "talk", "apply", "talk"],
    ...     "date": pd.to_datetime(["2025-01-01", "2025-01-05", "2025-01-09"] * 2)[:5],
    ... })
    >>> for edge in directly_follows(log):
    ...     print(edge.from_step, edge.to_step, edge.n, edge.mean_days)
    apply talk 2 4.0
    talk talk 1 4.0
    """
    ordered = frame.sort_values(["case_id", "date"], kind="stable")
    by_case = ordered.groupby("case_id", sort=False)
    moves = pd.DataFrame(
        {
            "case_id": ordered["case_id"],
            "from_step": ordered["step"],
            "to_step": by_case["step"].shift(-1),
            "days": (by_case["date"].shift(-1) - ordered["date"]).dt.days,
        }
    ).dropna(subset=["to_step"])
    found = moves.groupby(["from_step", "to_step"]).agg(
        n=("days", "size"),
        n_cases=("case_id", "nunique"),
        mean_days=("days", "mean"),
        median_days=("days", "median"),
        max_days=("days", "max"),
    )
    return tuple(
        Edge(
            str(steps[0]), str(steps[1]), int(row["n"]), int(row["n_cases"]),
            float(row["mean_days"]), float(row["median_days"]), float(row["max_days"]),
        )
        for steps, row in zip(found.index, found.to_dict("records"), strict=True)
    )  # fmt: skip


def list_variants(frame: pd.DataFrame) -> tuple[Variant, ...]:
    """List the distinct ways that cases took, most cases first.

    Parameters
    ----------
    frame : DataFrame
        As for `directly_follows`.

    Returns
    -------
    tuple of Variant
        Ties by the names of the steps.
    """
    ordered = frame.sort_values(["case_id", "date"], kind="stable")
    paths = ordered.groupby("case_id", sort=False)["step"].agg(tuple)
    counts = paths.value_counts()
    found = [Variant(path, int(n)) for path, n in zip(counts.index.tolist(), counts, strict=True)]
    return tuple(sorted(found, key=lambda each: (-each.n_cases, each.path)))
