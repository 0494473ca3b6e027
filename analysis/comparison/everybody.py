"""How does every municipality compare with its own peers, for every headline and period?

Page one shows one municipality and one time. This is the same comparison for all of them
and all times, in one table: the whole benchmark. Awards are summed over four quarters that
follow each other and move on by one; a stock stands at each of its periods. Everything is
computed as arrays over periods and municipalities, by the functions that page one uses.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Municipality without default peers         left out
Municipality or all its peers blank        a row with the verdict columns empty
A quarter missing within four              the four are left out
=========================================  ==============================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.cells import Cells
from analysis.comparison.denominators import FloatArray
from analysis.comparison.gap_limits import measure_gaps, spread_of_others, tau2_of_others
from analysis.comparison.gaps import Gaps, Limits
from analysis.comparison.headlines import Headline
from analysis.comparison.once import once
from analysis.comparison.peers import select_peers
from analysis.comparison.practice import FLOW_PERIODS
from analysis.comparison.references import BoolArray, expect, rest_of_country
from analysis.concepts import Lineage, Period, Stage
from analysis.errors import CoverageError, EstimationError


@dataclass(frozen=True)
class Windows:
    """All windows of one series.

    Attributes
    ----------
    counts, exposure : array of shape (windows, strata, municipalities)
        Awards and person-years of each window, or stock and residents of each period.
    first, last : tuple of Period
        The first and the last period of each window.
    """

    counts: FloatArray
    exposure: FloatArray
    first: tuple[Period, ...]
    last: tuple[Period, ...]


def compare_everybody(
    series: Mapping[Headline, Cells] | Iterable[tuple[Headline, Cells]],
    peers_of: Mapping[str, tuple[str, ...]],
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare every municipality with its own peers, in every period of every headline.

    Parameters
    ----------
    series : mapping or iterable of (Headline, Cells)
        The headlines with their series.
    peers_of : mapping of str to tuple of str
        The peers of each municipality that is to be compared, by code; see
        `default_peers`.
    level : float, default 0.95
        Level of all limits, a fraction in (0, 1).

    Returns
    -------
    DataFrame
        One row per headline, window and municipality: ``headline``, ``stage``,
        ``period_first``, ``period_last``, ``municipality_code``, ``n_peers``;
        ``n_observed`` and ``n_expected`` (awards or recipients), ``ratio`` and
        ``difference`` with, for awards, exact limits ``ratio_lower``, ``ratio_upper``,
        ``difference_lower`` and ``difference_upper``; ``usual_lower`` and
        ``usual_upper``, the numbers that a municipality of ordinary practice would lie
        between; and -1 (fewer), 0 or 1 (more) for ``side`` and ``clear_side`` (different,
        of awards; unusual, of a stock) and ``unusual_side``. Missing numbers are NaN.

    Raises
    ------
    CoverageError
        If a municipality is among its own peers, or a code is not in the series.

    Notes
    -----
    Windows of awards overlap by three quarters, and a stock holds mostly the same people
    from one quarter to the next: neighbouring rows of a municipality are no independent
    evidence. How many rows are outside their limits is therefore a number to describe
    with and not to test with.
    """
    pairs = series.items() if isinstance(series, Mapping) else series
    return pd.concat(
        [_compare(headline, cells, peers_of, level=level) for headline, cells in pairs]
        or [pd.DataFrame()],
        ignore_index=True,
    )


def default_peers(comparison: PracticeComparison) -> dict[str, tuple[str, ...]]:
    """Return the default peers of every municipality, by its code.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the names and the conditions. Its own municipality gets its default peers
        too, also where others were asked for.

    Returns
    -------
    dict of str to tuple of str
        Without the municipalities that lack a condition, whose neighbours are unknown.
    """
    return dict(_find_default_peers(dict(comparison.names), comparison.conditions))


@once(keep=1)
def _find_default_peers(
    names: Mapping[str, str], conditions: pd.DataFrame
) -> dict[str, tuple[str, ...]]:
    """Return the default peers of every municipality that lacks no condition."""
    found = {}
    for code in sorted(names):
        try:
            chosen = select_peers(
                "", focus=code, names=names, conditions=conditions, lineage=Lineage()
            )
        except (CoverageError, EstimationError):
            continue
        found[code] = chosen.codes
    return found


