"""`praksis review`: from a population frame to the estimated target groups, step by step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.commands.review_next import name_after_workbooks, name_next_step
from analysis.commands.review_outcome import adjudicate, handover, report
from analysis.errors import RequestError

if TYPE_CHECKING:
    from analysis.review.steps import StepResult

app = typer.Typer(
    name="review",
    help="Plan, draw, distribute, collect and estimate a review of case files.",
    epilog="In order: pseudonymise, plan, draw, assign, workbooks, read, assign --second-round, "
    "workbooks, read, adjudicate, report.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

app.command(epilog="Example: praksis review adjudicate gennemgang --out uenige.xlsx")(adjudicate)
app.command(epilog="Example: praksis review handover gennemgang --out liste.xlsx")(handover)
app.command(
    epilog="Examples: praksis review report · praksis review report gennemgang --release offentlig"
)(report)

FolderArgument = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="The folder of the review, made by 'plan'.")
]
CopyOption = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Work on a copy of the review there. Default: in FOLDER."
    ),
]
DateOption = Annotated[
    str, typer.Option("--date", metavar="YYYY-MM-DD", help="The day of the step. Default: today.")
]
RareOption = Annotated[
    list[str] | None,
    typer.Option(
        "--rare",
        metavar="SCHEME",
        help="A scheme whose every first positive is read again; may be given more than once. "
        "Default: those expected for fewer than one in ten.",
    ),
]
SecondOption = Annotated[
    int | None,
    typer.Option(
        "--second-readings",
        metavar="N",
        help="Randomly chosen cases that a second reader reads. Default: three in ten.",
    ),
]


@app.command(
    epilog="Examples: praksis review plan ramme.csv --municipality 101 --out gennemgang · "
    "praksis review plan --cases 200 --out proeve"
)
def plan(
    frame: Annotated[
        Path | None,
        typer.Argument(
            metavar="FRAME",
            help="CSV, Excel or Parquet, one row per person: pseudonym, benefit, weeks, in_sof, "
            "centre, age_group, sex. Default: the invented frame that comes with the project.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The folder of the review. Default: sagsgennemgang-CODE."),
    ] = None,
    municipality: Annotated[
        str, typer.Option(metavar="CODE", help="The municipality, by its three digits.")
    ] = "101",
    date: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="The day the frame is from. Default: today.")
    ] = "",
    cases: Annotated[int, typer.Option(metavar="N", help="Cases to draw.")] = 160,
    minimum: Annotated[
        int, typer.Option(metavar="N", help="Cases in each stratum; a variance needs 2.")
    ] = 4,
    allocation: Annotated[
        str, typer.Option(metavar="HOW", help="proportional, neyman or compromise.")
    ] = "proportional",
    response: Annotated[
        float, typer.Option(metavar="SHARE", help="Fraction of the cases that can be read.")
    ] = 0.9,
    second_readings: SecondOption = None,
    rare: RareOption = None,
    strata: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help="Cut by these instead: some of benefit,in_sof,duration,centre,age_group,sex.",
        ),
    ] = "",
) -> None:
    """Check the frame, plan the cases, and say what they can and cannot show."""
    from analysis.documents.review_plan_workbook import write_plan_workbook  # noqa: PLC0415
    from analysis.review.folder import read_record  # noqa: PLC0415 (slow, and --help needs none)
    from analysis.review.plan import PlanChoices  # noqa: PLC0415
    from analysis.review.plan_print import print_plan  # noqa: PLC0415
    from analysis.review.step_plan import start_review  # noqa: PLC0415
    from analysis.review.writing import write_atomically  # noqa: PLC0415

    choices = PlanChoices(
        n_cases=cases,
        method=allocation,
        minimum=minimum,
        response=response,
        second_readings=second_readings,
        strata=tuple(name.strip() for name in strata.split(",") if name.strip()),
        rare=tuple(rare or ()),
    )
    result = start_review(
        frame,
        out or Path(f"sagsgennemgang-{municipality}"),
        choices=choices,
        municipality_code=municipality,
        date=_read_date(date, "--date"),
    )
    record = read_record(result.folder, "plan")
    write_atomically(result.folder / "plan.xlsx", write_plan_workbook(record))
    typer.echo(print_plan(record))
    _say(result)
    typer.echo(str(result.folder / "plan.xlsx"))
    typer.echo(name_next_step(result.folder))


@app.command(epilog='Example: praksis review draw gennemgang --seed "101 15. marts 2026"')
def draw(
    folder: FolderArgument,
    seed: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help="The seed text, exactly as typed. Default: CODE:YYYY-MM-DD."
        ),
    ] = None,
    date: DateOption = "",
    rules: Annotated[
        str,
        typer.Option(
            metavar="YYYY-MM-DD", help="Judge by the rules of this day. Default: the draw's."
        ),
    ] = "",
    replace_draw: Annotated[
        bool, typer.Option("--replace-draw", help="Replace a draw that nobody has read from.")
    ] = False,
    out: CopyOption = None,
) -> None:
    """Draw the planned cases, once purpose.yaml is filled in."""
    from analysis.review.claim import claim_folder  # noqa: PLC0415
    from analysis.review.step_draw import draw_review  # noqa: PLC0415

    day, day_of_rules = _read_date(date, "--date"), _read_date(rules, "--rules") if rules else None
    with claim_folder(out or folder):
        result = draw_review(
            folder, seed=seed, date=day, rules=day_of_rules, replace=replace_draw, out=out
        )
    _say(result)
    typer.echo(name_next_step(result.folder))


@app.command(
    epilog="Examples: praksis review assign gennemgang --reviewers laesere.csv · "
    "praksis review assign gennemgang --dispositions frafald.csv · "
    "praksis review assign gennemgang --second-round"
)
def assign(
    folder: FolderArgument,
    reviewers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="reviewer_id, centre and perhaps capacity. Default: reviewers.csv in FOLDER.",
        ),
    ] = None,
    second_readings: SecondOption = None,
    dispositions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="case_id, disposition, date: what became of cases."),
    ] = None,
    replace_frame_errors: Annotated[
        bool,
        typer.Option(
            "--replace-frame-errors",
            help="Give each case outside the population, by its workbook, the next reserve.",
        ),
    ] = False,
    second_round: Annotated[
        bool,
        typer.Option("--second-round", help="Read every first positive of a rare scheme again."),
    ] = False,
    rare: RareOption = None,
    replace_assignment: Annotated[
        bool, typer.Option("--replace-assignment", help="Assign anew, while no answer is back.")
    ] = False,
    out: CopyOption = None,
) -> None:
    """Share the cases out to reviewers; replace frame errors; arrange the second round."""
    from analysis.review import step_assign  # noqa: PLC0415
    from analysis.review.claim import claim_folder  # noqa: PLC0415

    _fail_if_asked_for_two_things(
        {
            "--second-round": second_round,
            "--dispositions or --replace-frame-errors": dispositions is not None
            or replace_frame_errors,
            "--reviewers or --replace-assignment": reviewers is not None or replace_assignment,
        }
    )
    with claim_folder(out or folder):
        if second_round:
            result = step_assign.assign_second_round(folder, rare=tuple(rare or ()), out=out)
        elif dispositions is not None or replace_frame_errors:
            result = step_assign.settle_dispositions(folder, given=dispositions, out=out)
        else:
            result = step_assign.assign_review(
                folder,
                reviewers=reviewers,
                n_second=second_readings,
                replace=replace_assignment,
                out=out,
            )
    _say(result)
    typer.echo(name_next_step(result.folder))


@app.command(epilog="Example: praksis review workbooks gennemgang --reading 1 --out til-laesere")
def workbooks(
    folder: FolderArgument,
    reading: Annotated[
        int | None, typer.Option(metavar="1|2", help="Only this round. Default: all assigned.")
    ] = None,
    guideline: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The municipality's own guideline to the items (YAML)."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to write. Default: FOLDER/workbooks."),
    ] = None,
) -> None:
    """Write one Excel workbook per reviewer and reading."""
    from analysis.checklists.load import load_checklist  # noqa: PLC0415
    from analysis.documents.review_workbook import choose_checklist, make_workbooks  # noqa: PLC0415
    from analysis.review.folder import open_review  # noqa: PLC0415

    review = open_review(folder)
    checklist = choose_checklist(review)
    if guideline is not None:
        checklist = load_checklist(checklist.date, guideline=guideline)
    written = make_workbooks(
        review, out or folder / "workbooks", reading=reading, checklist=checklist
    )
    for path in written:
        typer.echo(str(path))
    typer.echo(name_after_workbooks(folder))


@app.command(epilog="Example: praksis review read gennemgang fra-laesere")
def read(
    folder: FolderArgument,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES...", help="Workbooks, or folders of them.")
    ],
    keep_valid: Annotated[
        bool, typer.Option("--keep-valid", help="Write what is valid though some is left out.")
    ] = False,
    out: CopyOption = None,
) -> None:
    """Read the workbooks back, check everything, and say every problem at once."""
    from analysis.documents.review_merge import (  # noqa: PLC0415
        fail_if_something_was_left_out,
        write_read_back,
    )
    from analysis.documents.review_read_back import describe_read_back  # noqa: PLC0415
    from analysis.documents.review_reading import read_workbooks  # noqa: PLC0415
    from analysis.review.claim import claim_folder  # noqa: PLC0415
    from analysis.review.folder import open_review  # noqa: PLC0415
    from analysis.review.steps import work_in  # noqa: PLC0415

    with claim_folder(out or folder):
        read_back = read_workbooks(open_review(folder), files)
        typer.echo(describe_read_back(read_back))
        fail_if_something_was_left_out(read_back, keep_valid=keep_valid)
        place = work_in(folder, out)
        written = write_read_back(place, read_back, keep_valid=keep_valid)
    for said in written:
        typer.echo(said)
    typer.echo(name_next_step(place))


@app.command(
    epilog="Example: praksis review pseudonymise borgere.xlsx --key noegle.txt --new-key "
    "--out ramme.csv (all outside the project)"
)
def pseudonymise(
    source: Annotated[
        Path, typer.Argument(metavar="LIST", help="CSV, Excel or Parquet with CPR numbers.")
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The frame to write, a .csv file.")],
    key: Annotated[Path, typer.Option(metavar="FILE", help="The secret key.")],
    new_key: Annotated[bool, typer.Option("--new-key", help="Make the key first.")] = False,
    column: Annotated[
        str, typer.Option(metavar="NAME", help="The column of CPR numbers. Default: by its name.")
    ] = "",
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A column to keep beside those of a frame."),
    ] = None,
    key_list: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="For the key-holder: pseudonym and CPR number."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the frame that --out names.")
    ] = False,
) -> None:
    """Replace CPR numbers by keyed pseudonyms, outside the project and any review."""
    from analysis.review.pseudonyms import pseudonymise as replace_numbers  # noqa: PLC0415

    done = replace_numbers(
        source,
        out,
        key_file=key,
        new_key=new_key,
        column=column,
        keep=tuple(keep or ()),
        key_list=key_list,
        replace=replace,
    )
    typer.echo(f"{done.n_rows:,} rows of {done.n_persons:,} persons: {', '.join(done.kept)}")
    for each in done.dropped:
        typer.echo(f"left behind: {each}")
    typer.echo(str(out))
    typer.echo(f"Next: give the result alone to the analyst: praksis review plan {out} --out DIR")


def _read_date(text: str, option: str) -> dt.date:
    if not text:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise RequestError(
            f"{option} is no date.",
            where=option,
            expected="a date such as 2026-03-01",
            fix="write year, month and day",
        ) from None


def _fail_if_asked_for_two_things(asked: Mapping[str, bool]) -> None:
    given = [name for name, is_given in asked.items() if is_given]
    if len(given) > 1:
        raise RequestError(
            "One run does one of these, not several.",
            where="; ".join(given),
            expected=f"one of {'; '.join(asked)}",
            fix="give them in runs of their own, one after the other",
        )


def _say(result: StepResult) -> None:
    for message in result.messages:
        typer.echo(message)
    for name in result.files:
        typer.echo(str(result.folder / name))
