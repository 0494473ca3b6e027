"""How long does the command line take to answer, held against what it is built on?

``praksis --help`` beside ``python -c "import typer"``, and ``import analysis`` beside an
interpreter that does nothing, each run in turn and many times over. The medians of the
clock and of processor time are printed; where other programs run, the second alone says
what it costs. Run with ``python benchmarks/start.py`` (aim: ``--help`` at most twice
``import typer``).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from statistics import median

N_TIMES = 15
COMMANDS = {
    "python -c pass": ("-c", "pass"),
    "import analysis": ("-c", "import analysis"),
    "import typer": ("-c", "import typer"),
    "praksis --help": ("-m", "analysis", "--help"),
}


def main() -> None:
    """Print the table, and whether the aim is met."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for _ in range(N_TIMES):
        for name, arguments in COMMANDS.items():
            took[name].append(measure(arguments))
    print(f"median of {N_TIMES}       clock   processor   times `import typer`")
    base = median(cpu for _, cpu in took["import typer"])
    for name, times in took.items():
        clock, cpu = (median(part) for part in zip(*times, strict=True))
        print(f"{name:18} {clock:6.3f} s  {cpu:6.3f} s   {cpu / base:5.2f}")


def measure(arguments: tuple[str, ...]) -> tuple[float, float]:
    """Return seconds of the clock and of the processor of one run of Python."""
    start, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    worked = after.children_user + after.children_system
    return time.perf_counter() - start, worked - before.children_user - before.children_system


if __name__ == "__main__":
    main()
