"""Which stock does a practice lead to, if it went on with the same exits?

A stock of people who stay for decades is mostly a trace of earlier years. What today's
practice leads to is found by letting it go on: every year some of those without the
benefit are awarded it, some recipients leave, everybody grows a year older, and those
who reach the end age leave. After long enough the stock stands still: the level that
this practice and these exits belong to.

It is arithmetic on rates that are held still. It is not a forecast: practice, residents,
exits and the end age all change.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
More recipients than residents at an age   nobody is left to be awarded it
Exits negative (more move in than leave)   the stock grows by them
An end age with a half, such as 66½        half of the last year of age has the benefit
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_amounts


@dataclass(frozen=True)
class StockPath:
    """A stock on its way, in persons.

    Attributes
    ----------
    totals : ndarray of shape (years + 1, ...)
        The stock now and after each year.
    settled : ndarray of shape (...)
        The stock at which it stands still.
    """

    totals: FloatArray
    settled: FloatArray


def project_stock(
    recipients: ArrayLike,
    people: ArrayLike,
    award_rates: ArrayLike,
    exit_rates: ArrayLike,
    *,
    n_years: int,
    last_share: float = 1.0,
) -> StockPath:
    """Let awards, exits and age go on, and return the stock year by year.

    In a year the cohort of age a becomes that of age a + 1. It lives half of the year at
    the rates of either age. Awards are given to those without the benefit.

    Parameters
    ----------
    recipients : array_like of shape (..., ages)
        Recipients now by single year of age, from the first age that can be awarded the
        benefit to the last age that can have it.
    people : array_like of shape (..., ages)
        Residents by the same ages; held still.
    award_rates : array_like of shape (..., ages)
        Awards per year per resident without the benefit.
    exit_rates : array_like of shape (..., ages)
        Other exits (deaths, moves, decisions) per recipient per year; may be negative.
    n_years : int
        Years to follow, 1 or more.
    last_share : float, default 1
        Share of the last year of age that can have the benefit.

    Raises
    ------
    EstimationError
        If recipients, people or award rates are missing or negative, or `n_years` is
        below 1.

    Notes
    -----
    Leading axes broadcast and are kept: sex is summed by the caller. Residents are held
    still, so a population that grows makes the stock too small. Awards of people who
    have left the benefit and come back are counted as any other.

    References
    ----------
    .. [1] S. H. Preston, P. Heuveline and M. Guillot, "Demography: Measuring and
       Modeling Population Processes", Blackwell 2001, ch. 6.

    Examples
    --------
    Nobody leaves before 20, and 1 % of a hundred residents of each age are awarded it.

    >>> path = project_stock([0, 0], [100, 100], [0.01, 0.01], [0, 0], n_years=3)
    >>> print([f"{total:.2f}" for total in path.totals])
    ['0.00', '1.50', '2.00', '2.00']
    >>> print(f"{path.settled:.2f}")
    2.00
    """
    _fail_if_there_are_no_years(n_years)
    start = as_amounts(recipients, name="recipients")
    residents = as_amounts(people, name="people")
    awards = as_amounts(award_rates, name="award_rates")
    exits = np.asarray(exit_rates, dtype=np.float64)
    stock, residents, awards, exits = np.broadcast_arrays(start, residents, awards, exits)
    totals = [stock.sum(axis=-1)]
    for _ in range(n_years):
        stock = _one_year(stock, residents, awards, exits, last_share=last_share)
        totals.append(stock.sum(axis=-1))
    # Nothing flows from old to young, so one year per age makes the start forgotten.
    for _ in range(stock.shape[-1]):
        stock = _one_year(stock, residents, awards, exits, last_share=last_share)
    return StockPath(np.array(totals), np.asarray(stock.sum(axis=-1)))


def draw_award_rates(
    awards: ArrayLike, at_risk: ArrayLike, reference_rates: ArrayLike, *, rng: np.random.Generator,
    n_draws: int,
) -> FloatArray:  # fmt: skip
    """Draw rates that the counted awards could have come from.

    Parameters
    ----------
    awards : array_like of shape (strata,)
        Awards in a year by age and sex.
    at_risk : array_like of shape (strata,)
        Residents without the benefit.
    reference_rates : array_like of shape (strata,)
        The reference's awards per resident without the benefit.
    rng : Generator
        Source of chance.
    n_draws : int
        Number of draws.

    Returns
    -------
    ndarray of shape (n_draws, strata)
        Awards per year per resident without the benefit.

    Notes
    -----
    Gamma draws with half an award added in all, spread as the reference's rates predict
    it: the total is that of Jeffreys' prior for one Poisson count, however many strata
    it is split into. Years differ by more than chance, so the draws lie too close
    together: bold.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> rates = draw_award_rates([4, 0], [800, 900], [0.004, 0.002], rng=rng, n_draws=99_999)
    >>> print(f"{(rates @ [800, 900]).mean():.1f}")
    4.5
    """
    counts, risk = as_amounts(awards, name="awards"), as_amounts(at_risk, name="at_risk")
    expected = risk * as_amounts(reference_rates, name="reference_rates")
    spread = expected / expected.sum() if expected.sum() > 0 else risk / max(risk.sum(), 1.0)
    shape = counts + spread / 2
    drawn = rng.gamma(shape, size=(n_draws, shape.size))
    return np.asarray(drawn / np.where(risk > 0, risk, 1.0) * (risk > 0))


def _one_year(
    stock: FloatArray,
    people: FloatArray,
    awards: FloatArray,
    exits: FloatArray,
    *,
    last_share: float,
) -> FloatArray:
    """Return the stock by age a year later."""
    at_risk = np.maximum(people - stock, 0.0)
    new = (awards[..., :-1] + awards[..., 1:]) / 2 * at_risk[..., :-1]
    left = (exits[..., :-1] + exits[..., 1:]) / 2 * stock[..., :-1]
    older = np.empty_like(stock)
    older[..., 0] = awards[..., 0] / 2 * people[..., 0]
    older[..., 1:] = np.maximum(stock[..., :-1] + new - left, 0.0)
    older[..., -1] *= last_share
    return older


def _fail_if_there_are_no_years(n_years: int) -> None:
    if n_years < 1:
        raise EstimationError(
            f"{n_years} years cannot be followed.",
            where="n_years",
            expected="1 or more",
            fix="ask for a later year",
        )
