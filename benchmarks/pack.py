"""How long does each part of the pack take?

The embedded pack, part by part in one process, and then the whole command. Seconds are
those of the processor, and depend on the machine; what a reader compares is the ratio to
importing what puts the pack together, which costs the same in every run. Run with
``python benchmarks/pack.py``.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.blocks.model import Block
from analysis.packs.assemble import Pack, assemble_pack
from analysis.pages import pack as pages
from analysis.rendering.gate import check_report
from analysis.rendering.html import render_html
from analysis.rendering.pack import NAME, TITLE, make_papers
from analysis.rendering.pdf import render_pdf
from analysis.rendering.report import Report, ReportMeta

IMPORT = "import analysis.packs.assemble"
PAGES = (
    *("front_page", "recommendations_pages", "figures_page", "study_pages", "flow_page"),
    *("time_pages", "light_page", "economics_pages", "plan_page", "changes_page"),
    "appendix_pages",
)
REPEATS = 3


def main() -> None:
    """Print seconds of the processor and their ratio to the first line."""
    fixed = min(run(sys.executable, "-c", IMPORT) for _ in range(REPEATS))
    say("import what puts the pack together", fixed, fixed)

    def measure(what: str, part: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = part()
        say(what, time.process_time() - start, fixed)
        return result

    pack: Pack = measure("put the pack together", lambda: assemble_pack("101"))
    blocks = measure("all pages", lambda: show(pack))
    checked = measure("the gate", lambda: check_report(Report(blocks, describe(pack))))
    measure("report, HTML", lambda: render_html(checked))
    measure("report, PDF", lambda: render_pdf(checked))
    measure("cover paper, slides, changes, checklists", lambda: make_papers(checked, "koebenhavn"))
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        took = run(sys.executable, "-m", "analysis", "pack", "--out", str(Path(folder) / "out"))
        say("the whole command", took, fixed)
        print(f"{'the same, on the clock':54} {time.perf_counter() - start:6.2f} s")


def show(pack: Pack) -> tuple[Block, ...]:
    """Return every block of the report, each once."""
    return tuple(block for name in PAGES for block in getattr(pages, name)(pack))


def describe(pack: Pack) -> ReportMeta:
    """Return what the blocks were made from."""
    return ReportMeta(
        title=TITLE,
        municipality_code=pack.comparison.focus,
        municipality_name=pack.comparison.focus_name,
        period=pack.comparison.period,
        date=pack.comparison.report_date,
        status=pack.status,
        inputs=tuple(pack.record.inputs),
        parameters={"release": pack.record.release},
        name=NAME,
    )


def run(*command: str) -> float:
    """Run a command and return the seconds of the processor that it and its kernel took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def say(what: str, took: float, fixed: float) -> None:
    """Print one line."""
    print(f"{what:54} {took:6.2f} s {took / fixed:6.2f}")


if __name__ == "__main__":
    main()
