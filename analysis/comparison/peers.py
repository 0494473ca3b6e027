"""Which municipalities are comparable, and why is each of them there?

There are three ways to choose: a named group that has been compared before, a list of
one's own, or the nearest neighbours on conditions. Nearness is the Euclidean distance
between z-scores: each condition is measured from the mean of the municipalities in
units of their standard deviation, so that a condition counts for as much as it varies.

Conditions describe who lives there and the local labour market. No outcome is among
them: a municipality's use of the schemes, and whatever that use moves, would make the
peers those who happen to do the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from analysis.concepts import Lineage
from analysis.errors import CoverageError
from analysis.labels import listing, number
from analysis.measures.between.distances import z_scores

DEFAULT_GROUP = "6byerne"
DEFAULT_NEIGHBOURS = 7
_GROUPS_FILE = Path(__file__).parents[1] / "parameters" / "peer_groups.yaml"


@dataclass(frozen=True)
class Condition:
    """A condition that nearness is measured on.

    Name and year in the dataset, Danish label with unit, a word for it in running text,
    decimals shown, and whether its logarithm is what is compared.
    """

    name: str
    year: int
    label: str
    word: str
    decimals: int = 1
    is_logarithmic: bool = False


CONDITIONS = (
    Condition("unemployment_pct", 2024, "Ledighed, pct. (2024)", "ledighed"),
    Condition(
        "immigrants_and_descendants_pct",
        2022,
        "Indvandrere og efterkommere, pct. (2022)",
        "herkomst",
    ),
    Condition(
        "one_person_households_pct", 2025, "Enlige husstande, pct. (2025)", "enlige husstande"
    ),
    Condition(
        "population", 2022, "Indbyggere (2022)", "indbyggertal", decimals=0, is_logarithmic=True
    ),
)


@dataclass(frozen=True)
class PeerGroup:
    """A named group: label and reason in Danish, and the codes of its municipalities."""

    label: str
    reference: str
    municipalities: tuple[str, ...]


@dataclass(frozen=True)
class PeerSet:
    """The peers of one focus municipality.

    Attributes
    ----------
    focus : str
        Code of the focus municipality.
    codes : tuple of str
        Codes of the peers; for nearest neighbours the nearest first.
    rule : str
        How they were asked for, such as ``6byerne`` or ``nearest:7``.
    label : str
        The same for a reader, in Danish.
    reason : str
        Why they are comparable, in Danish.
    reasons : dict of str to str
        Why each peer is there, in Danish.
    distances : dict of str to float
        Distance from the focus on the conditions (standard deviations), for every
        other municipality.
    lineage : Lineage
        What the choice rests on.
    """

    focus: str
    codes: tuple[str, ...]
    rule: str
    label: str
    reason: str
    reasons: dict[str, str]
    distances: dict[str, float]
    lineage: Lineage


def select_peers(
    rule: str,
    *,
    focus: str,
    names: dict[str, str],
    conditions: pd.DataFrame,
    lineage: Lineage,
) -> PeerSet:
    """Choose the peers of a focus municipality.

    Parameters
    ----------
    rule : str
        ``6byerne`` or another named group, ``nearest:7``, or codes such as
        ``751,461``. Empty: the other five of 6-byerne for one of the six, otherwise
        the seven nearest on conditions.
    focus : str
        Code of the focus municipality; never among its own peers.
    names : dict of str to str
        Name by code, for all municipalities.
    conditions : DataFrame
        One row per municipality, one column per name in `CONDITIONS`; see
        `condition_table`.
    lineage : Lineage
        What `conditions` and `names` rest on.

    Raises
    ------
    CoverageError
        If the group or a code is unknown, no peer is left, the focus is listed as its
        own peer, or the number of neighbours cannot be had.
    """
    groups = named_groups()
    distances = condition_distances(conditions, focus=focus)
    chosen = rule.strip() or _default_rule(focus, groups)
    if chosen in groups:
        group = groups[chosen]
        codes = tuple(code for code in group.municipalities if code != focus and code in names)
        _fail_if_nobody_is_left(codes, rule=chosen)
        label, reason = group.label, group.reference
        reasons = dict.fromkeys(codes, f"med i {group.label}")
    elif match := re.fullmatch(r"nearest:(\d+)", chosen):
        codes = _nearest(distances, int(match.group(1)))
        label = f"de {number(len(codes))} nærmeste på rammevilkår"
        reason = "Nærmest på " + listing([condition.word for condition in CONDITIONS]) + "."
        reasons = _say_likeness(conditions, focus=focus, codes=codes)
    else:
        codes = _own_list(chosen, focus=focus, names=names, groups=groups)
        label, reason = "egen liste", "Valgt af den, der bestilte rapporten."
        reasons = dict.fromkeys(codes, "på listen")
    return PeerSet(focus, codes, chosen, label, reason, reasons, distances, lineage)


@lru_cache(maxsize=1)
def named_groups() -> dict[str, PeerGroup]:
    """Return the named groups of comparable municipalities, by rule name."""
    entries = yaml.safe_load(_GROUPS_FILE.read_text(encoding="utf-8"))
    return {
        name: PeerGroup(entry["label"], entry["reference"], tuple(entry["municipalities"]))
        for name, entry in entries.items()
    }


def condition_table(conditions: pd.DataFrame) -> pd.DataFrame:
    """Turn the long dataset of conditions into one row per municipality.

    Parameters
    ----------
    conditions : DataFrame
        The dataset ``conditions``: ``municipality_code``, ``condition``, ``year``,
        ``value``.

    Returns
    -------
    DataFrame
        Indexed by ``municipality_code``, one column per entry of `CONDITIONS`, in its
        own unit.
    """
    columns = {}
    for condition in CONDITIONS:
        wanted = (conditions["condition"] == condition.name) & (
            conditions["year"] == condition.year
        )
        columns[condition.name] = conditions[wanted].set_index("municipality_code")["value"]
    return pd.DataFrame(columns).astype(float).sort_index()


def condition_distances(conditions: pd.DataFrame, *, focus: str) -> dict[str, float]:
    """Measure how far every other municipality lies from the focus on the conditions.

    Parameters
    ----------
    conditions : DataFrame
        As `condition_table` returns it.
    focus : str
        Code of the focus municipality.

    Returns
    -------
    dict of str to float
        Euclidean distance between z-scores, in standard deviations, by code. A
        municipality with a missing condition has no distance.

    Examples
    --------
    >>> table = pd.DataFrame({c.name: [1.0, 2.0, 4.0] for c in CONDITIONS},
    ...                      index=["9901", "9902", "9903"])
    >>> near = condition_distances(table, focus="9901")
    >>> near["9902"] < near["9903"]
    True
    """
    if focus not in conditions.index or conditions.loc[focus].isna().any():
        return {}
    scores = _z_scores(conditions.dropna())
    gaps = scores.sub(scores.loc[focus]).drop(index=focus)
    lengths = np.sqrt((gaps**2).sum(axis=1))
    return {str(code): float(length) for code, length in lengths.items()}


def _z_scores(conditions: pd.DataFrame) -> pd.DataFrame:
    """Centre each condition on its mean and scale it by its standard deviation."""
    values = conditions.copy()
    for condition in CONDITIONS:
        if condition.is_logarithmic:
            values[condition.name] = np.log(values[condition.name])
    return pd.DataFrame(z_scores(values), index=values.index, columns=values.columns)


def _default_rule(focus: str, groups: dict[str, PeerGroup]) -> str:
    """Return the large cities' group for one of them, and neighbours for the rest."""
    is_large = focus in groups[DEFAULT_GROUP].municipalities
    return DEFAULT_GROUP if is_large else f"nearest:{DEFAULT_NEIGHBOURS}"


