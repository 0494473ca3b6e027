"""Whose money changes, and by how much a year, when one person moves to another scheme?

Every amount is a **gain**: positive where a party spends less or receives more, negative
where it spends more or receives less. Five parties' gains are kept apart, and they add up:

    municipality + other municipalities + state + citizen = total

A benefit is a transfer: what the citizen receives, the others pay, so it cancels in the
total. What is left there is what uses or gives real resources: active effort, preparation
and assessments, and the work done in fleksjob (valued at the employer's wage).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analysis.concepts import Benefit
from analysis.economics.catalogue import ControlArea
from analysis.economics.refusion import WEEKS_PER_YEAR, RefusionLadder

FloatArray = NDArray[np.float64]


class Party(StrEnum):
    """Whose money it is."""

    MUNICIPALITY = "kommunen"
    OTHER_MUNICIPALITIES = "andre_kommuner"
    STATE = "staten"
    CITIZEN = "borgeren"
    TOTAL = "i_alt"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "kommunen": "kommunen",
            "andre_kommuner": "andre kommuner",
            "staten": "staten",
            "borgeren": "borgeren",
            "i_alt": "i alt",
        }[self.value]


@dataclass(frozen=True)
class PersonFlows:
    """Gains from one person's move, in kroner; k draws, years counted from the move.

    Attributes
    ----------
    lasting : mapping of Party to array of shape (years, k)
        Gain in each year.
    lasting_areas : mapping of ControlArea to array of shape (years, k)
        The municipality's, by control area.
    one_off : array of shape (k,)
        The municipality's gain on the day of the move: an outlay, so negative.
    one_off_areas : mapping of ControlArea to array of shape (k,)
        The same by control area.
    """

    lasting: Mapping[Party, FloatArray]
    lasting_areas: Mapping[ControlArea, FloatArray]
    one_off: FloatArray
    one_off_areas: Mapping[ControlArea, FloatArray]


def list_rates(from_scheme: Benefit, to_scheme: Benefit) -> tuple[str, ...]:
    """Return the ids of the rates that a move needs.

    Examples
    --------
    >>> needed = list_rates(Benefit.KONTANTHJAELP, Benefit.FLEKSJOB)
    >>> len(needed), "loen.fleksjob" in needed
    (17, True)
    """
    names = (from_scheme.value, to_scheme.value)
    own = tuple(f"{group}.{name}" for group in ("ydelse", "indsats", "afgang") for name in names)
    flex = ("ydelse.ledighedsydelse", "loen.fleksjob", "andel.ledighedsydelse")
    return (
        *own,
        *(flex if to_scheme is Benefit.FLEKSJOB else ()),
        *(f"timer.{to_scheme.value}", "timepris", "attest.laege", "attest.klinisk"),
        *("andel.klinisk", "fraflytning", "mellemkommunal.andel", "mellemkommunal.aar"),
    )


def flow_per_person(
    from_scheme: Benefit,
    to_scheme: Benefit,
    values: Mapping[str, FloatArray],
    *,
    areas: Mapping[str, ControlArea],
    ladder: RefusionLadder,
    weeks_on_support: float,
    n_years: int,
) -> PersonFlows:
    """Return each party's gain, year by year, from one person's move.

    Parameters
    ----------
    from_scheme, to_scheme : Benefit
        Where from and where to.
    values : mapping of str to array of shape (k,)
        The rates of `list_rates`: kroner per year, per hour or once; hours; shares; years.
    areas : mapping of str to ControlArea
        Where benefits, effort, hours and assessments are booked, by the rate's id.
    ladder : RefusionLadder
        What the state refunds.
    weeks_on_support : float
        Weeks on public support at the move.
    n_years : int
        Years looked at.

    Returns
    -------
    PersonFlows

    Notes
    -----
    In year t a person is still in a scheme with probability (1 - exit)^(t - 1/2), and has
    not moved away with probability (1 - moves)^(t - 1/2). Who leaves a scheme costs nothing
    more and has nothing more: leans towards a larger cost of the move, and a larger gain for
    the citizen, where they come to another benefit or to a wage.
    For those who moved away with the *new* scheme the municipality keeps paying its share
    for some of them and some years; for the old benefit it pays nothing more.
    The state refunds the same share on both sides, since the weeks count on. Effort is not
    refunded: leans towards a larger gain where effort falls. Tax is left out: what the
    citizen gains is before tax, and part of it comes back to municipality and state.
    """
    years = np.arange(1.0, n_years + 1.0)[:, None]
    refunded = np.array(
        [ladder.mean_share(weeks_on_support + WEEKS_PER_YEAR * t) for t in range(n_years)]
    )[:, None]
    here = (1.0 - values["fraflytning"]) ** (years - 0.5)
    paid_for = here + values["mellemkommunal.andel"] * _moved_lately(values, years)
    stay_before = (1.0 - values[f"afgang.{from_scheme.value}"]) ** (years - 0.5)
    stay_after = (1.0 - values[f"afgang.{to_scheme.value}"]) ** (years - 0.5)
    benefit_before = values[f"ydelse.{from_scheme.value}"] * stay_before
    effort_before = values[f"indsats.{from_scheme.value}"] * stay_before
    effort_after = values[f"indsats.{to_scheme.value}"] * stay_after

    lasting_areas = {area: np.zeros_like(stay_before) for area in ControlArea}
    own = 1.0 - refunded
    others = own * (1.0 - here) * benefit_before + (1.0 - here) * (effort_before - effort_after)
    lasting_areas[areas[f"ydelse.{from_scheme.value}"]] += own * here * benefit_before
    lasting_areas[areas[f"indsats.{from_scheme.value}"]] += here * effort_before
    lasting_areas[areas[f"indsats.{to_scheme.value}"]] -= here * effort_after
    state, citizen = refunded * benefit_before, -benefit_before
    for rate_id, amount in _benefits_after(to_scheme, values).items():
        paid = amount * stay_after
        lasting_areas[areas[rate_id]] -= own * paid_for * paid
        others = others - own * (1.0 - paid_for) * paid
        state, citizen = state - refunded * paid, citizen + paid
    wage = _wage_after(to_scheme, values) * stay_after
    lasting = {
        Party.MUNICIPALITY: sum(lasting_areas.values(), np.zeros_like(stay_before)),
        Party.OTHER_MUNICIPALITIES: others,
        Party.STATE: state,
        Party.CITIZEN: citizen + wage,
        Party.TOTAL: effort_before - effort_after + wage,
    }
    one_off_areas = _outlay(to_scheme, values, areas)
    return PersonFlows(
        lasting, lasting_areas, sum(one_off_areas.values(), np.zeros(1)), one_off_areas
    )


def _moved_lately(values: Mapping[str, FloatArray], years: FloatArray) -> FloatArray:
    """Return the probability of having moved away within the years that are paid for."""
    kept = 1.0 - values["fraflytning"]
    before = np.maximum(years - 0.5 - values["mellemkommunal.aar"], 0.0)
    return np.asarray(kept**before - kept ** (years - 0.5))


def _benefits_after(to_scheme: Benefit, values: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the benefits of the new scheme per year, by rate, for somebody in it."""
    if to_scheme is not Benefit.FLEKSJOB:
        return {f"ydelse.{to_scheme.value}": values[f"ydelse.{to_scheme.value}"]}
    without = values["andel.ledighedsydelse"]
    return {
        "ydelse.fleksjob": (1.0 - without) * values["ydelse.fleksjob"],
        "ydelse.ledighedsydelse": without * values["ydelse.ledighedsydelse"],
    }


def _wage_after(to_scheme: Benefit, values: Mapping[str, FloatArray]) -> FloatArray:
    """Return the wage of somebody in the new scheme per year; nothing outside fleksjob."""
    if to_scheme is not Benefit.FLEKSJOB:
        return np.zeros(1)
    return np.asarray((1.0 - values["andel.ledighedsydelse"]) * values["loen.fleksjob"])


def _outlay(
    to_scheme: Benefit, values: Mapping[str, FloatArray], areas: Mapping[str, ControlArea]
) -> dict[ControlArea, FloatArray]:
    """Return what it takes to prepare one case, as a negative gain by control area."""
    hours = f"timer.{to_scheme.value}"
    outlay = {area: np.zeros_like(values[hours]) for area in ControlArea}
    outlay[areas[hours]] -= values[hours] * values["timepris"]
    outlay[areas["attest.laege"]] -= values["attest.laege"]
    outlay[areas["attest.klinisk"]] -= values["andel.klinisk"] * values["attest.klinisk"]
    return outlay
