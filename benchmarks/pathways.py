"""Do the limits of weeks and deadlines hold the truth, and are alike centres called alike?

Cases are raised evenly over two years, take as long as those of the example, close on the
way now and then, and are open where the file ends: about half are never seen to be decided.
(u) Median weeks from raised to decided, and share decided within three months of a proposal.
(v) Six centres that are alike: how often all are said to differ, or one to stand out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.measures.between.multiple_testing import holm
from analysis.pathways.centre_test import compare_groups
from analysis.pathways.survival import kaplan_meier, quantile_time, survival_at

N_DRAWS = 1_000
N_FILES = 200
WINDOW, CLOSED_PER_WEEK = 106.0, 0.0042
MEDIAN, SPREAD = 36.0, 0.5
# From proposal to decision: a gamma of 58 days, 2.4 its shape; three months are 13 weeks.
DAYS, SHAPE, LIMIT = 58.0, 2.4, 13.0
CENTRES = (0.24, 0.21, 0.17, 0.15, 0.13, 0.10)


def main() -> None:
    """Print both tables."""
    print(f"(u) Per cent of {N_DRAWS:,} draws whose 95 % limits hold it; too low, too high")
    print(f"{'cases':>6}{'not seen':>10}{'median':>9}{'low':>6}{'high':>6}{'no upper':>10}"
          f"{'deadline':>11}{'low':>6}{'high':>6}")  # fmt: skip
    for n in (30, 60, 120, 200):
        held, low, high, endless, unseen = cover_median(n)
        kept, below, above = cover_deadline(n)
        print(f"{n:>6}{unseen:>9.0f}%{held:>9.1f}{low:>6.1f}{high:>6.1f}{endless:>9.1f}%"
              f"{kept:>11.1f}{below:>6.1f}{above:>6.1f}")  # fmt: skip
    print()
    print(f"(v) Six centres that are alike, {N_FILES} files: per cent in which")
    print(f"{'cases':>6}{'all differ':>12}{'one stands out':>16}")
    for n in (200, 600):
        together, alone = call_centres(n)
        print(f"{n:>6}{together:>12.1f}{alone:>16.1f}")


def cover_median(n: int) -> tuple[float, float, float, float, float]:
    """Return coverage, misses below and above, limits without an end, and cases not seen."""
    rng, found, unseen = np.random.default_rng([n, 1]), [], 0.0
    for _ in range(N_DRAWS):
        weeks, done = _follow(rng, MEDIAN * np.exp(SPREAD * rng.normal(size=n)))
        unseen += 100 * (1 - done.mean()) / N_DRAWS
        limits = quantile_time(kaplan_meier(weeks, done, unit="weeks"), 0.5)
        found.append((limits.upper < MEDIAN, limits.lower > MEDIAN, not np.isfinite(limits.upper)))
    low, high, endless = 100 * np.nanmean(np.array(found, float), axis=0)
    return 100 - low - high, float(low), float(high), float(endless), unseen


def cover_deadline(n: int) -> tuple[float, float, float]:
    """Return coverage of the share within the deadline, and misses below and above."""
    rng = np.random.default_rng([n, 2])
    truth = float((rng.gamma(SHAPE, DAYS / SHAPE / 7, 2_000_000) <= LIMIT).mean())
    found = []
    for _ in range(N_DRAWS):
        weeks, done = _follow(rng, rng.gamma(SHAPE, DAYS / SHAPE / 7, n), window=52.0)
        if weeks.max() < LIMIT:
            continue  # Nobody was followed so long: no share is given.
        late = survival_at(kaplan_meier(weeks, done, unit="weeks"), LIMIT)
        found.append((1 - late.lower < truth, 1 - late.upper > truth))
    low, high = 100 * np.mean(found, axis=0)
    return 100 - low - high, float(low), float(high)


def call_centres(n: int) -> tuple[float, float]:
    """Return how often alike centres are said to differ together, and one by itself."""
    rng, found = np.random.default_rng([n, 3]), []
    for _ in range(N_FILES):
        weeks, done = _follow(rng, MEDIAN * np.exp(SPREAD * rng.normal(size=n)))
        where = rng.choice(len(CENTRES), size=n, p=CENTRES).astype(str)
        test = compare_groups(weeks, done, where, rng=rng, n_permutations=199)
        found.append((test.p_value <= 0.05, holm(test.p_values).min() <= 0.05))
    together, alone = 100 * np.mean(found, axis=0)
    return float(together), float(alone)


def _follow(
    rng: np.random.Generator, wanted: NDArray[np.float64], *, window: float = WINDOW
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return weeks followed, in whole days, and whether the case was seen to be done."""
    seen = np.minimum(
        rng.uniform(0, window, wanted.size), rng.exponential(1 / CLOSED_PER_WEEK, wanted.size)
    )
    return np.floor(7 * np.minimum(wanted, seen)) / 7, wanted <= seen


if __name__ == "__main__":
    main()
