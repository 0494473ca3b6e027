"""A small report of our own for tests of batches: a real notebook, really delivered.

Named by its dotted name, and found by workers through the search path.
"""

import datetime as dt
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat

from analysis.concepts import Period
from analysis.errors import CoverageError
from analysis.rendering.delivery import deliver
from analysis.rendering.report import Report, ReportMeta
from analysis.rendering.runner import run_notebook

MAKE = "batch_maker.make_small_report"
PARAMETERS = 'municipality_code: str = "9901"\n'
CELLS = (
    "from analysis.blocks.model import Block, Heading, Masthead, Paragraph, Text\n"
    "from analysis import show\n",
    'day = "15. februar 2026"\n'
    'show(Block("top", Masthead("Lille rapport", "Aby", "4. kvartal 2025", day, "udkast")))',
    'show(Block("side", Heading("Hvad viser den lille rapport?")))',
    'print("stays private")\n'
    'Block("tekst", Text((Paragraph("Kommunen har koden " + municipality_code + "."),)))',
)


@dataclass(frozen=True)
class SmallRequest:
    municipality_code: str
    notebook: Path
    mood: str = "calm"
    out: Path | None = None


def make_small_report(request, *, progress):
    """Run the notebook and deliver what it shows, unless the mood is another."""
    progress("Making a small report", 1, 1)
    if request.mood == "refused":
        raise CoverageError("There are no figures for 2031.", fix="choose an earlier period")
    if request.mood == "confused":
        raise ValueError("secret diagnosis")
    if request.mood == "stopped":
        raise KeyboardInterrupt
    if request.mood == "dying":
        os.kill(os.getpid(), signal.SIGKILL)
    if request.mood == "slow":
        time.sleep(0.2)
    parameters = {"municipality_code": request.municipality_code}
    run = run_notebook(
        request.notebook, parameters, workdir_private=Path(os.environ["PRAKSIS_TEST_KEPT"])
    )
    meta = ReportMeta(
        title="Lille rapport",
        municipality_code=request.municipality_code,
        municipality_name="Aby",
        period=Period.parse("2025K4"),
        date=dt.date(2026, 2, 15),
        status="udkast",
        inputs=(),
        publisher="Udarbejdet med værktøjet praksis",
        name="lille-rapport",
    )
    return deliver(Report(run.blocks, meta), request.out)


def write_notebook(path: Path, *more: str) -> Path:
    cells = [nbformat.v4.new_markdown_cell("# Lille rapport")]
    cells.append(nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}))
    cells += [nbformat.v4.new_code_cell(source) for source in (*CELLS, *more)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {
        "name": "praksis", "display_name": "praksis", "language": "python"
    }  # fmt: skip
    nbformat.write(notebook, path)
    return path


def make_jobs(notebook: Path, codes, moods=None):
    from analysis.rendering.batch import Job

    return [
        Job(
            code=code,
            make=MAKE,
            request=SmallRequest(code, notebook, (moods or {}).get(code, "calm")),
            reads=(notebook,),
            label=f"Kommune {code}",
        )
        for code in codes
    ]


def main() -> None:
    """Render a batch in a process of its own, so that a test can kill it."""
    from analysis.rendering.batch import render_all

    notebook, out, n_jobs, n_processes = sys.argv[1:5]
    codes = [str(9000 + number) for number in range(int(n_jobs))]
    moods = dict.fromkeys(codes, "slow")
    render_all(make_jobs(Path(notebook), codes, moods), out=Path(out), n_jobs=int(n_processes))


if __name__ == "__main__":
    # Workers know the request by the module's own name, not as __main__.
    import batch_maker

    batch_maker.main()
