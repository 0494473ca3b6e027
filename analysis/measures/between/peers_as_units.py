"""Is the municipality unlike a typical peer, rather than the average resident of them?

Pooled peers answer for the average resident, and the largest peer decides. Here each
peer is one unit: they differ among themselves, and the question is whether the focus
lies further out than one more peer would.

`compare_with_peers` takes rates as they are and is for numbers so large that chance is
nothing beside the differences. `predict_from_peers` takes counts, and knows that a few
awards more or fewer are chance. Under five peers no spread can be seen in them, and it
is borrowed from all other municipalities.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
One peer, or none                          refused
Peers of one and the same rate             t infinite, p 0; NaN and p 1 if the focus too
No events in the focus or in some peers    used as they are (counts only)
No events in any peer                      refused: they show no level
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from analysis.errors import EstimationError
from analysis.measures.between.unusual import UnusualFlows, judge_flows
from analysis.measures.inputs import (
    FloatArray,
    as_amounts,
    as_counts,
    as_person_time,
    as_tail,
)

FEWEST_PEERS_WITH_A_SPREAD = 5


@dataclass(frozen=True)
class PeerPosition:
    """Where one number lies among those of its peers.

    Attributes
    ----------
    t : float
        Distance from the peers' mean, in standard deviations of one more peer.
    degrees_of_freedom : int
        Peers less one.
    p_value : float
        How rarely one more peer would lie so far out, two-sided.
    usual_lower, usual_upper : float
        Numbers that one more peer would have between, on the scale of the input.
    level : float
        Share of further peers inside, a fraction in (0, 1).
    """

    t: float
    degrees_of_freedom: int
    p_value: float
    usual_lower: float
    usual_upper: float
    level: float


@dataclass(frozen=True)
class PeerPrediction:
    """A count held against those of its peers.

    Attributes
    ----------
    verdict : UnusualFlows
        The count against the peers' level; its expected number is at that level.
    level_ratio : float
        The peers' level: events over expected of a typical peer.
    level_log_sd : float
        Standard error of its logarithm.
    tau2 : float
        Variance of the true ratios that was used.
    is_borrowed : bool
        Whether tau2 is that of all other municipalities.
    n_peers : int
        Peers with an expected number above 0.
    """

    verdict: UnusualFlows
    level_ratio: float
    level_log_sd: float
    tau2: float
    is_borrowed: bool
    n_peers: int


def compare_with_peers(focus: float, peers: ArrayLike, *, level: float = 0.95) -> PeerPosition:
    """Hold one number against a few others of its kind, by Crawford and Howell's t.

    Parameters
    ----------
    focus : float
        The number of the focus, such as a rate.
    peers : array_like
        The numbers of two or more peers, the focus not among them.
    level : float, default 0.95
        Share of further peers inside, a fraction in (0, 1).

    Raises
    ------
    EstimationError
        If a number is missing, there are fewer than two peers, or the level is no
        fraction.

    Notes
    -----
    t = (y - mean) / (s sqrt((k + 1) / k)) with k - 1 degrees of freedom. Takes the
    peers as a normal sample of one population and every number as free of chance: with
    small counts the focus looks more unusual than it is.

    References
    ----------
    .. [1] J. R. Crawford and D. C. Howell, "Comparing an individual's test score
       against norms derived from small samples", The Clinical Neuropsychologist 12, 1998.

    Examples
    --------
    >>> aby = compare_with_peers(6.3, [4.1, 4.5, 5.0, 4.2, 5.2])
    >>> print(f"{aby.t:.2f} {aby.p_value:.3f} {aby.usual_lower:.1f}-{aby.usual_upper:.1f}")
    3.20 0.033 3.1-6.1
    """
    value, others, tail = _as_units(focus, peers, level)
    freedom = others.size - 1
    center, scale = float(others.mean()), float(others.std(ddof=1))
    scale *= float(np.sqrt((others.size + 1) / others.size))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = float(np.divide(value - center, scale))
    reach = float(stats.t.isf(tail, freedom)) * scale
    return PeerPosition(
        t=t,
        degrees_of_freedom=freedom,
        p_value=1.0 if np.isnan(t) else float(2.0 * stats.t.sf(abs(t), freedom)),
        usual_lower=center - reach,
        usual_upper=center + reach,
        level=level,
    )


def compare_ratio_with_peers(
    focus: float, peers: ArrayLike, *, level: float = 0.95
) -> PeerPosition:
    """Hold one rate against a few others on the logarithmic scale.

    Parameters and errors are those of `compare_with_peers`; numbers above 0. The usual
    numbers are turned back to the scale of the input.

    Examples
    --------
    >>> aby = compare_ratio_with_peers(6.3, [4.1, 4.5, 5.0, 4.2, 5.2])
    >>> print(f"{aby.t:.2f} {aby.usual_lower:.1f}-{aby.usual_upper:.1f}")
    2.78 3.3-6.3
    """
    logarithms = np.log(as_person_time(peers, name="peers"))
    found = compare_with_peers(
        float(np.log(as_person_time(focus, name="focus"))), logarithms, level=level
    )
    return PeerPosition(
        t=found.t,
        degrees_of_freedom=found.degrees_of_freedom,
        p_value=found.p_value,
        usual_lower=float(np.exp(found.usual_lower)),
        usual_upper=float(np.exp(found.usual_upper)),
        level=level,
    )


def predict_from_peers(
    n_observed: float,
    n_expected: float,
    peer_observed: ArrayLike,
    peer_expected: ArrayLike,
    *,
    tau2_of_others: float,
    level: float = 0.95,
) -> PeerPrediction:
    """Hold a count against those of a few peers, chance and their differences included.

    Parameters
    ----------
    n_observed, n_expected : float
        Events of the focus (a whole number), and its expected events (above 0).
    peer_observed, peer_expected : array_like
        The same of two or more peers, expected events at the same reference rates as
        the focus. A peer with 0 expected is left out.
    tau2_of_others : float
        Variance of the true ratios among all municipalities but the focus, used when
        there are fewer than five peers.
    level : float, default 0.95
        Share of further peers inside, a fraction in (0, 1).

    Returns
    -------
    PeerPrediction

    Raises
    ------
    EstimationError
        If a number is missing or negative, there are fewer than two peers, or they
        have no events at all.

    Notes
    -----
    The level is the mean ratio weighted by precision, 1 / (1/E + tau2), so that no peer
    counts for much more than another unless chance rules. With five peers or more tau2
    is their own (Paule-Mandel), widened by the square of t over the normal quantile
    with k - 1 degrees of freedom, since it is itself known from a handful only. The
    focus is then predicted by a gamma-Poisson count around the level, whose own
    uncertainty is added.

    With a borrowed tau2 the level holds. With five to fifteen peers and their own it
    leans to the bold side where they truly differ: 6 to 8 % of ordinary municipalities
    are outside instead of 5, since a handful may by chance look alike.

    Examples
    --------
    Aby has 20 awards where 40 are expected. Its three peers are as expected.

    >>> aby = predict_from_peers(20, 40, [52, 31, 78], [50, 30, 80], tau2_of_others=0.03)
    >>> print(f"{aby.verdict.usual_lower:.0f}-{aby.verdict.usual_upper:.0f}", aby.is_borrowed)
    22-64 True
    >>> aby.verdict.is_unusual
    True
    """
    observed, expected, tail = _as_peers(peer_observed, peer_expected, level)
    is_borrowed = observed.size < FEWEST_PEERS_WITH_A_SPREAD
    if is_borrowed:
        tau2 = float(as_amounts(tau2_of_others, name="tau2_of_others"))
        used = tau2
    else:
        tau2 = _own_spread(observed, expected)
        widening = stats.t.isf(tail, observed.size - 1) / stats.norm.isf(tail)
        used = tau2 * float(widening) ** 2
    ratio, variance = _level(observed, expected, tau2)
    verdict = judge_flows(
        n_observed,
        ratio * as_person_time(n_expected, name="n_expected"),
        tau2=used + variance,
        level=level,
    )
    return PeerPrediction(
        verdict=verdict,
        level_ratio=ratio,
        level_log_sd=float(np.sqrt(variance)),
        tau2=used,
        is_borrowed=is_borrowed,
        n_peers=int(observed.size),
    )


def _as_units(focus: float, peers: ArrayLike, level: float) -> tuple[float, FloatArray, float]:
    value, others = float(focus), np.atleast_1d(np.asarray(peers, dtype=np.float64))
    if not (np.isfinite(value) and np.all(np.isfinite(others))):
        raise EstimationError(
            "The focus or a peer has no known number.",
            where="focus and peers",
            expected="a finite number of the focus and of every peer",
            fix="leave a peer without figures out before comparing",
        )
    _fail_if_too_few_peers(others)
    return value, others, as_tail(level)


def _as_peers(
    peer_observed: ArrayLike, peer_expected: ArrayLike, level: float
) -> tuple[FloatArray, FloatArray, float]:
    observed, expected = np.broadcast_arrays(
        np.atleast_1d(as_counts(peer_observed, name="peer_observed")),
        np.atleast_1d(as_amounts(peer_expected, name="peer_expected")),
    )
    is_usable = expected > 0
    observed, expected = observed[is_usable], expected[is_usable]
    _fail_if_too_few_peers(observed)
    if observed.sum() == 0:
        raise EstimationError(
            "The peers have no events at all.",
            where="peer_observed",
            expected="one event or more among the peers together",
            fix="use a longer period or more peers",
        )
    return observed, expected, as_tail(level)


def _level(observed: FloatArray, expected: FloatArray, tau2: float) -> tuple[float, float]:
    """Return the typical ratio of peers and the variance of its logarithm."""
    pooled = float(observed.sum() / expected.sum())
    weights = 1.0 / (1.0 / (pooled * expected) + tau2)
    ratio = float(np.average(observed / expected, weights=weights))
    # All weight may lie on peers without events; the pooled ratio is never 0.
    return ratio if ratio > 0 else pooled, float(1.0 / weights.sum())


def _own_spread(observed: FloatArray, expected: FloatArray) -> float:
    """Return tau2 among peers, about their own level, by Paule and Mandel."""

    def surplus(tau2: float) -> float:
        ratio, _ = _level(observed, expected, tau2)
        variances = 1.0 / (ratio * expected) + tau2
        distances = observed / (ratio * expected) - 1.0
        return float((distances**2 / variances).sum()) - (observed.size - 1)

    if surplus(0.0) <= 0.0:
        return 0.0
    largest = 1.0
    while surplus(largest) > 0.0:
        largest *= 4.0
    return float(optimize.brentq(surplus, 0.0, largest, xtol=1e-12))


def _fail_if_too_few_peers(peers: FloatArray) -> None:
    if peers.size < 2:
        raise EstimationError(
            f"{peers.size} peers are too few to be compared with as units.",
            where="peers",
            expected="two peers or more",
            fix="choose more peers, or compare with the pooled rate by compare_two_rates()",
        )
