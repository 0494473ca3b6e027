"""Where does the time go? All that is measured from one event file."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.caseflow.deadlines import Deadline
from analysis.pathways.centres import measure_centres
from analysis.pathways.deadlines import measure_deadlines
from analysis.pathways.event_file import EventLog
from analysis.pathways.funnel import measure_funnel, measure_reversals
from analysis.pathways.process_map import directly_follows
from analysis.pathways.results import PathwayResults
from analysis.pathways.rework import measure_rework, measure_variants
from analysis.pathways.weeks import measure_weeks


def measure_pathways(
    log: EventLog, *, deadlines: Iterable[Deadline], level: float = 0.95, seed: int = 2026
) -> PathwayResults:
    """Measure weeks, deadlines, funnel, reversals, rework, ways and centres.

    Parameters
    ----------
    log : EventLog
        From `read_events`.
    deadlines : iterable of Deadline
        Those in force, from `load_deadlines`.
    level : float, default 0.95
        Level of all limits, a fraction in (0, 1).
    seed : int, default 2026
        Of the reshuffling behind the comparison of centres.

    Returns
    -------
    PathwayResults
        Unsuppressed: `suppress_pathways` comes before any exhibit.
    """
    return PathwayResults(
        first_day=log.first_day,
        observed_until=log.observed_until,
        n_cases=log.n_cases,
        level=level,
        weeks=measure_weeks(log, level=level),
        deadlines=measure_deadlines(log, deadlines, level=level),
        funnel=measure_funnel(log, level=level),
        reversals=measure_reversals(log, level=level),
        rework=measure_rework(log, level=level),
        variants=measure_variants(log),
        edges=directly_follows(log.frame),
        centres=measure_centres(log, level=level, seed=seed),
        lineage=log.lineage,
        notes=log.notes,
    )
