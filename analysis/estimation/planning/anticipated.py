"""What do we expect to find? Declared assumptions that only a plan rests on.

No one has published how the target groups share out among today's recipients, so a plan
needs a guess, and the guess is said aloud. It never enters an estimate: if it is wrong,
the plan is less suited to what is found, and what is found is as right as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.concepts import Benefit
from analysis.estimation.planning.inputs import FloatArray, as_by_stratum, as_population

ANY_SCHEME = "mindst_en_ordning"


@dataclass(frozen=True)
class AnticipatedShare:
    """A share of the population that a plan assumes.

    Attributes
    ----------
    scheme : str
        Code of the scheme, or ``mindst_en_ordning``.
    share : float
        The fraction of the population assumed to be in the target group.
    source : str
        Where it is from, in Danish.
    source_date : str
        When the source is from, ``YYYY-MM``; empty where there is no source.
    is_verified : bool
        Whether a published source carries it.
    leans : str
        Which way it leans as a guess about the whole frame, in Danish.
    """

    scheme: str
    share: float
    source: str
    source_date: str
    is_verified: bool
    leans: str


_OWN_SPLIT = "Antagelse til planlægning uden offentliggjort kilde"
_TOGETHER = "De tre ordninger giver tilsammen den tredjedel, som Flere skal med fandt."
DEFAULT_SHARES = (
    AnticipatedShare(
        ANY_SCHEME,
        0.33,
        "Flere skal med: 33 % af de gennemgåede aktivitetsparate med mindst fem år på "
        "kontanthjælp burde være i fleksjob, ressourceforløb eller førtidspension "
        "(JydskeVestkysten, januar 2018)",
        "2018-01",
        True,
        "Sandsynligvis for høj for hele populationen: de gennemgåede havde mindst fem år "
        "på kontanthjælp.",
    ),
    AnticipatedShare(Benefit.FOERTIDSPENSION.value, 0.08, _OWN_SPLIT, "", False, _TOGETHER),
    AnticipatedShare(Benefit.FLEKSJOB.value, 0.12, _OWN_SPLIT, "", False, _TOGETHER),
    AnticipatedShare(Benefit.RESSOURCEFORLOEB.value, 0.13, _OWN_SPLIT, "", False, _TOGETHER),
    AnticipatedShare(
        Benefit.REVALIDERING.value,
        0.02,
        _OWN_SPLIT,
        "",
        False,
        "Retningen er ukendt. Revalidering er ikke med i den tredjedel, som Flere skal med fandt.",
    ),
)

Shares = Mapping[str, float | Mapping[str, float]]


def default_shares() -> dict[str, float]:
    """Return the declared shares by scheme, fractions of the population.

    Examples
    --------
    >>> default_shares()["mindst_en_ordning"]
    0.33
    """
    return {item.scheme: item.share for item in DEFAULT_SHARES}


def shares_by_stratum(shares: Shares, labels: tuple[str, ...]) -> dict[str, FloatArray]:
    """Return an array of anticipated shares over the strata for each scheme.

    Parameters
    ----------
    shares : mapping of str to float or mapping
        By scheme: one share for everybody, or shares by stratum.
    labels : tuple of str
        The strata.

    Returns
    -------
    dict of str to ndarray of shape (H,)
        Fractions from 0 to 1.

    Raises
    ------
    EstimationError, RequestError
        If a share is no fraction, or strata are lacking or unknown.
    """
    return {
        scheme: as_by_stratum(
            given if isinstance(given, Mapping) else dict.fromkeys(labels, given),
            labels,
            name=f"The anticipated share of {scheme}",
            most=1.0,
        )
        for scheme, given in shares.items()
    }


def spread_of_shares(
    population: Mapping[str, float], shares: Shares
) -> dict[str, dict[str, float]]:
    """Return the standard deviation by scheme and stratum that anticipated shares imply.

    Parameters
    ----------
    population : mapping of str to int
        Persons by stratum.
    shares : mapping of str to float or mapping
        By scheme: one share for everybody, or shares by stratum.

    Returns
    -------
    dict of dict
        √(p(1 - p) N_h/(N_h - 1)) by scheme and stratum; 0 in a stratum of one person.

    Notes
    -----
    A stratum thought to have nobody in the target group gets no spread and, in an optimal
    allocation, its minimum only: bold if the thought is wrong. Anticipate a small share
    rather than none.

    Examples
    --------
    >>> spread_of_shares({"KH": 101, "SD": 101}, {"fleksjob": {"KH": 0.5, "SD": 0.0}})
    {'fleksjob': {'KH': 0.5024937810560445, 'SD': 0.0}}
    """
    labels, people = as_population(population)
    n_others = np.maximum(people - 1, 1)
    spread = {
        scheme: np.where(people > 1, np.sqrt(p * (1 - p) * people / n_others), 0.0)
        for scheme, p in shares_by_stratum(shares, labels).items()
    }
    return {
        scheme: {label: float(s) for label, s in zip(labels, values, strict=True)}
        for scheme, values in spread.items()
    }
