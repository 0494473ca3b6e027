"""The command for the pack: cover paper, slides, report and what changed, for one meeting."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.batch import fail_if_one_is_named, fail_if_only_for_all, pack_all
from analysis.commands.options import (
    AllOption,
    ApprovedByOption,
    ApprovedOnOption,
    CommentaryOption,
    DateOption,
    EmbargoOption,
    ExecutorOption,
    JobsOption,
    MunicipalitiesOption,
    MunicipalityOption,
    PeersOption,
    PeriodOption,
    RawOption,
    StatusOption,
)
from analysis.commands.rendering import FreshOption, count_with_one_thread, render


def pack(
    municipality: MunicipalityOption = "",
    period: PeriodOption = "",
    meeting_date: Annotated[
        str,
        typer.Option(
            "--meeting-date",
            metavar="YYYY-MM-DD",
            help="The day of the meeting, whose law is used. Default: no meeting is set, and the "
            "law is that of the date printed.",
        ),
    ] = "",
    against: Annotated[
        str,
        typer.Option(
            metavar="PERIOD|FOLDER",
            help="The earlier pack to hold this one against. Default: the newest of an earlier "
            "period that lies beside it, if there is one.",
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where to write. Default: reports/<municipality>/<period>-oplaeg."
        ),
    ] = None,
    peers: PeersOption = "",
    raw: RawOption = None,
    review: Annotated[
        Path | None, typer.Option("--review", metavar="DIR", help="The own case review.")
    ] = None,
    inputs: Annotated[
        Path | None,
        typer.Option(
            "--inputs",
            metavar="DIR",
            help="Own case flow, practice study, rates, recommendations, milestones and event "
            "file (begun with praksis inputs start).",
        ),
    ] = None,
    form: Annotated[
        str, typer.Option(metavar="FORM", help="Form of the cover paper: koebenhavn or slagelse.")
    ] = "koebenhavn",
    release: Annotated[
        str,
        typer.Option(metavar="RELEASE", help="lukket (the directors) or offentlig (everybody)."),
    ] = "lukket",
    date: DateOption = "",
    status: StatusOption = "",
    commentary: CommentaryOption = None,
    approved_by: ApprovedByOption = "",
    approved_on: ApprovedOnOption = "",
    embargo: EmbargoOption = "",
    everybody: AllOption = False,
    municipalities: MunicipalitiesOption = "",
    jobs: JobsOption = None,
    executor: ExecutorOption = "",
    fresh: FreshOption = False,
) -> None:
    """Render cover paper, slides, report and what changed, for one meeting of directors."""
    count_with_one_thread()
    from analysis.packs.earlier import SUFFIX  # noqa: PLC0415
    from analysis.rendering.pack import NAME, Request, make_pack  # noqa: PLC0415

    request = Request(
        municipality_code=municipality or "101",
        period=period,
        peers=peers,
        raw_dir=raw,
        review_dir=review,
        inputs_dir=inputs,
        meeting_date=meeting_date,
        against=against,
        form=form,
        release=release,
        out=out,
        report_date=date,
        status=status,
        commentary=commentary,
        approved_by=approved_by,
        approved_on=approved_on,
        embargo=embargo,
    )
    if everybody:
        fail_if_one_is_named(municipality)
        pack_all(
            request,
            municipalities=municipalities,
            executor=executor or "loky",
            n_jobs=jobs or 0,
            resume=not fresh,
        )
        return
    fail_if_only_for_all(municipalities, jobs, executor)
    delivery = render(make_pack, request, name=NAME, fresh=fresh, beside=f"*{SUFFIX}")
    for name in ("indstilling.docx", "indstilling.pdf", "praesentation.pptx", "aendringer.pdf"):
        typer.echo(str(delivery.folder / name))
    held = (
        f"Held against {delivery.against}."
        if delivery.against
        else "No earlier pack to hold it against."
    )
    typer.echo(held)
