"""How small a difference could each headline have shown, and over how long a time?

For awards the answer depends on how many are expected, so it is given for a quarter, a
year and two years. A stock does not become surer by adding quarters, which hold mostly
the same people: it has one answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.cells import Window, last_window
from analysis.comparison.denominators import FloatArray
from analysis.comparison.everybody import default_peers, members_of
from analysis.comparison.gap_limits import spread_of_others, tau2_of_others, variance_of_practice
from analysis.comparison.once import once
from analysis.comparison.practice import FLOW_PERIODS, MeasureComparison
from analysis.comparison.references import BoolArray, Expected, expect, rest_of_country
from analysis.concepts import Stage
from analysis.errors import CoverageError
from analysis.measures.between.detectable import (
    DetectableRatios,
    detectable_difference,
    detectable_stock,
    detectable_unusual,
)

FLOW_HORIZONS = (1, FLOW_PERIODS, 2 * FLOW_PERIODS)


@dataclass(frozen=True)
class Horizon:
    """What one headline could show in one length of time, by municipality.

    Attributes
    ----------
    n_periods : int
        Periods that the time spans.
    window : Window
        The time itself, the newest of its length.
    codes : tuple of str
        Municipalities, the focus with its own peers and the others with their default
        ones; without those that have none.
    n_expected : ndarray, shape (municipalities,)
        Awards or recipients at the peers' rates.
    different : DetectableRatios or None
        Of awards: the smallest true ratios that would be called different.
    unusual : DetectableRatios or None
        Those that would be called unusual; None where the variation cannot be told.
    """

    n_periods: int
    window: Window
    codes: tuple[str, ...]
    n_expected: FloatArray
    different: DetectableRatios | None
    unusual: DetectableRatios | None

    def place(self, code: str) -> int:
        """Return where a municipality stands in the arrays."""
        return self.codes.index(code)

    @property
    def verdict(self) -> DetectableRatios | None:
        """Return the answer that belongs to the verdict of page one."""
        return self.different or self.unusual


@dataclass(frozen=True)
class MeasureDetectable:
    """One headline, by length of time.

    Attributes
    ----------
    measure : MeasureComparison
        The headline.
    horizons : tuple of Horizon
        In order of length; those that the data are long enough for.
    """

    measure: MeasureComparison
    horizons: tuple[Horizon, ...]

    @property
    def headline_horizon(self) -> Horizon | None:
        """Return the length of time that page one compares; None where it has no answer."""
        wanted = FLOW_PERIODS if self.measure.headline.stage is Stage.FLOW else 1
        return next((h for h in self.horizons if h.n_periods == wanted), None)


@dataclass(frozen=True)
class DetectableGaps:
    """The smallest differences that each headline could have shown.

    Attributes
    ----------
    focus : str
        Code of the focus municipality.
    measures : tuple of MeasureDetectable
        In the order of the comparison.
    power : float
        The chance of being shown, a fraction.
    level : float
        Level of the limits, a fraction.
    """

    focus: str
    measures: tuple[MeasureDetectable, ...]
    power: float
    level: float


def smallest_detectable(
    comparison: PracticeComparison,
    *,
    peers_of: Mapping[str, tuple[str, ...]] | None = None,
    power: float = 0.8,
) -> DetectableGaps:
    """Return the smallest true differences that would be shown with a given chance.

    Parameters
    ----------
    comparison : PracticeComparison
        Headlines, peers and level.
    peers_of : mapping of str to tuple of str, optional
        The peers of the other municipalities, see `default_peers`, which is asked when
        they are left out.
    power : float, default 0.8
        The chance, a fraction in (0, 1).

    Raises
    ------
    EstimationError
        If the power is no fraction.

    Notes
    -----
    A difference smaller than this may well be there and not be shown: *no difference
    shown* is not *the same*. Quarters are added as independent, so a municipality whose
    awards drift together from quarter to quarter could show less than two years promise;
    the answer leans to the small side.
    """
    chosen = dict(default_peers(comparison) if peers_of is None else peers_of)
    chosen[comparison.focus] = comparison.peers.codes
    found = []
    for measure in comparison.measures:
        lengths = FLOW_HORIZONS if measure.headline.stage is Stage.FLOW else (1,)
        horizons = (
            _horizon(measure, chosen, length, power=power, level=comparison.level)
            for length in lengths
        )
        found.append(MeasureDetectable(measure, tuple(h for h in horizons if h is not None)))
    return DetectableGaps(comparison.focus, tuple(found), power, comparison.level)


def _horizon(
    measure: MeasureComparison,
    peers_of: Mapping[str, tuple[str, ...]],
    length: int,
    *,
    power: float,
    level: float,
) -> Horizon | None:
    """Return what the newest window of a length could show; None where there is none."""
    try:
        window = last_window(measure.cells, until=measure.window.last, n_periods=length)
    except CoverageError:
        return None
    codes, is_flow = tuple(peers_of), measure.headline.stage is Stage.FLOW
    places = [measure.cells.codes.index(code) for code in codes]
    members = members_of(measure.cells.codes, peers_of)
    n_expected, different, unusual = _detect(
        window.counts, window.exposure, places, members, is_flow=is_flow, power=power, level=level
    )
    return Horizon(length, window, codes, n_expected, different, unusual)


@once(keep=32)
def _detect(
    counts: FloatArray,
    exposure: FloatArray,
    places: list[int],
    members: BoolArray,
    *,
    is_flow: bool,
    power: float,
    level: float,
) -> tuple[FloatArray, DetectableRatios | None, DetectableRatios | None]:
    """Return what is expected and the two answers, the same whoever is in focus."""
    n = counts.shape[-1]
    the_rest = expect(
        counts,
        exposure,
        focus=np.arange(n),
        members=rest_of_country(n),
        is_flow=is_flow,
    )
    expected = expect(
        counts,
        exposure,
        focus=places,
        members=members,
        is_flow=is_flow,
    )
    find = _of_flow if is_flow else _of_stock
    different, unusual = find(expected, the_rest, places, power=power, level=level)
    return expected.n_expected, different, unusual


def _of_flow(
    expected: Expected, the_rest: Expected, places: list[int], *, power: float, level: float
) -> tuple[DetectableRatios | None, DetectableRatios | None]:
    """Return the two answers of awards."""
    tau2 = variance_of_practice(expected, tau2_of_others(the_rest)[places])
    different = detectable_difference(
        expected.n_expected, expected.n_reference, expected.largest_step, power=power, level=level
    )
    if not np.isfinite(tau2).any():
        return different, None
    unusual = detectable_unusual(
        expected.n_expected, expected.n_reference, tau2=tau2, power=power, level=level
    )
    return different, unusual


def _of_stock(
    expected: Expected, the_rest: Expected, places: list[int], *, power: float, level: float
) -> tuple[DetectableRatios | None, DetectableRatios | None]:
    """Return the one answer of a stock."""
    spread = spread_of_others(the_rest).at(places)
    told = np.isfinite(spread.sd) & (expected.n_expected > 0) & (expected.n_effective > 0)
    if not told.any():
        return None, None
    return None, detectable_stock(
        np.where(told, expected.n_expected, 0.0),
        spread,
        n_peers=np.where(told, expected.n_effective, 1.0),
        reference_recipients=np.where(told, expected.reference_counts, 0.0),
        power=power,
        level=level,
    )
