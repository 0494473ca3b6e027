"""What would every set of peers expect of the focus, as one matrix?

The expected number is a weighted sum of all municipalities' counts, stratum by stratum.
The weights follow from people and membership alone, and not from any count:

- **pooled**: w = focus's people / people of all the peers together, for every peer;
- **each alike**: w = focus's people / the peer's own people / number of peers there.

So the expected numbers of every set are one matrix, sets x (strata x municipalities), times
the counts, and with draws or copies of the country instead of counts they are the same
matrix once more. The matrix is made in pieces, so that no array of sets x strata x draws
ever exists.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Peer without figures                       left out of its sets
Set without anybody in a stratum           cannot be told: NaN, and has no say
Each alike, one peer has nobody there      the mean is over those who have
=========================================  ==============================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.comparison.denominators import FloatArray
from analysis.comparison.multiverse.specifications import Specification
from analysis.comparison.references import BoolArray, Expected, IntArray, expect

MAIN = 0
_ROWS_AT_A_TIME = 512

SingleArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class PeerSets:
    """The different sets of peers that specifications lead to; the main set is the first.

    Attributes
    ----------
    members : array of bool, shape (sets, municipalities)
        Who is in each set.
    is_pooled : array of bool, shape (sets,)
        Whether peers are added up, or each counts alike.
    of_specification : array of int, shape (specifications,)
        The set that each specification leads to.
    """

    members: BoolArray
    is_pooled: BoolArray
    of_specification: IntArray

    def weights(self, of_specifications: Sequence[float]) -> FloatArray:
        """Return each set's say: what its specifications have, and none for the main set.

        The main set agrees with itself, so its say is shared among the others.
        """
        totals = np.zeros(len(self.members))
        np.add.at(totals, self.of_specification, np.asarray(of_specifications))
        totals[MAIN] = 0.0
        return totals / totals.sum() if totals.sum() > 0 else totals


def gather_sets(
    specifications: Sequence[Specification], *, codes: Sequence[str], main: Sequence[str]
) -> PeerSets:
    """Return the different sets that specifications lead to, each once.

    Parameters
    ----------
    specifications : sequence of Specification
        From `list_specifications`.
    codes : sequence of str
        Municipalities in the order of the columns.
    main : sequence of str
        The main set, pooled, which comes first whether or not a specification leads to it.
    """
    place = {code: i for i, code in enumerate(codes)}
    wanted: list[tuple[frozenset[str], bool]] = [(frozenset(main).intersection(place), True)]
    wanted += [(frozenset(s.peers).intersection(place), s.is_pooled) for s in specifications]
    row: dict[tuple[frozenset[str], bool], int] = {}
    for each in wanted:
        row.setdefault(each, len(row))
    members = np.zeros((len(row), len(place)), dtype=bool)
    for (peers, _), number in row.items():
        members[number, [place[code] for code in peers]] = True
    return PeerSets(
        members,
        np.array([pooled for _, pooled in row], dtype=bool),
        np.array([row[each] for each in wanted[1:]], dtype=np.int64),
    )


def set_weights(
    exposure: FloatArray, *, focus: int, members: BoolArray, is_pooled: BoolArray
) -> SingleArray:
    """Return the weight of every count in the expected number of every set.

    Parameters
    ----------
    exposure : array of shape (strata, municipalities)
        Person-years or residents; NaN where a municipality has no figures.
    focus : int
        Column of the focus.
    members, is_pooled : array of shape (sets, municipalities) and (sets,)
        As in `PeerSets`.

    Returns
    -------
    array of float32, shape (sets, strata, municipalities)
        NaN in all of a set that has nobody in a stratum where people live in the focus.

    Examples
    --------
    Aby is the focus, with 10 people; Bekøb has 40 and a third municipality 20.

    >>> both = np.array([[False, True, True]] * 2)
    >>> set_weights(np.array([[10.0, 40.0, 20.0]]), focus=0, members=both,
    ...             is_pooled=np.array([True, False])).round(3)
    array([[[0.   , 0.167, 0.167]],
           [[0.   , 0.125, 0.25 ]]], dtype=float32)
    """
    known = np.asarray(np.isfinite(exposure).all(axis=0))
    people = np.where(known, np.nan_to_num(exposure), 0.0)
    own = people[:, focus]
    within = (members & known).astype(np.float64)
    # By stratum the peers that have anybody there: only they can have a rate.
    n_there = within @ (people > 0).T.astype(np.float64)
    pooled = within @ people.T
    each = np.where(people > 0, 1.0 / np.where(people > 0, people, 1.0), 0.0)
    scale = np.where(is_pooled[:, np.newaxis], pooled, n_there)
    per_set = np.where(scale > 0, own / np.where(scale > 0, scale, 1.0), 0.0)
    per_set[((own > 0) & (scale == 0)).any(axis=1) | ~known[focus]] = np.nan
    weights = np.empty((len(members), *people.shape), dtype=np.float32)
    chosen = within.astype(np.float32)[:, np.newaxis, :]
    for kind, base in ((is_pooled, people > 0), (~is_pooled, each)):
        some = per_set[kind].astype(np.float32)[:, :, np.newaxis] * chosen[kind]
        weights[kind] = np.multiply(some, base.astype(np.float32), out=some)
    return weights


def heaviest_weights(
    exposure: FloatArray, *, focus: int, members: BoolArray, is_pooled: BoolArray
) -> FloatArray:
    """Return how much one count more would lift each set's expected number at most.

    Parameters
    ----------
    exposure, focus, members, is_pooled
        As in `set_weights`.
    """
    parts = [
        set_weights(exposure, focus=focus, members=members[some], is_pooled=is_pooled[some])
        .reshape(len(members[some]), -1)
        .max(axis=1)
        for some in some_at_a_time(len(members))
    ]
    return np.concatenate(parts).astype(np.float64)


def expect_sets(
    counts: FloatArray,
    exposure: FloatArray,
    *,
    focus: int,
    members: BoolArray,
    is_pooled: BoolArray,
    is_flow: bool,
) -> Expected:
    """Return observed and expected numbers of the focus by every set.

    Parameters
    ----------
    counts, exposure : array of shape (strata, municipalities)
        Awards or recipients, and person-years or residents; NaN where the source is
        blank.
    focus, members, is_pooled
        As in `set_weights`.
    is_flow : bool
        Whether the counts are events.

    Returns
    -------
    Expected
        Pooled sets as page one has them. Where each peer counts alike, `n_reference` (and
        of a stock `reference_counts`) is the effective number E^2 / Var(E) behind the
        expected one, and `n_effective` is the number of peers.
    """
    told = expect(
        counts,
        exposure,
        focus=np.full(len(members), focus),
        members=_with_somebody(members, exposure, focus=focus),
        is_flow=is_flow,
    )
    if is_pooled.all():
        return told
    return _with_units(
        told, counts, exposure, focus=focus, members=members, is_pooled=is_pooled, is_flow=is_flow
    )


def multiply(
    exposure: FloatArray,
    columns: SingleArray,
    *,
    focus: int,
    members: BoolArray,
    is_pooled: BoolArray,
) -> SingleArray:
    """Return what every set expects of the focus in many draws or copies.

    Parameters
    ----------
    exposure, focus, members, is_pooled
        As in `set_weights`.
    columns : array of float32, shape (strata * municipalities, draws)
        Counts of each draw, strata first.

    Returns
    -------
    array of float32, shape (sets, draws)
    """
    n_expected = np.empty((len(members), columns.shape[1]), dtype=np.float32)
    for some in some_at_a_time(len(members)):
        weights = set_weights(
            exposure, focus=focus, members=members[some], is_pooled=is_pooled[some]
        )
        flat = weights.reshape(len(weights), -1).astype(np.float32, copy=False)
        np.matmul(flat, columns, out=n_expected[some])
    return n_expected


def some_at_a_time(n: int) -> Iterator[slice]:
    """Yield the places of some sets at a time."""
    for first in range(0, n, _ROWS_AT_A_TIME):
        yield slice(first, min(first + _ROWS_AT_A_TIME, n))


def _with_somebody(members: BoolArray, exposure: FloatArray, *, focus: int) -> BoolArray:
    """Empty the sets that have nobody in a stratum where people live in the focus."""
    known = np.asarray(np.isfinite(exposure).all(axis=0))
    people = np.where(known, np.nan_to_num(exposure), 0.0)
    lacks = (people[:, focus] > 0) & (members.astype(np.float64) @ people.T == 0)
    return np.asarray(members & ~lacks.any(axis=1)[:, np.newaxis])


def _with_units(
    told: Expected,
    counts: FloatArray,
    exposure: FloatArray,
    *,
    focus: int,
    members: BoolArray,
    is_pooled: BoolArray,
    is_flow: bool,
) -> Expected:
    """Put the expected numbers of sets whose peers count alike in their places."""
    alike = np.flatnonzero(~is_pooled)
    known = np.where(np.isfinite(counts + exposure).all(axis=0), counts, 0.0).ravel()
    blank = np.where(np.isfinite(counts), exposure, np.nan)
    parts = []
    for piece in some_at_a_time(alike.size):
        some = alike[piece]
        weights = (
            set_weights(blank, focus=focus, members=members[some], is_pooled=is_pooled[some])
            .reshape(some.size, -1)
            .astype(np.float64)
        )
        n_expected = weights @ known
        variance = weights**2 @ known
        size = np.divide(n_expected**2, variance, out=np.zeros_like(variance), where=variance > 0)
        step = np.divide(
            weights.max(axis=1), n_expected, out=np.full_like(n_expected, np.nan),
            where=n_expected > 0,
        )  # fmt: skip
        parts.append((n_expected, np.where(np.isnan(n_expected), np.nan, size), step))
    n_expected, size, step = (np.concatenate(part) for part in zip(*parts, strict=True))

    def put(values: FloatArray, new: npt.ArrayLike) -> FloatArray:
        out = np.array(values)
        out[alike] = new
        return out

    return Expected(
        n_observed=told.n_observed,
        n_expected=put(told.n_expected, n_expected),
        exposure=told.exposure,
        reference_counts=told.reference_counts if is_flow else put(told.reference_counts, size),
        reference_exposure=told.reference_exposure,
        n_reference=put(told.n_reference, size),
        largest_step=put(told.largest_step, step),
        n_peers=told.n_peers,
        n_effective=put(told.n_effective, np.maximum(told.n_peers[alike], 1)),
    )
