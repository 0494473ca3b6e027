"""How many people may belong to any of the schemes, and how many to two of them at once?

A case can be in the possible target group of several schemes. The schemes' totals
therefore do not add up to the people: someone in two is counted in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.estimation.design import Design, FloatArray
from analysis.estimation.results import Estimates
from analysis.estimation.totals import estimate_totals

ANY, SEVERAL = "any", "several"


@dataclass(frozen=True, eq=False)
class SchemeSets:
    """Per case: in each scheme, in any, in several, in each pair.

    Attributes
    ----------
    schemes : tuple of str
        The k schemes.
    pairs : tuple of (str, str)
        The pairs of schemes, k (k - 1) / 2 of them.
    names : tuple of str
        One for each column: the schemes, ``any``, ``several``, and ``a+b`` for each pair.
    values : array of shape (n, k + 2 + pairs)
        1 and 0.
    """

    schemes: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    values: FloatArray


def combine_schemes(y: ArrayLike, schemes: Sequence[str]) -> SchemeSets:
    """Tell of each case whether it is in any scheme, in several, and in which pairs.

    Parameters
    ----------
    y : array of bool, or of 1 and 0, shape (n, k)
        Whether each case is in the possible target group of each scheme.
    schemes : sequence of k str
        The schemes.

    Examples
    --------
    >>> sets = combine_schemes([[1, 0], [1, 1], [0, 0]], ["fleksjob", "revalidering"])
    >>> print(sets.names)
    ('fleksjob', 'revalidering', 'any', 'several', 'fleksjob+revalidering')
    >>> print(sets.values[:, 2:].sum(axis=0))
    [2. 1. 1.]
    """
    given = np.asarray(y)
    _fail_if_not_yes_or_no(given, len(schemes))
    member = given.astype(float)
    pairs = list(combinations(range(len(schemes)), 2))
    columns = [
        member,
        (member.sum(axis=1) >= 1)[:, None],
        (member.sum(axis=1) >= 2)[:, None],
        *(member[:, [i]] * member[:, [j]] for i, j in pairs),
    ]
    named = tuple((schemes[i], schemes[j]) for i, j in pairs)
    return SchemeSets(
        schemes=tuple(schemes),
        pairs=named,
        names=(*schemes, ANY, SEVERAL, *(f"{a}+{b}" for a, b in named)),
        values=np.hstack(columns).astype(float),
    )


def estimate_schemes(
    design: Design,
    y: ArrayLike,
    schemes: Sequence[str],
    *,
    domain: ArrayLike | None = None,
    level: float = 0.95,
) -> Estimates:
    """Estimate the people in each scheme, in any, in several and in each pair, together.

    One covariance holds them all, so ``combine`` gives the difference of two schemes, or
    the sum of some, with the uncertainty that belongs to it.

    Parameters
    ----------
    design : Design
        The n cases.
    y, schemes
        As in `combine_schemes`.
    domain : array of bool, shape (n,), optional
        The cases inside the part of the population asked about.
    level : float
        Level of the limits, a fraction in (0, 1).

    Notes
    -----
    The limits are t limits; for a scheme or a pair with few cases use `choose_interval`.
    """
    sets = combine_schemes(y, schemes)
    return estimate_totals(design, sets.values, names=sets.names, domain=domain, level=level)


def overlap_matrix(estimates: Estimates, schemes: Sequence[str]) -> FloatArray:
    """Return people in both of two schemes, of shape (k, k), with the schemes' own totals.

    Parameters
    ----------
    estimates : Estimates
        From `estimate_schemes`.
    schemes : sequence of k str
        The schemes, in the order that was estimated.
    """
    matrix = np.diag([float(estimates.estimate[estimates.names.index(s)]) for s in schemes])
    for (i, a), (j, b) in combinations(enumerate(schemes), 2):
        matrix[i, j] = matrix[j, i] = estimates.estimate[estimates.names.index(f"{a}+{b}")]
    return matrix


def _fail_if_not_yes_or_no(given: np.ndarray, k: int) -> None:
    if given.ndim != 2 or given.shape[1] != k or not np.isin(given, [0, 1]).all():
        raise EstimationError(
            "The schemes are not a yes or no for each case and scheme.",
            where=f"y, of shape {given.shape}",
            expected=f"True or False in {k} columns, one for each scheme",
            fix="a case not judged, or undecided, is kept out through domain= or bounded",
        )
