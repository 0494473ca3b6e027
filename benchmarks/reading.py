"""How long does it take to make a validated dataset of a million rows of AUK01?

A CSV in the form of Statistikbanken is made with a seed: all municipalities, six benefits,
women and men in nine age groups, totals, and so many quarters as it takes. It is then read,
checked (key, areas, ages, sums of parts, no gap, no more recipients than people) and kept as
Parquet, in a process of its own, cold. `pandas.read_csv` of the same file stands beside it:
it checks nothing. Where other work weighs on the machine, the processor's time is the one
to look at. Run with ``python benchmarks/reading.py [ROWS]``.
"""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.datasets.project import project_root
from analysis.datasets.store import Store
from analysis.sources.manifest import COLUMNS, open_raw

ROWS = 1_000_000
REPEATS = 3
SEED = 2026
LIMIT_SECONDS, LIMIT_BYTES = 5.0, 1 << 30
BENEFITS = ("FP", "FL", "RES", "RE", "KT", "SY")
AGES = ("16-24", "25-29", "30-34", "35-39", "40-44", "45-49", "50-54", "55-59", "6099")
HEADER = "OMRÅDE;YDELSESTYPE;KØN;ALDER;TID;INDHOLD"


def main() -> None:
    """Print seconds, memory and rows a second of both, medians of some runs."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(_run(sys.argv[2], Path(sys.argv[3]))))
        return
    rows = int(sys.argv[1]) if sys.argv[1:] else ROWS
    with tempfile.TemporaryDirectory(prefix="praksis-bench-") as name:
        folder = Path(name)
        n_rows = _write(folder, rows)
        size = (folder / "AUK01.csv").stat().st_size / 1e6
        print(f"{n_rows:,} rows of AUK01 ({size:.0f} MB), median of {REPEATS} runs, cold\n")
        print(f"{'':38}{'clock':>9}{'processor':>11}{'peak RSS':>11}{'rows/s':>12}")
        results = {}
        for kind, label in (
            ("praksis", "CSV to a validated Parquet dataset"),
            ("pandas", "pandas.read_csv of the same file"),
        ):
            runs = [_measure(kind, folder) for _ in range(REPEATS)]
            found = {name: float(np.median([run[name] for run in runs])) for name in runs[0]}
            results[kind] = found
            print(
                f"{label:38}{found['seconds']:8.2f}s{found['processor']:10.2f}s"
                f"{found['memory'] / 1e6:8.0f} MB{n_rows / found['seconds']:12,.0f}"
            )
        ours, theirs = results["praksis"], results["pandas"]
        within = ours["processor"] < LIMIT_SECONDS and ours["memory"] < LIMIT_BYTES
        print(f"{'ratio':38}{ours['seconds'] / theirs['seconds']:8.2f} ", end="")
        print(f"{ours['processor'] / theirs['processor']:10.2f}")
        # Seconds of the clock say as much about what else the machine does.
        print(f"\nunder {LIMIT_SECONDS:g} s of processor and 1 GB: {'yes' if within else 'NO'}")


def _write(folder: Path, rows: int) -> int:
    """Write the CSV and its manifest; return how many rows it has."""
    rng = np.random.default_rng(SEED)
    facts = pd.read_csv(project_root() / "data" / "raw" / "municipalities.csv", dtype="str")
    codes = facts["municipality_code"].to_numpy(dtype=object)
    cells = [f"{sex};{age}" for sex in "MK" for age in AGES]
    per_quarter = len(codes) * len(BENEFITS) * (len(cells) + 1)
    lines = [HEADER]
    for number in range(-(-rows // per_quarter)):
        quarter = f"{1990 + number // 4}K{number % 4 + 1}"
        for benefit in BENEFITS:
            counts = rng.integers(0, 60, size=(len(codes), len(cells)))
            for code, row in zip(codes, counts.tolist(), strict=True):
                start = f"{code};{benefit};"
                lines += [
                    f"{start}{cell};{quarter};{n}" for cell, n in zip(cells, row, strict=True)
                ]
                lines.append(f"{start}TOT;TOT;{quarter};{sum(row)}")
    content = ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8")
    (folder / "AUK01.csv").write_bytes(content)
    row = ("AUK01.csv", "praksis (benchmark)", "AUK01", "da", "2099-01-01", "EUPL-1.2")
    digest = hashlib.sha256(content).hexdigest()
    manifest = ",".join(COLUMNS) + "\n" + ",".join((*row, "synthetic", digest)) + "\n"
    (folder / "manifest.csv").write_text(manifest, encoding="utf-8")
    return len(lines) - 1


def _measure(kind: str, folder: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--one", kind, str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _run(kind: str, folder: Path) -> dict[str, float]:
    """Read the file once; the imports are not counted, the checksum of the file is."""
    start, used = time.perf_counter(), time.process_time()
    if kind == "pandas":
        n_rows = len(pd.read_csv(folder / "AUK01.csv", sep=";", encoding="utf-8-sig"))
    else:
        with tempfile.TemporaryDirectory(dir=folder) as processed:
            manifest = open_raw(project_root() / "data" / "raw", folder)
            n_rows = len(Store(manifest, Path(processed)).load("recipients_fulltime"))
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    # Linux gives kilobytes, macOS bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return {"seconds": seconds, "processor": processor, "memory": memory, "rows": n_rows}


if __name__ == "__main__":
    main()