def members_of(codes: tuple[str, ...], peers_of: Mapping[str, tuple[str, ...]]) -> BoolArray:
    """Return the peers as flags: a row per municipality of `peers_of`, a column per code.

    Raises
    ------
    CoverageError
        If a peer is no municipality of the series.

    Examples
    --------
    >>> members_of(("9901", "9902"), {"9901": ("9902",)})
    array([[False,  True]])
    """
    unknown = {code for own in peers_of.values() for code in own} - set(codes)
    if unknown:
        raise CoverageError(
            f"{', '.join(sorted(unknown))} is not in the series.",
            where="the peers of all municipalities",
            expected="municipalities of the data",
            fix="choose the peers from the same data as the series",
        )
    return np.array([[code in own for code in codes] for own in map(set, peers_of.values())])


def windows_of(cells: Cells) -> Windows:
    """Return all windows of a series: four quarters moving by one, or each period."""
    length = FLOW_PERIODS if cells.stage is Stage.FLOW else 1
    ends = [i for i in range(length - 1, len(cells.periods)) if _is_whole(cells.periods, i, length)]
    years = cells.periods[0].months / 12 if cells.stage is Stage.FLOW else 1.0
    shape = (0, *cells.counts.shape[1:])
    counts, people = (
        np.array([part[i + 1 - length : i + 1].sum(axis=0) for i in ends]).reshape(-1, *shape[1:])
        for part in (cells.counts, cells.people)
    )
    return Windows(
        counts,
        people * years,
        tuple(cells.periods[i + 1 - length] for i in ends),
        tuple(cells.periods[i] for i in ends),
    )


def _compare(
    headline: Headline, cells: Cells, peers_of: Mapping[str, tuple[str, ...]], *, level: float
) -> pd.DataFrame:
    """Compare all municipalities in all windows of one headline."""
    windows = windows_of(cells)
    compared = {code: own for code, own in peers_of.items() if code in cells.codes}
    if not windows.last or not compared:
        return pd.DataFrame()
    is_flow = headline.stage is Stage.FLOW
    n, places = len(cells.codes), [cells.codes.index(code) for code in compared]
    the_rest = expect(
        windows.counts,
        windows.exposure,
        focus=np.arange(n),
        members=rest_of_country(n),
        is_flow=is_flow,
    )
    gaps = measure_gaps(
        expect(
            windows.counts,
            windows.exposure,
            focus=places,
            members=members_of(cells.codes, compared),
            is_flow=is_flow,
        ),
        stage=headline.stage,
        tau2=tau2_of_others(the_rest)[:, places] if is_flow else np.nan,
        spread=None if is_flow else spread_of_others(the_rest).at(places),
        level=level,
    )
    return _tabulate(headline, gaps, windows, codes=tuple(compared))


def _tabulate(
    headline: Headline, gaps: Gaps, windows: Windows, *, codes: tuple[str, ...]
) -> pd.DataFrame:
    """Return one row per window and municipality."""
    told = gaps.expected
    usual = gaps.usual if gaps.stage is Stage.FLOW else gaps.ordinary
    n_windows, n_codes = told.n_expected.shape
    some = told.n_expected > 0
    columns: dict[str, object] = {
        "headline": headline.id,
        "stage": headline.stage.value,
        "period_first": np.repeat([str(period) for period in windows.first], n_codes),
        "period_last": np.repeat([str(period) for period in windows.last], n_codes),
        "municipality_code": np.tile(codes, n_windows),
        "n_peers": told.n_peers.ravel(),
        "n_observed": told.n_observed.ravel(),
        "n_expected": told.n_expected.ravel(),
        "ratio": np.divide(
            told.n_observed, told.n_expected, out=np.full(some.shape, np.nan), where=some
        ).ravel(),
        "difference": (told.n_observed - told.n_expected).ravel(),
    }
    named = {"ratio": gaps.ratio, "difference": gaps.difference, "usual": usual}
    for name, limits in named.items():
        columns |= dict(_sides(name, limits, told.n_expected.shape))
    sides = {
        "side": gaps.side,
        "clear_side": gaps.clear_side,
        "unusual_side": gaps.unusual_side,
    }
    return pd.DataFrame(columns | {name: side.ravel() for name, side in sides.items()})


def _sides(
    name: str, limits: Limits | None, shape: tuple[int, ...]
) -> Iterator[tuple[str, FloatArray]]:
    """Yield lower and upper limits as columns; NaN where the stage has none."""
    for side in ("lower", "upper"):
        values = np.full(shape, np.nan) if limits is None else getattr(limits, side)
        yield f"{name}_{side}", values.ravel()


def _is_whole(periods: tuple[Period, ...], end: int, length: int) -> bool:
    """Tell whether the periods up to `end` follow each other."""
    return periods[end + 1 - length].shift(length - 1) == periods[end]
