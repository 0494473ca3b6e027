"""How long do ten thousand sets of peers take, and is the agreement's standing fair?

Prints time and memory for every headline of the embedded data by 10,000 sets with 1,000
draws each, the time of a plain loop over the public functions on some of the same sets and
draws, and how often the agreement of an ordinary municipality lies among the highest five
in a hundred of its own copies. Run with ``python benchmarks/multiverse.py``.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

import numpy as np

from analysis.comparison.assemble import PracticeComparison, compare_practice
from analysis.comparison.multiverse.draws import copy_country, draw_counts
from analysis.comparison.multiverse.multiverse import count_for, vary_peers
from analysis.comparison.multiverse.sets import MAIN, PeerSets, gather_sets
from analysis.comparison.multiverse.specifications import (
    Specification,
    list_specifications,
    nearest_first,
)
from analysis.comparison.multiverse.vary import Counted, agree, agree_in, answer_sets, vary_sets
from analysis.comparison.peer_conditions import comparable_values
from analysis.comparison.references import expect, rest_of_country
from analysis.concepts import Stage
from analysis.datasets.project import open_data
from analysis.measures.between.overdispersion import dispersion_of_the_others
from analysis.measures.between.spread import spread_of_the_others
from analysis.measures.standardised.standardisation import expected_counts, stratum_rates

SEED = 20261122
FOCUS = "101"
N_SETS, N_DRAWS = 10_000, 1_000
LOOP_SETS, LOOP_DRAWS = 20, 20
N_ORDINARY, N_COPIES = 200, 300


def main() -> None:
    """Print the measurements; the first in a process of its own, for its memory."""
    if sys.argv[1:] == ["large"]:
        print_large()
        return
    subprocess.run([sys.executable, __file__, "large"], check=True)
    comparison = compare_practice(open_data(), FOCUS)
    start = time.perf_counter()
    found = vary_peers(comparison)
    print(
        f"(b) In a report: {found.n_others} sets, {found.n_draws} draws and {found.n_copies} "
        f"copies, {len(found.measures)} headlines: {time.perf_counter() - start:.1f} s"
    )
    print_standing(comparison, np.random.default_rng(SEED))


def print_large() -> None:
    """Print time, memory, and the ratio to a plain loop."""
    comparison = compare_practice(open_data(), FOCUS)
    rng = np.random.default_rng(SEED)
    sets = fill_up(comparison, N_SETS, rng)
    weights = np.where(np.arange(N_SETS) == MAIN, 0.0, 1.0 / (N_SETS - 1))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    clock, processor = time.perf_counter(), time.process_time()
    for measure in comparison.measures:
        counted = count_for(measure, focus=FOCUS)
        vary_sets(counted, sets, weights=weights, n_draws=N_DRAWS, n_copies=0, rng=rng)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    n = N_SETS * N_DRAWS * len(comparison.measures)
    print(f"(a) {N_SETS} sets x {N_DRAWS} draws x {len(comparison.measures)} headlines")
    print(f"    {clock:.1f} s on the clock, {processor:.1f} s of processor time")
    print(f"    peak memory {peak:.2f} GB ({before:.2f} GB before)")
    loop, n_loop = 0.0, 0
    for measure in comparison.measures:
        taken, done = time_plain_loop(count_for(measure, focus=FOCUS), sets, rng)
        loop, n_loop = loop + taken, n_loop + done
    per_one = loop / n_loop
    print(
        f"    a plain loop: {1e6 * per_one:.0f} microseconds for one set and draw, "
        f"{per_one * n / 60:.0f} minutes for all: {per_one * n / clock:.0f} times as long\n"
    )


def fill_up(comparison: PracticeComparison, n: int, rng: np.random.Generator) -> PeerSets:
    """Return the declared sets, filled up with nearest ones by random weights."""
    codes = tuple(sorted(comparison.names))
    specifications = list(
        list_specifications(
            focus=comparison.focus,
            codes=codes,
            main=comparison.peers.codes,
            conditions=comparison.conditions,
        )
    )
    values = comparable_values(comparison.conditions)
    known = {(frozenset(s.peers), s.is_pooled) for s in specifications}
    while len(known) < n + 50:
        weights = rng.dirichlet(np.full(values.shape[1], 0.4))
        order = nearest_first(values, focus=comparison.focus, weights=list(weights))
        for number in range(5, 21):
            for pooling in ("pooled", "units"):
                peers = order[:number]
                if (frozenset(peers), pooling == "pooled") not in known:
                    known.add((frozenset(peers), pooling == "pooled"))
                    specifications.append(Specification({"pooling": pooling}, 0.0, peers))
    sets = gather_sets(specifications, codes=codes, main=comparison.peers.codes)
    return PeerSets(sets.members[:n], sets.is_pooled[:n], np.arange(n))


def time_plain_loop(
    counted: Counted, sets: PeerSets, rng: np.random.Generator
) -> tuple[float, int]:
    """Return the seconds that some sets and draws take one at a time, and how many."""
    drawn = draw_counts(
        counted.counts, focus=counted.focus, is_flow=counted.is_flow, n_draws=LOOP_DRAWS, rng=rng
    )
    columns = np.round(drawn.columns).reshape(*counted.counts.shape, LOOP_DRAWS).astype(float)
    exposure = counted.exposure
    pooled = np.flatnonzero(sets.is_pooled)[:LOOP_SETS]
    start = time.perf_counter()
    differences = np.empty(LOOP_DRAWS)
    for row in pooled:
        members = sets.members[row]
        people = exposure[:, members].sum(axis=1)
        for draw in range(LOOP_DRAWS):
            counts = columns[:, members, draw].sum(axis=1)
            n_expected = expected_counts(exposure[:, counted.focus], stratum_rates(counts, people))
            differences[draw] = drawn.focus[draw] - n_expected
        np.quantile(differences, [0.025, 0.975])
    return time.perf_counter() - start, pooled.size * LOOP_DRAWS


def print_standing(comparison: PracticeComparison, rng: np.random.Generator) -> None:
    """Print how often an ordinary municipality's agreement is among the highest of its copies."""
    codes = tuple(sorted(comparison.names))
    specifications = list_specifications(
        focus=FOCUS,
        codes=codes,
        main=comparison.peers.codes,
        conditions=comparison.conditions,
    )
    sets = gather_sets(specifications, codes=codes, main=comparison.peers.codes)
    weights = sets.weights([each.weight for each in specifications])
    print(f"\n(c) {N_ORDINARY} countries of ordinary practice, {N_COPIES} copies of each")
    print("    share whose agreement is among the highest 5 % of its copies, ties drawn by lot,")
    print("    and the share of them in which 95 % of the sets or more agree\n")
    print(f"{'headline':>32}{'side':>8}{'answer':>8}{'95 % agree: side':>18}{'answer':>8}")
    for measure in comparison.measures[:3]:
        counted = count_for(measure, focus=FOCUS)
        shares = np.array(
            [
                stand_once(ordinary, sets, weights, rng)
                for ordinary in ordinary_countries(counted, N_ORDINARY, rng)
            ]
        )
        top = (shares[:, :2] <= 0.05).mean(axis=0)
        agreed = (shares[:, 2:] >= 0.95).mean(axis=0)
        print(
            f"{measure.headline.id:>32}{100 * top[0]:8.1f}{100 * top[1]:8.1f}"
            f"{100 * agreed[0]:18.0f}{100 * agreed[1]:8.0f}"
        )


