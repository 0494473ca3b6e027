"""Do the municipality's own centres take equally long?

Each centre beside all of them together, with the range in which a centre with so many cases
would lie by chance. A difference is one between centres and their cases; the file does not
tell which. Nothing is said of those who work there.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.caseflow.steps import Step
from analysis.concepts import Estimate
from analysis.measures.between.multiple_testing import holm
from analysis.pathways.centre_test import compare_groups
from analysis.pathways.event_file import EventLog
from analysis.pathways.follow_up import REACHED, FollowUp, follow_cases
from analysis.pathways.results import Centre, Centres
from analysis.pathways.survival import kaplan_meier, survival_at
from analysis.pathways.weeks import measure_quantile, missing_estimate

COMPARED_AT_WEEKS = 26
SMALLEST = 20
FEWEST_DONE = 10
_TOO_FEW = "too few cases"


def measure_centres(
    log: EventLog, *, weeks: int = COMPARED_AT_WEEKS, level: float = 0.95, seed: int = 2026
) -> Centres:
    """Compare the centres on the weeks from raised to decided.

    Parameters
    ----------
    log : EventLog
        From `read_events`.
    weeks : int, default 26
        At which the share decided is compared.
    level : float, default 0.95
        Level of limits and of the usual range, a fraction in (0, 1).
    seed : int, default 2026
        Of the reshuffling behind the p values.

    Returns
    -------
    Centres
        Centres with fewer than 20 cases, or 10 decided, are named and not compared.

    Notes
    -----
    The usual range is the share of all compared cases, and what chance gives a centre with
    as many cases by the binomial distribution; open cases count for as much as they tell.
    The share of all is taken as known: leans towards too narrow. With five centres
    one lies outside a 95 % range by chance alone in more than every fifth file: the p
    values are counted for that (Holm), the range is not.

    References
    ----------
    D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics
    in Medicine 24, 2005. S. Holm, "A simple sequentially rejective multiple test
    procedure", Scandinavian Journal of Statistics 6, 1979.
    """
    followed = follow_cases(log, Step.RAISED, Step.DECIDED)
    where = log.frame.groupby("case_id")["centre"].first().reindex(followed.case_id).to_numpy(str)
    parts = {name: _take(followed, where == name) for name in sorted(set(where.tolist()) - {""})}
    compared = [name for name, part in parts.items() if _is_enough(part)]
    inside = np.isin(where, compared)
    both = _take(followed, inside)
    together = _share_done(both, weeks, level=level)
    p_values: dict[str, float] = {}
    statistic = p_value = math.nan
    if len(compared) > 1:
        test = compare_groups(
            both.weeks, both.cause == REACHED, where[inside], rng=np.random.default_rng(seed)
        )
        statistic, p_value = test.statistic, test.p_value
        p_values = dict(zip(test.names, holm(test.p_values).tolist(), strict=True))
    return Centres(
        centres=tuple(
            _describe(name, part, weeks, together.value, p_values.get(name, math.nan), level)
            for name, part in parts.items()
        ),
        n_without=int((where == "").sum()),
        weeks=weeks,
        share_all=together,
        statistic=statistic,
        p_value=p_value,
        n_compared=len(compared),
        smallest=SMALLEST,
    )


def _take(followed: FollowUp, rows: NDArray[np.bool_]) -> FollowUp:
    return FollowUp(
        followed.case_id[rows], followed.start[rows], followed.days[rows], followed.cause[rows]
    )


def _is_enough(part: FollowUp) -> bool:
    return part.n >= SMALLEST and part.count(REACHED) >= FEWEST_DONE


def _share_done(part: FollowUp, weeks: int, *, level: float) -> Estimate:
    """Return the share decided within some weeks, among cases that are not closed first."""
    if not part.n:
        return missing_estimate("share", level=level)
    curve = kaplan_meier(part.weeks, part.cause == REACHED, unit="weeks")
    if weeks > curve.last_time and curve.survival[-1] > 0:
        return missing_estimate("share", level=level, method="not followed so long")
    open_then = survival_at(curve, weeks, level=level)
    return Estimate(
        1 - open_then.value, 1 - open_then.upper, 1 - open_then.lower, level, "share",
        open_then.n, "Kaplan-Meier",
    )  # fmt: skip


def _effective_n(part: FollowUp, weeks: int) -> int:
    """Return how many cases without censoring would tell as much of the share."""
    curve = kaplan_meier(part.weeks, part.cause == REACHED, unit="weeks")
    step = int(np.searchsorted(curve.time, weeks, side="right")) - 1
    share, variance = (1.0, 0.0) if step < 0 else (curve.survival[step], curve.variance[step])
    if not (0 < share < 1 and variance > 0):
        return part.n
    return max(1, min(part.n, round(float(share * (1 - share) / variance))))


def _describe(
    name: str, part: FollowUp, weeks: int, together: float, p_value: float, level: float
) -> Centre:
    is_enough = _is_enough(part)
    lower = upper = math.nan
    if is_enough and math.isfinite(together):
        n = _effective_n(part, weeks)
        lower, upper = (float(v) / n for v in stats.binom.interval(level, n, together))
    too_few = missing_estimate("weeks", level=level, method=_TOO_FEW)
    nothing = missing_estimate("share", level=level, method=_TOO_FEW)
    return Centre(
        name=name,
        n_cases=part.n,
        n_done=part.count(REACHED),
        is_too_few=not is_enough,
        median=measure_quantile(part, 0.5, level=level) if is_enough else too_few,
        share_done=_share_done(part, weeks, level=level) if is_enough else nothing,
        usual_lower=lower,
        usual_upper=upper,
        p_value=p_value,
    )
