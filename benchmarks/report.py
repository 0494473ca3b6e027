"""How long does a report take, held against the usual way to get one from a notebook?

The usual way is the same notebook executed by papermill's command, converted to HTML by
nbconvert, and printed to PDF by Chromium. Beside it stand the command that computes
everything (`--fresh`), a second one to another folder, whose results were kept, a third to the
same folder, which finds that nothing has changed, and both reports of ``make report``, first
and again. Each is a process of its own; the compiled modules and the operating system's memory
of files are warm for all, for one run goes before that is not counted. Nothing else is: the
commands get an empty cache. Run with ``python benchmarks/report.py`` (aims: `--fresh` at most
half of the usual way, the second ``make report`` at most a fifth of the first).

It takes some six minutes. ``--quick`` leaves out ``make report`` and the uncounted run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "praksissammenligning.ipynb"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# By the name of a kernel that papermill's command can find: this Python, and no other.
KERNEL = "praksis-benchmark"


def main() -> None:
    """Print the table of ratios."""
    is_quick = "--quick" in sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = set_up(folder)
        praksis = (sys.executable, "-m", "analysis")
        fresh = (*praksis, "report", "--fresh", "--out", str(folder / "report"))
        again = tuple(part for part in fresh if part != "--fresh")
        elsewhere = (*again[:-1], str(folder / "elsewhere"))
        review = (*praksis, "review", "report", "--out", str(folder / "review"))
        if not is_quick:
            run([fresh], environment)
        usual = run(usual_way(folder), environment)
        computed = run([fresh], environment)
        kept = run([elsewhere], environment)
        unchanged = run([again], environment)
        rows = [
            ("papermill + nbconvert + Chromium", usual, usual),
            ("praksis report --fresh", computed, usual),
            ("praksis report to another folder", kept, usual),
            ("praksis report, nothing changed", unchanged, usual),
        ]
        if not is_quick:
            shutil.rmtree(folder / "cache" / "praksis")
            first = run([again, review], environment)
            second = run([again, review], environment)
            rows += [("make report", first, first), ("make report again", second, first)]
    print(f"{'':34}  clock  processor   of the one it is held against")
    for label, (clock, cpu), (of_clock, of_cpu) in rows:
        shares = f"{clock / of_clock:6.0%} of clock, {cpu / of_cpu:4.0%} of processor"
        print(f"{label:34} {clock:5.1f} s   {cpu:5.1f} s   {shares}")


def set_up(folder: Path) -> dict[str, str]:
    """Return an environment with a cache of its own and a kernel of this Python."""
    kernel = folder / "jupyter" / "kernels" / KERNEL
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    described = {"argv": command, "display_name": KERNEL, "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(described), encoding="utf-8")
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    places = {"JUPYTER_PATH": str(folder / "jupyter"), "PYTHONPATH": str(ROOT)}
    cache = {"XDG_CACHE_HOME": str(folder / "cache"), "LOCALAPPDATA": str(folder / "cache")}
    # Matplotlib's list of fonts is the machine's, and the same for all.
    fonts = {"MPLCONFIGDIR": str(folder / "matplotlib")}
    return {**os.environ, **one_thread, **places, **cache, **fonts}


def usual_way(folder: Path) -> list[tuple[str, ...]]:
    """Return the commands of the usual way; the browser's is left out where there is none."""
    executed, page = folder / "executed.ipynb", folder / "executed.html"
    commands: list[tuple[str, ...]] = [
        (sys.executable, "-m", "papermill", str(NOTEBOOK), str(executed), "-k", KERNEL),
        (sys.executable, "-m", "nbconvert", "--to", "html", "--no-input", str(executed)),
    ]
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        print("No Chromium: the usual way is measured without its PDF.")
        return commands
    options = ("--headless", "--no-sandbox", "--disable-gpu")
    pdf = f"--print-to-pdf={folder / 'executed.pdf'}"
    return [*commands, (browser, *options, pdf, page.as_uri())]


def run(commands: list[tuple[str, ...]], environment: dict[str, str]) -> tuple[float, float]:
    """Return seconds of the clock and of the processor that commands take, one by one."""
    start, before = time.perf_counter(), os.times()
    for command in commands:
        subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
    after = os.times()
    worked = after.children_user + after.children_system
    return time.perf_counter() - start, worked - before.children_user - before.children_system


if __name__ == "__main__":
    main()
