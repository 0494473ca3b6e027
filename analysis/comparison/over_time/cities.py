"""Do the six largest cities move together, and does the focus move with them?

Every city is held against the rest of the country, quarter by quarter: observed over the
number that the country's rates would give in the city's own population. What moves the
whole country (a reform, a recession, an older population) is in both parts of the ratio
and does not move it.

Awards are summed over four quarters that move by one, so that seasons cancel; a stock is
taken as it stands each period. The range of ordinary variation is that of the other pages:
how far municipalities of this size lie from the rest of the country anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.denominators import FloatArray
from analysis.comparison.everybody import windows_of
from analysis.comparison.gap_limits import measure_gaps, spread_of_others, tau2_of_others
from analysis.comparison.peer_rules import DEFAULT_GROUP, named_groups
from analysis.comparison.practice import MeasureComparison
from analysis.comparison.references import expect, rest_of_country
from analysis.concepts import Period, Stage


@dataclass(frozen=True)
class CitiesOverTime:
    """One headline of the cities, over time; NaN where a city has no figures.

    Attributes
    ----------
    measure : MeasureComparison
        The headline.
    codes : tuple of str
        The six cities, and last the focus where it is none of them.
    periods : tuple of Period
        The last period of each window, the oldest first.
    n_observed, n_expected : array of shape (periods, cities)
        Awards of four quarters, or the stock; and what the rest of the country's rates
        give.
    usual_lower, usual_upper : array of shape (periods, cities)
        The numbers between which a city of ordinary practice would lie.
    level : float
        Level of that range.
    """

    measure: MeasureComparison
    codes: tuple[str, ...]
    periods: tuple[Period, ...]
    n_observed: FloatArray
    n_expected: FloatArray
    usual_lower: FloatArray
    usual_upper: FloatArray
    level: float

    @property
    def ratio(self) -> FloatArray:
        """Return observed over expected; NaN where nothing is expected."""
        return self._per_expected(self.n_observed)

    @property
    def usual_ratios(self) -> tuple[FloatArray, FloatArray]:
        """Return the range of ordinary variation as ratios."""
        return self._per_expected(self.usual_lower), self._per_expected(self.usual_upper)

    def _per_expected(self, values: FloatArray) -> FloatArray:
        nothing = np.full(self.n_expected.shape, np.nan)
        return np.asarray(
            np.divide(values, self.n_expected, out=nothing, where=self.n_expected > 0)
        )


def follow_cities(comparison: PracticeComparison) -> tuple[CitiesOverTime, ...]:
    """Follow the six largest cities, and the focus, against the rest of the country.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the focus, the series, and the period at which they end.

    Returns
    -------
    tuple of CitiesOverTime
        Headlines with two windows or more; none where the data have none of the cities.

    Notes
    -----
    Neighbouring windows share quarters or people, so a run of points on one side is not
    several pieces of evidence. Leans towards seeing calm movements: a change of practice
    needs four quarters to be fully in a window of awards.
    """
    found = (_follow(comparison, measure) for measure in comparison.measures)
    return tuple(one for one in found if one is not None)


def _follow(comparison: PracticeComparison, measure: MeasureComparison) -> CitiesOverTime | None:
    """Follow one headline, or return None where there is nothing to follow."""
    cells = measure.cells
    cities = [c for c in named_groups()[DEFAULT_GROUP].municipalities if c in cells.codes]
    windows = windows_of(cells)
    shown = [i for i, p in enumerate(windows.last) if p.last_day <= comparison.period.last_day]
    if not cities or len(shown) < 2:
        return None
    codes = (*cities, *(() if comparison.focus in cities else (comparison.focus,)))
    places, is_flow = [cells.codes.index(c) for c in codes], measure.headline.stage is Stage.FLOW
    counts, exposure = windows.counts[shown], windows.exposure[shown]
    against_the_rest = rest_of_country(len(cells.codes))
    everybody = expect(
        counts, exposure, focus=np.arange(len(cells.codes)), members=against_the_rest,
        is_flow=is_flow, strata=[stratum.name for stratum in cells.strata],
    )  # fmt: skip
    told = expect(counts, exposure, focus=places, members=against_the_rest[places], is_flow=is_flow)
    gaps = measure_gaps(
        told,
        stage=measure.headline.stage,
        tau2=tau2_of_others(everybody)[:, places] if is_flow else np.nan,
        spread=None if is_flow else spread_of_others(everybody).at(places),
        level=measure.level,
    )
    usual = gaps.usual if is_flow else gaps.ordinary
    nothing = np.full((len(shown), len(codes)), np.nan)
    return CitiesOverTime(
        measure=measure,
        codes=codes,
        periods=tuple(windows.last[i] for i in shown),
        n_observed=told.n_observed,
        n_expected=told.n_expected,
        usual_lower=nothing if usual is None else usual.lower,
        usual_upper=nothing if usual is None else usual.upper,
        level=measure.level,
    )
