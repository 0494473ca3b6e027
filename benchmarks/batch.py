"""How much faster is a batch than a loop over the commands that others would use?

A sample of municipalities on two cores: once with `praksis`'s batch (HTML, PDF, data and
manifest), once with one ``papermill`` command per municipality, ``jupyter nbconvert`` to
HTML, and Chromium's print of that HTML as PDF. The batch runs in the middle of the loop, so
that other work on the machine weighs on both. Run with ``python benchmarks/batch.py [N]``;
README.md beside this file shows what it printed. With ``--killed`` a batch is killed time
and again instead, and what stands at last is held against an undisturbed one.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from analysis.datasets.project import project_root
from analysis.rendering.practice import NOTEBOOK

# A large, a middle and a small one first; Læsø is the smallest.
SAMPLE = ("101", "751", "825", "217", "360", "461", "573", "849")
BATCH = """
import sys
from pathlib import Path
from analysis.commands.batch import report_all
from analysis.rendering.practice import Request

if __name__ == "__main__":
    report_all(Request(out=Path(sys.argv[1])), municipalities=sys.argv[2], n_jobs=2)
"""


def main() -> None:
    """Print times and their ratio, or what killing did."""
    numbers = [each for each in sys.argv[1:] if each.isdigit()]
    codes = SAMPLE[: int(numbers[0]) if numbers else 4]
    with tempfile.TemporaryDirectory(prefix="praksis-bench-") as folder:
        place = Path(folder)
        if "--killed" in sys.argv:
            _print_kills(place, codes)
        else:
            _print_times(place, codes)


def _print_times(place: Path, codes: tuple[str, ...]) -> None:
    """Print what both took; the batch runs in the middle of the loop."""
    half = len(codes) // 2
    kinds: set[str] = set()
    loop = _Clock()
    with loop:
        kinds |= {_by_commands(place / "loop", code) for code in codes[:half]}
    batch = _Clock()
    with batch:
        code = _start_batch(place / "batch", codes, place).wait()
    if code != 0:
        sys.exit(f"The batch ended with {code}.")
    with loop:
        kinds |= {_by_commands(place / "loop", code) for code in codes[half:]}
    print(f"{len(codes)} municipalities on {os.cpu_count()} cores: {', '.join(sorted(kinds))}")
    print(f"{'clock':>43}{'processor':>12}")
    print(f"  batch                             {batch}")
    print(f"  papermill and nbconvert in a loop {loop}")
    print(
        f"  ratio                             {batch.seconds / loop.seconds:7.2f}   "
        f"{batch.processor / loop.processor:9.2f}"
    )


class _Clock:
    """Seconds on the clock, and of processor time of the processes started, over all blocks."""

    def __init__(self) -> None:
        self.seconds = self.processor = 0.0

    def __enter__(self) -> None:
        self._start = _now()

    def __exit__(self, *error: object) -> None:
        seconds, processor = _now()
        self.seconds += seconds - self._start[0]
        self.processor += processor - self._start[1]

    def __str__(self) -> str:
        return f"{self.seconds:6.1f} s {self.processor:9.1f} s"


def _now() -> tuple[float, float]:
    used = os.times()
    return time.perf_counter(), used.children_user + used.children_system


def _print_kills(place: Path, codes: tuple[str, ...]) -> None:
    start = time.perf_counter()
    _start_batch(place / "whole", codes, place).wait()
    took = time.perf_counter() - start
    chance, n_kills = random.Random(2026), 0
    for _ in range(10):
        process = _start_batch(place / "killed", codes, place)
        try:
            process.wait(timeout=chance.uniform(0.1, 0.9) * took)
            break
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            n_kills += 1
    _start_batch(place / "killed", codes, place).wait()
    same = _hash_tree(place / "whole") == _hash_tree(place / "killed")
    print(
        f"{len(codes)} municipalities, killed {n_kills} times: {'same' if same else 'OTHER'} bytes"
    )


def _start_batch(out: Path, codes: tuple[str, ...], place: Path) -> subprocess.Popen[bytes]:
    script = place / "batch_script.py"
    script.write_text(BATCH, encoding="utf-8")
    command = [sys.executable, str(script), str(out), ",".join(codes)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def _by_commands(folder: Path, code: str) -> str:
    """Make one report with the usual commands; return how the PDF was made."""
    folder.mkdir(exist_ok=True)
    beside = Path(sys.executable).parent
    executed = folder / f"{code}.ipynb"
    # A kernel of the same name may be installed for another environment.
    kernel = ["-k", "python3", "-p", "municipality_code", code]
    source = str(project_root() / NOTEBOOK)
    _run(str(beside / "papermill"), source, str(executed), *kernel, "--no-progress-bar")
    _run(str(beside / "jupyter"), "nbconvert", "--to", "html", str(executed))
    browser = shutil.which("chromium")
    if browser is None:
        return "HTML only"
    page = executed.with_suffix(".html").as_uri()
    pdf = f"--print-to-pdf={executed.with_suffix('.pdf')}"
    _run(browser, "--headless", "--no-sandbox", "--disable-gpu", pdf, page)
    return "HTML, and PDF by Chromium"


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _hash_tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


if __name__ == "__main__":
    main()
