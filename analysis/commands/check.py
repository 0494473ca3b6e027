"""`praksis check`: trace every number of an edited paper to the pack's findings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.errors import RequestError

FLAGGED = 3


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The paper: .docx, .pptx or .txt.")],
    pack: Annotated[
        Path | None,
        typer.Option(
            "--pack",
            metavar="DIR",
            help="The pack to trace to. Default: the one in the paper's folder, otherwise the "
            "newest under reports.",
        ),
    ] = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(
            "--earlier",
            metavar="DIR",
            help="An earlier pack, where numbers out of date are looked up; may be given more than "
            "once. Default: those beside the pack.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the whole table too: .html or .csv."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="List the numbers with which all is well too.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Count numbers that are in no finding as flagged.")
    ] = False,
) -> None:
    """Trace every number of an edited paper to a finding, and flag what does not hold.

    Exit code 0: nothing is flagged. 3: something is changed, out of date, synthetic without
    the stamp, or claims more than its interval; or the file cannot be read.
    """
    from analysis.datasets.project import project_root  # noqa: PLC0415 (--help needs none)
    from analysis.documents.deterministic import write_atomically  # noqa: PLC0415
    from analysis.documents.paper_report import read_report_text  # noqa: PLC0415
    from analysis.documents.paper_text import read_paper_text  # noqa: PLC0415
    from analysis.documents.trace_report import (  # noqa: PLC0415
        write_trace,
        write_trace_csv,
        write_trace_html,
    )
    from analysis.packs.deliveries import choose_pack, find_before  # noqa: PLC0415
    from analysis.packs.tracing.trace import trace_numbers  # noqa: PLC0415

    _fail_if_out_is_another_kind(out)
    passages = read_paper_text(file)
    delivered = choose_pack(file, pack=pack, reports=project_root() / "reports")
    before = find_before(delivered, tuple(earlier or ()))
    trace = trace_numbers(
        passages,
        delivered.record,
        earlier=[each.record for each in before],
        others=read_report_text(delivered.folder),
    )
    typer.echo(write_trace(trace, name=file.name, everything=everything), nl=False)
    typer.echo(f"Oplægget ligger i {delivered.folder}.")
    if out is not None:
        is_page = out.suffix.casefold() == ".html"
        text = write_trace_html(trace, name=file.name) if is_page else write_trace_csv(trace)
        typer.echo(str(write_atomically(out, text.encode("utf-8"))))
    if trace.flagged or (strict and trace.untraced):
        raise typer.Exit(FLAGGED)


def _fail_if_out_is_another_kind(out: Path | None) -> None:
    if out is not None and out.suffix.casefold() not in {".html", ".csv"}:
        raise RequestError(
            f"The table cannot be written as {out.suffix or 'a file without an ending'}.",
            where="the option --out",
            expected="a name that ends in .html or .csv",
            fix="choose one of them",
        )
