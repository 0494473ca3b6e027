"""How long does the whole benchmark take, and how much longer would one by one?

All municipalities with their own peers, all headlines and all quarters of the embedded
data. Run with ``python benchmarks/whole.py``; README.md beside this file shows what it
printed.
"""

from __future__ import annotations

import resource
import time
from dataclasses import replace

from analysis.comparison.assemble import compare_practice
from analysis.comparison.everybody import compare_everybody, default_peers, windows_of
from analysis.comparison.practice import compare_measure
from analysis.datasets.project import open_data

# Every so many municipalities and windows are also compared alone.
STEP = 14


def main() -> None:
    """Print times and memory."""
    comparison = compare_practice(open_data(), "101")
    series = {measure.headline: measure.cells for measure in comparison.measures}
    start = time.perf_counter()
    peers_of = default_peers(comparison)
    peers_took = time.perf_counter() - start
    start = time.perf_counter()
    found = compare_everybody(series, peers_of)
    took = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    n_alone, start = 0, time.perf_counter()
    for headline, cells in series.items():
        for until in windows_of(cells).last[::STEP]:
            for code in list(peers_of)[::STEP]:
                peers = replace(comparison.peers, focus=code, codes=peers_of[code])
                compare_measure(cells, headline=headline, peers=peers, until=until, level=0.95)
                n_alone += 1
    alone = (time.perf_counter() - start) / n_alone
    print(f"{len(found):,} comparisons of {len(series)} headlines")
    print(f"  the peers of all municipalities {peers_took:8.1f} s")
    print(f"  all at once                     {took:8.1f} s")
    print(f"  one by one                      {alone * len(found):8.1f} s (from {n_alone})")
    print(f"  times faster                    {alone * len(found) / took:8.0f}")
    print(f"  largest memory                  {memory:8.0f} MB")


if __name__ == "__main__":
    main()
