"""Do the limits of a small trial, and of a short wait, hold the truth?

(s) Differences of two shares, exactly: for each pair of true shares the chance of every
table that may come out is summed over those whose 95 % limits hold the true difference.
(t) Share ready by a day, drawn: 10 to 30 cases with other ways out and with censoring.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from analysis.pathways.survival import aalen_johansen, incidence_at, kaplan_meier, survival_at
from analysis.pathways.trial.difference_limits import newcombe_difference, score_difference
from analysis.pathways.trial.two_by_two import two_groups

SHARES = np.linspace(0.02, 0.98, 25)
N_DRAWS = 1_000
DAY, LAST = 90.0, 122.0


def main() -> None:
    """Print both tables."""
    print("(s) Difference of two shares: per cent of trials whose 95 % limits hold it")
    print(f"{'cases':>9}{'MN lowest':>12}{'average':>9}{'width':>8}"
          f"{'Newcombe lowest':>18}{'average':>9}{'width':>8}")  # fmt: skip
    for n_1, n_2 in ((5, 5), (10, 10), (10, 20), (20, 20), (10, 100)):
        cells = [cover_difference(n_1, n_2, way) for way in (score_difference, newcombe_difference)]
        (a, b, c), (d, e, f) = cells
        print(f"{n_1:>4} + {n_2:<3}{a:>11.1f}{b:>9.1f}{c:>8.2f}{d:>18.1f}{e:>9.1f}{f:>8.2f}")
    print()
    print(
        f"(t) Share ready by day {DAY:.0f}: per cent of {N_DRAWS:,} draws held; too low, too high"
    )
    print(f"{'cases':>6}{'censored':>10}{'Aalen-Johansen':>17}{'low':>6}{'high':>6}"
          f"{'Kaplan-Meier':>15}{'low':>6}{'high':>6}")  # fmt: skip
    for n in (10, 20, 30):
        for censored in (0.0, 0.3):
            ours, other = cover_incidence(n, censored)
            print(f"{n:>6}{100 * censored:>9.0f}%{ours[0]:>17.1f}{ours[1]:>6.1f}{ours[2]:>6.1f}"
                  f"{other[0]:>15.1f}{other[1]:>6.1f}{other[2]:>6.1f}")  # fmt: skip


def cover_difference(n_1: int, n_2: int, way) -> tuple[float, float, float]:
    """Return lowest and average coverage in per cent, and the average width."""
    limits = np.array(
        [[[(e := way(two_groups(a, n_1, b, n_2))).lower, e.upper] for b in range(n_2 + 1)]
         for a in range(n_1 + 1)]
    )  # fmt: skip
    held, width = [], []
    for p in SHARES:
        for q in SHARES:
            chance = np.outer(
                stats.binom.pmf(np.arange(n_1 + 1), n_1, p),
                stats.binom.pmf(np.arange(n_2 + 1), n_2, q),
            )
            inside = (limits[..., 0] <= p - q + 1e-12) & (p - q - 1e-12 <= limits[..., 1])
            held.append((chance * inside).sum())
            width.append((chance * (limits[..., 1] - limits[..., 0])).sum())
    return 100 * min(held), 100 * float(np.mean(held)), float(np.mean(width))


def cover_incidence(n: int, censored: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return per cent held, limits wholly too low and too high; with and without other exits."""
    rng = np.random.default_rng(5)
    ready_rate, other_rate = 0.007, 0.002
    total = ready_rate + other_rate
    truth = ready_rate / total * (1 - np.exp(-total * DAY))
    alone = 1 - np.exp(-ready_rate * DAY)
    counts = np.zeros((2, 3))
    for _ in range(N_DRAWS):
        ready, other = rng.exponential(1 / ready_rate, n), rng.exponential(1 / other_rate, n)
        stop = np.where(rng.random(n) < censored, rng.uniform(20, LAST, n), LAST)
        stop[0] = LAST
        exit_at = np.minimum(ready, other)
        times = np.minimum(exit_at, stop)
        causes = np.where(exit_at > stop, 0, np.where(ready < other, 1, 2))
        curves = aalen_johansen(times, causes)
        if curves.last_time >= DAY or curves.survival[-1] <= 1e-12:
            found = incidence_at(curves, 1, DAY)
            counts[0] += _where(found.lower, found.upper, truth)
        plain = kaplan_meier(np.minimum(ready, stop), ready <= stop)
        if plain.last_time >= DAY or plain.survival[-1] <= 1e-12:
            share = survival_at(plain, DAY)
            counts[1] += _where(1 - share.upper, 1 - share.lower, alone)
    shares = 100 * counts / counts.sum(axis=1, keepdims=True)
    return tuple(shares[0]), tuple(shares[1])


def _where(lower: float, upper: float, truth: float) -> tuple[bool, bool, bool]:
    return lower <= truth <= upper, upper < truth, lower > truth


if __name__ == "__main__":
    main()
