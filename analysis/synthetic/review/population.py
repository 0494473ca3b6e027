"""Who receives kontanthjælp or sygedagpenge, and who may belong to which scheme?

Everybody has a need of each scheme that follows benefit, duration, SOF's services and age,
and a part that no column carries. A person may belong to no scheme, to one or to two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.synthetic.assumptions import assumed
from analysis.synthetic.randomness import settled, stream

SCHEMES = ("foertidspension", "fleksjob", "ressourceforloeb", "revalidering")
WEEKS_PER_YEAR = 52


@dataclass(frozen=True)
class People:
    """The invented population.

    Attributes
    ----------
    frame : DataFrame
        One row per person: ``case_id``, ``benefit``, ``weeks``, ``in_sof``, ``centre``,
        ``age_group``, ``sex``.
    belongs : dict of str to array of bool, shape (n,)
        Whether a person belongs to the target group of each scheme, were everything known.
    had_course : array of bool, shape (n,)
        Whether the person had a ressourceforløb before.
    """

    frame: pd.DataFrame
    belongs: dict[str, NDArray[np.bool_]]
    had_course: NDArray[np.bool_]


def simulate_people() -> People:
    """Draw the population and what each person truly needs."""
    rng = stream("review-people")
    sizes: dict[str, int] = assumed("review_population")
    parts = [_draw_benefit(rng, benefit, n) for benefit, n in sizes.items()]
    frame = pd.concat(parts, ignore_index=True)
    frame.insert(0, "case_id", _draw_names(rng, len(frame)))
    hidden = rng.standard_normal(len(frame))
    belongs = {scheme: _draw_belonging(rng, frame, scheme, hidden) for scheme in SCHEMES}
    # The law has førtidspension only where fleksjob and revalidering are impossible.
    pension = belongs["foertidspension"]
    belongs["fleksjob"] = belongs["fleksjob"] & ~pension
    belongs["revalidering"] = belongs["revalidering"] & ~pension
    shares = assumed("review_course_share")
    chance = np.where(belongs["ressourceforloeb"], shares["belongs"], shares["others"])
    is_long = frame["weeks"].to_numpy() > assumed("review_course_weeks")
    had_course = is_long & (rng.random(len(frame)) < chance)
    order = rng.permutation(len(frame))
    return People(
        frame=frame.iloc[order].reset_index(drop=True),
        belongs={scheme: each[order] for scheme, each in belongs.items()},
        had_course=had_course[order],
    )


def _draw_benefit(rng: np.random.Generator, benefit: str, n: int) -> pd.DataFrame:
    """Draw the columns of the people on one benefit."""
    durations = assumed("review_weeks")[benefit]
    weeks = np.ceil(rng.gamma(durations["shape"], durations["mean"] / durations["shape"], n))
    years = weeks / WEEKS_PER_YEAR
    sof = assumed("review_in_sof")[benefit]
    share = settled(np.minimum(sof["start"] + sof["per_year"] * years, sof["most"]))
    return pd.DataFrame(
        {
            "benefit": benefit,
            "weeks": weeks.astype(int),
            "in_sof": np.where(rng.random(n) < share, "ja", "nej"),
            "centre": _draw_from(rng, assumed("review_centres"), n),
            "age_group": _draw_from(rng, assumed("review_ages")[benefit], n),
            "sex": _draw_from(rng, assumed("review_sexes")[benefit], n),
        }
    )


def _draw_from(rng: np.random.Generator, shares: dict[str, float], n: int) -> NDArray[np.str_]:
    edges = np.cumsum(list(shares.values()))
    places = np.searchsorted(edges / edges[-1], rng.random(n))
    return np.asarray(list(shares))[np.minimum(places, len(shares) - 1)]


def _draw_names(rng: np.random.Generator, n: int) -> list[str]:
    """Return pseudonyms: an S and twelve letters and digits, all different."""
    letters = np.array(list("ABCDEFGHJKMNPQRSTUVWXYZ23456789"))
    names: dict[str, None] = {}
    while len(names) < n:
        names["S" + "".join(rng.choice(letters, 12))] = None
    return list(names)


def _draw_belonging(
    rng: np.random.Generator, frame: pd.DataFrame, scheme: str, hidden: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Draw who belongs to a scheme, on the logit scale."""
    terms = assumed("review_need")[scheme]
    years = np.minimum(frame["weeks"].to_numpy() / WEEKS_PER_YEAR, 12.0)
    logit = terms["level"] + terms["per_year"] * years + terms["hidden"] * hidden
    logit = logit + terms["in_sof"] * (frame["in_sof"].to_numpy() == "ja")
    logit = logit + terms["sygedagpenge"] * (frame["benefit"].to_numpy() == "sygedagpenge")
    logit = logit + frame["age_group"].map(terms["age"]).to_numpy(dtype=float)
    chance = settled(1.0 / (1.0 + np.exp(-logit)))
    return np.asarray(rng.random(len(frame)) < chance)
