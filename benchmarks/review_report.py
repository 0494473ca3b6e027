"""How long does each part of the report on a case review take?

The embedded review of 160 cases, part by part in one process, and then the whole command.
Seconds are those of the processor, and depend on the machine; what a reader compares is the
ratio to importing the estimates and what they rest on, which costs the same in every run.
Run with ``python benchmarks/review_report.py``.
"""

from __future__ import annotations

import datetime as dt
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis import case_review, figures, tables
from analysis.blocks.model import Block
from analysis.rendering.gate import check_report
from analysis.rendering.html import render_html
from analysis.rendering.pdf import render_pdf
from analysis.rendering.report import Report, ReportMeta
from analysis.rendering.request import describe_input
from analysis.rendering.review_report import NAME, TITLE
from analysis.texts import review as texts

IMPORTS = (
    ("the estimates, which the rest is held against", "import analysis.review.estimate"),
    (
        "all that the notebook calls",
        "from analysis import case_review, figures, tables, texts\n"
        "case_review.open_review, figures.review, tables.review, texts.review",
    ),
)
REPEATS = 3


def main() -> None:
    """Print seconds of the processor and their ratio to the first line."""
    fixed = 0.0
    for what, code in IMPORTS:
        took = min(run(sys.executable, "-c", code) for _ in range(REPEATS))
        fixed = fixed or took
        say(f"import {what}", took, fixed)

    def measure(what: str, part: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = part()
        say(what, time.process_time() - start, fixed)
        return result

    review = measure("open the review", lambda: case_review.open_review(""))
    estimated = measure("estimate", lambda: case_review.estimate_review(review))
    results = measure("hide small cells", lambda: case_review.suppress_results(estimated))
    beside = measure("compare practice", lambda: case_review.compare_beside(review))
    held = case_review.triangulate(results, beside)
    blocks = measure("masthead, front page and all figures", lambda: show(results, held))
    report = Report(blocks, describe(review, beside))
    checked = measure("the gate, on these", lambda: check_report(report))
    measure("HTML, of these", lambda: render_html(checked))
    measure("PDF, of these", lambda: render_pdf(checked))
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        out = str(Path(folder) / "out")
        took = run(sys.executable, "-m", "analysis", "review", "report", "--out", out)
        say("the whole command", took, fixed)
        print(f"{'the same, on the clock':54} {time.perf_counter() - start:6.2f} s")


def show(results: Any, held: Any) -> tuple[Block, ...]:
    """Return the blocks that are drawn, and a few that are written."""
    drawn = [
        getattr(figures.review, name)(held if name == "plot_triangulation" else results)
        for name in figures.review.__all__
    ]
    head = texts.masthead(results, status="udkast", report_date="")
    return (head, tables.review.tabulate_front_page(results), *drawn)


def describe(review: Any, beside: Any) -> ReportMeta:
    """Return what the blocks were made from."""
    day = dt.date.fromisoformat(review.draw_record["draw_date"])
    return ReportMeta(
        title=TITLE,
        municipality_code=review.municipality_code,
        municipality_name="København",
        period=day,
        date=day,
        status="udkast",
        inputs=(*review.inputs, *(describe_input(raw) for raw in beside.store.manifest.files)),
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
