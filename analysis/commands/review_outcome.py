"""`praksis review`, once the readings are back: agree, hand over, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.options import (
    ApprovedByOption,
    ApprovedOnOption,
    CommentaryOption,
    EmbargoOption,
    StatusOption,
)
from analysis.commands.rendering import FreshOption, count_with_one_thread, render
from analysis.commands.review_next import name_after_packet, name_next_step

FolderArgument = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="The folder of the review, made by 'plan'.")
]


def adjudicate(
    folder: FolderArgument,
    packet: Annotated[
        Path | None,
        typer.Argument(metavar="PACKET", help="A filled packet to read back. Default: make one."),
    ] = None,
    keep_valid: Annotated[
        bool, typer.Option("--keep-valid", help="Write what is valid though some is left out.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The packet to write. Default: FOLDER/uenighed.xlsx."),
    ] = None,
) -> None:
    """Make the packet of cases that two readers judged differently, or read it back."""
    from analysis.documents.review_adjudication import (  # noqa: PLC0415
        make_adjudication_packet,
        read_adjudications,
        write_adjudications,
    )
    from analysis.review.claim import claim_folder  # noqa: PLC0415
    from analysis.review.folder import open_review  # noqa: PLC0415
    from analysis.review.step_assign import judge_review  # noqa: PLC0415
    from analysis.review.writing import write_atomically  # noqa: PLC0415

    review = open_review(folder)
    if packet is not None:
        with claim_folder(folder):
            agreed = read_adjudications(review, packet)
            written = write_adjudications(folder, agreed, keep_valid=keep_valid)
        typer.echo(str(written))
        typer.echo(name_next_step(folder))
        return
    path = out or folder / "uenighed.xlsx"
    write_atomically(path, make_adjudication_packet(review, judge_review(review)))
    typer.echo(str(path))
    typer.echo(name_after_packet(folder, path))


def handover(
    folder: FolderArgument,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Default: FOLDER/til-noegleholder.xlsx."),
    ] = None,
) -> None:
    """List the pseudonyms found klar, for the key-holder to take back to case work."""
    from analysis.documents.review_handover import make_handover_list  # noqa: PLC0415
    from analysis.review.folder import open_review  # noqa: PLC0415
    from analysis.review.step_assign import judge_review  # noqa: PLC0415
    from analysis.review.writing import write_atomically  # noqa: PLC0415

    review = open_review(folder)
    path = out or folder / "til-noegleholder.xlsx"
    write_atomically(path, make_handover_list(review, judge_review(review)), mode=0o600)
    typer.echo(str(path))
    typer.echo(
        "Next: give the list to the key-holder alone, then: "
        f"praksis review report {folder} --out DIR"
    )


def report(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER",
            help="The folder of the review. Default: the invented review of the project.",
        ),
    ] = None,
    raw: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Raw statistics to hold the review beside."),
    ] = None,
    capacity: Annotated[
        float | None,
        typer.Option(metavar="N", help="Cases that can be prepared and decided in a year."),
    ] = None,
    release: Annotated[
        str, typer.Option(metavar="WHO", help="lukket (the directors) or offentlig (everybody).")
    ] = "lukket",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where to write. Default: reports/<municipality>/<draw date>."
        ),
    ] = None,
    date: Annotated[
        str,
        typer.Option(
            metavar="YYYY-MM-DD", help="The date printed. Default: the day of the last reading."
        ),
    ] = "",
    status: StatusOption = "",
    commentary: CommentaryOption = None,
    approved_by: ApprovedByOption = "",
    approved_on: ApprovedOnOption = "",
    embargo: EmbargoOption = "",
    fresh: FreshOption = False,
) -> None:
    """Render the report on the review as HTML and PDF."""
    count_with_one_thread()
    from analysis.rendering.review_report import Request, make_review_report  # noqa: PLC0415

    request = Request(
        review_dir=folder,
        raw_dir=raw,
        capacity=capacity,
        release=release,
        out=out,
        report_date=date,
        status=status,
        commentary=commentary,
        approved_by=approved_by,
        approved_on=approved_on,
        embargo=embargo,
    )
    render(make_review_report, request, name="sagsgennemgang", fresh=fresh)