def ordinary_countries(counted: Counted, n: int, rng: np.random.Generator) -> list[Counted]:
    """Return countries drawn with ordinary practice, each judged by its own variation."""
    copied = copy_country(
        counted.counts,
        counted.exposure,
        focus=counted.focus,
        is_flow=counted.is_flow,
        between=counted.between,
        n_copies=n,
        rng=rng,
    )
    whole = np.round(copied.columns).reshape(*counted.counts.shape, n).astype(float)
    return [_counted(whole[:, :, i], counted) for i in range(n)]


def stand_once(
    counted: Counted, sets: PeerSets, weights: np.ndarray, rng: np.random.Generator
) -> tuple[float, float, float, float]:
    """Return where one country's agreement lies in its copies, and the agreement."""
    gaps = answer_sets(counted, sets)
    found = agree(gaps, weights)
    copied = copy_country(
        counted.counts,
        counted.exposure,
        focus=counted.focus,
        is_flow=counted.is_flow,
        between=counted.between,
        n_copies=N_COPIES,
        rng=rng,
    )
    copies = agree_in(copied, counted, sets, gaps=gaps, weights=weights)
    places = []
    for own, theirs in zip(found, (copies.same_sign, copies.same_answer), strict=True):
        is_tie = np.abs(theirs - own) < 1e-5
        n_above = np.count_nonzero((theirs > own) & ~is_tie)
        places.append((n_above + rng.uniform() * (is_tie.sum() + 1)) / (N_COPIES + 1))
    return places[0], places[1], found[0], found[1]


def _counted(counts: np.ndarray, like: Counted) -> Counted:
    """Return a country judged by how much its own municipalities vary."""
    n = counts.shape[1]
    told = expect(
        counts,
        like.exposure,
        focus=np.arange(n),
        members=rest_of_country(n),
        is_flow=like.is_flow,
    )
    if like.is_flow:
        tau2 = float(dispersion_of_the_others(told.n_observed, told.n_expected)[like.focus])
        return Counted(counts, like.exposure, like.focus, Stage.FLOW, like.level, tau2=tau2)
    spread = spread_of_the_others(told.n_observed, told.n_expected).of(like.focus)
    return Counted(counts, like.exposure, like.focus, Stage.STOCK, like.level, spread=spread)


if __name__ == "__main__":
    main()