def _nearest(distances: dict[str, float], count: int) -> tuple[str, ...]:
    """Return the codes of the nearest municipalities; ties go to the lower code."""
    if not 1 <= count <= len(distances):
        raise CoverageError(
            f"The {count} nearest municipalities cannot be had.",
            where="the choice of peers",
            expected=f"a number from 1 to {len(distances)}",
            fix="ask for fewer, such as nearest:7, or give a list of codes",
        )
    return tuple(sorted(distances, key=lambda code: (distances[code], code))[:count])


def _fail_if_nobody_is_left(codes: tuple[str, ...], *, rule: str) -> None:
    """Refuse a named group without a municipality in the data."""
    if not codes:
        raise CoverageError(
            f"No municipality of {rule} is in the data.",
            where="the choice of peers",
            expected="at least one peer beside the focus",
            fix="choose another group, nearest:7, or codes of your own",
        )


def _say_likeness(
    conditions: pd.DataFrame, *, focus: str, codes: tuple[str, ...]
) -> dict[str, str]:
    """Say of each neighbour on which condition it is most like the focus."""
    scores = _z_scores(conditions.dropna())
    gaps = scores.sub(scores.loc[focus]).abs()
    words = {condition.name: condition.word for condition in CONDITIONS}
    return {code: f"mest ens: {words[str(gaps.loc[code].idxmin())]}" for code in codes}


def _own_list(
    text: str,
    *,
    focus: str,
    names: dict[str, str],
    groups: dict[str, PeerGroup],
) -> tuple[str, ...]:
    """Read a list of codes, and refuse what is no municipality or the focus itself."""
    codes = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [code for code in codes if code not in names]
    if unknown or not codes:
        raise CoverageError(
            f"{', '.join(unknown) or text!r} is neither a group nor a municipality.",
            where="the choice of peers",
            expected=f"{', '.join(groups)}, nearest:K, or codes such as 751,461,851",
            fix="correct the name or the code; municipalities have three digits",
        )
    if focus in codes:
        raise CoverageError(
            f"Municipality {focus} is listed as its own peer.",
            where="the choice of peers",
            expected="other municipalities than the one in focus",
            fix=f"leave {focus} out of the list",
        )
    return codes
