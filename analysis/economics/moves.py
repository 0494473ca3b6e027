"""How many people move from which benefit to which scheme, and how many a year?

The number of people is never certain: it comes from a review of case files or from a
benchmark, and carries their interval into the money as draws.
"""

from __future__ import annotations

import math
import re
import zlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.concepts import Benefit, Estimate, Lineage
from analysis.economics.uncertainty import match_gamma
from analysis.errors import EstimationError, RequestError
from analysis.labels import sentence_case

FloatArray = NDArray[np.float64]
# Three years, well into the last step of the refusion.
LONG_TERM = 156.0
_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
SUPPORTED = (
    (Benefit.KONTANTHJAELP, Benefit.FOERTIDSPENSION),
    (Benefit.KONTANTHJAELP, Benefit.FLEKSJOB),
    (Benefit.KONTANTHJAELP, Benefit.RESSOURCEFORLOEB),
    (Benefit.KONTANTHJAELP, Benefit.REVALIDERING),
    (Benefit.SYGEDAGPENGE, Benefit.FOERTIDSPENSION),
    (Benefit.SYGEDAGPENGE, Benefit.FLEKSJOB),
)


@dataclass(frozen=True)
class Move:
    """People who move from one benefit to one scheme.

    Attributes
    ----------
    id : str
        Lower case with hyphens, such as ``kontanthjaelp-fleksjob``.
    from_scheme, to_scheme : Benefit
        Where from and where to: one of `SUPPORTED`.
    people : array of shape (k,) or Estimate
        Draws of the number of people, or the estimate that they are drawn from.
    people_per_year : float or None
        How many can be moved in a year; None where all of them can in the first.
    spread_over : int or None
        Years over which all of them are spread, as many in each; not with `people_per_year`.
        Where there turn out to be more people, more of them move each year.
    weeks_on_support : float
        Weeks on public support at the move, for the refusion.
    drawn_with : str
        Moves with the same name here are drawn together, as parts of one number: who are
        more in the one are more in the other. Empty: drawn on its own.
    lineage : Lineage
        What the number of people rests on.

    Raises
    ------
    RequestError
        If the id has another form, the move is not supported, the pace is not above zero or
        stated twice, or weeks or people are negative.
    """

    id: str
    from_scheme: Benefit
    to_scheme: Benefit
    people: FloatArray | Estimate
    people_per_year: float | None = None
    spread_over: int | None = None
    weeks_on_support: float = LONG_TERM
    drawn_with: str = ""
    lineage: Lineage = field(default_factory=Lineage)

    def __post_init__(self) -> None:
        """Refuse a move that cannot be valued."""
        _fail_if_the_move_is_unknown(self)
        _fail_if_people_or_weeks_are_impossible(self)
        _fail_if_the_pace_is_stated_twice(self)

    def pace(self, people: FloatArray) -> FloatArray | float | None:
        """Return the most who move in a year, for as many people; None: all at once."""
        return self.people_per_year if self.spread_over is None else people / self.spread_over

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return f"{sentence_case(self.from_scheme.label)} til {self.to_scheme.label}"


def people_from_estimate(estimate: Estimate, *, n_draws: int, seed: int) -> FloatArray:
    """Draw numbers of people from an estimate with its interval.

    Parameters
    ----------
    estimate : Estimate
        People, with limits at its level.
    n_draws : int
        How many draws.
    seed : int
        Seed of the draws.

    Returns
    -------
    array of shape (n_draws,)
        People, never negative.

    Raises
    ------
    EstimationError
        If the value or a limit is missing (such as one that is not shown), or they are
        not in order.

    Notes
    -----
    A Gamma with the estimate's value as its mean, and the spread that a normal interval of
    the same width would have: leans neither way in the mean. Where the lower limit lies
    near zero and the interval leans, the Gamma leans the same way but not exactly as much.
    Where the value is zero, nobody was seen and only the upper limit is known: the draws
    are exponential with that limit, and their mean lies above zero: leans towards more
    people, and so towards a larger amount.

    Examples
    --------
    >>> review = Estimate(200.0, 120.0, 310.0, 0.95, "persons", 160.0, "beta")
    >>> draws = people_from_estimate(review, n_draws=2_000, seed=1)
    >>> bool(abs(draws.mean() - 200) < 5), bool(draws.min() > 0)
    (True, True)
    """
    _fail_unless_the_estimate_is_whole(estimate)
    rng = np.random.default_rng(seed)
    if estimate.lower == estimate.upper:
        return np.full(n_draws, float(estimate.value))
    z = float(stats.norm.ppf(0.5 + estimate.level / 2.0))
    if estimate.value <= 0.0:
        tail = (1.0 - estimate.level) / 2.0
        return rng.exponential(estimate.upper / -math.log(tail), size=n_draws)
    shape, scale = match_gamma(estimate.value, (estimate.upper - estimate.lower) / (2.0 * z))
    return rng.gamma(shape, scale, size=n_draws)


def draw_people(move: Move, *, n_draws: int, seed: int) -> FloatArray:
    """Return the draws of a move's people.

    Raises
    ------
    EstimationError
        As `people_from_estimate`.
    RequestError
        If the move brings draws, but not `n_draws` of them.

    Notes
    -----
    Moves given as estimates are drawn independently of one another. Where one review gave
    them all, they are not independent, and the interval of the sum is a little off: too
    wide where more of one means fewer of another, too narrow where they rise together.
    """
    if isinstance(move.people, Estimate):
        name = (move.drawn_with or move.id).encode()
        own = int(np.random.SeedSequence([seed, zlib.crc32(name)]).generate_state(1)[0])
        return people_from_estimate(move.people, n_draws=n_draws, seed=own)
    if move.people.shape != (n_draws,):
        raise RequestError(
            f"The move {move.id} brings {move.people.size} draws of people and not {n_draws}.",
            expected="as many draws of people as of rates",
            fix="give n_draws the number of draws that the moves bring",
        )
    return move.people


def spread_people(
    people: FloatArray, *, per_year: FloatArray | float | None, is_open: tuple[bool, ...]
) -> FloatArray:
    """Spread people over the years in which they move, at most so many a year.

    Parameters
    ----------
    people : array of shape (k,)
        People in all, by draw.
    per_year : float, array of shape (k,) or None
        The most in a year, the same in all draws or by draw; None: all in the first open
        year.
    is_open : tuple of bool
        For each of the n years, whether the scheme takes new citizens then.

    Returns
    -------
    array of shape (n, k)
        People who move at the beginning of each year.

    Notes
    -----
    Who is not reached within the years is not in the money: leans towards a smaller amount.

    Examples
    --------
    >>> spread_people(np.array([25.0, 8.0]), per_year=10.0, is_open=(True, True)).tolist()
    [[10.0, 8.0], [10.0, 0.0]]
    """
    left = people.astype(float)
    rows = []
    for open_now in is_open:
        most: FloatArray | float = math.inf if per_year is None else per_year
        most = most if open_now else 0.0
        now = np.minimum(left, most)
        rows.append(now)
        left = left - now
    return np.stack(rows)


def _fail_if_the_move_is_unknown(move: Move) -> None:
    if not _ID.match(move.id):
        raise RequestError(
            f"{move.id!r} is not the id of a move.",
            expected="lower case letters, digits and hyphens, such as kontanthjaelp-fleksjob",
            fix="write the id in that form",
        )
    if (move.from_scheme, move.to_scheme) not in SUPPORTED:
        names = ", ".join(f"{a.value} to {b.value}" for a, b in SUPPORTED)
        raise RequestError(
            f"The move {move.id} is not one that can be valued.",
            expected=names,
            fix="take one of these",
        )


def _fail_if_people_or_weeks_are_impossible(move: Move) -> None:
    pace = move.people_per_year
    if not 0 <= move.weeks_on_support < math.inf or (pace is not None and not 0 < pace < math.inf):
        raise RequestError(
            f"The move {move.id} has an impossible number of weeks, or of people a year.",
            expected="weeks of 0 or more, and people_per_year above 0 or None",
            fix="correct the number",
        )
    if not isinstance(move.people, Estimate) and not (
        move.people.ndim == 1
        and move.people.size
        and np.all(np.isfinite(move.people))
        and np.all(move.people >= 0)
    ):
        raise RequestError(
            f"The draws of people of the move {move.id} cannot be used.",
            expected="one row of finite numbers of 0 or more",
            fix="draw them with people_from_estimate",
        )


def _fail_if_the_pace_is_stated_twice(move: Move) -> None:
    over = move.spread_over
    if over is not None and (over < 1 or move.people_per_year is not None):
        raise RequestError(
            f"The pace of the move {move.id} is stated twice, or over no years.",
            expected="people_per_year, or spread_over of 1 or more, or neither",
            fix="give the one that is known",
        )


def _fail_unless_the_estimate_is_whole(estimate: Estimate) -> None:
    numbers = (estimate.lower, estimate.value, estimate.upper)
    if not all(map(math.isfinite, numbers)) or not 0 <= numbers[0] <= numbers[1] <= numbers[2]:
        raise EstimationError(
            "The number of people has no value with limits to draw from.",
            expected="0 <= lower <= value <= upper, none of them missing",
            fix="take an estimate that is shown, or give draws of people",
        )
