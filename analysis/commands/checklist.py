"""`praksis checklist`: show, compare and export the checklists, and take comments back in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.errors import RequestError, SourceError

if TYPE_CHECKING:
    from analysis.checklists.model import Checklist
    from analysis.documents.checklist_comments_back import CommentForm

app = typer.Typer(
    name="checklist",
    help="Show, compare and export the operational checklists, and read comments back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

DateOption = Annotated[
    str,
    typer.Option(
        "--date",
        metavar="YYYY-MM-DD",
        help="The date of the rules. Default: the first day of the newest rule set, whatever "
        "the day today.",
    ),
]
SchemeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--scheme",
        metavar="SCHEME",
        help="foertidspension, fleksjob, ressourceforloeb or revalidering; may be given more than "
        "once. The items about the case itself are always there. Default: all.",
    ),
]
GuidelineOption = Annotated[
    Path | None,
    typer.Option(
        "--guideline", metavar="FILE", help="The municipality's own guideline, beside the law."
    ),
]
TextOutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write the text to a file. Default: the screen."),
]


@app.command(
    epilog="Examples: praksis checklist show · praksis checklist show --date 2022-03-01 "
    "--scheme fleksjob"
)
def show(
    date: DateOption = "",
    scheme: SchemeOption = None,
    guideline: GuidelineOption = None,
    out: TextOutOption = None,
) -> None:
    """Print the checklist as text, by section, with legal basis and skip rules."""
    from analysis.documents.checklist_plain import write_plain  # noqa: PLC0415 (--help needs none)

    _deliver(write_plain(_load(date, scheme, guideline)), out)


@app.command(
    epilog="Examples: praksis checklist diff 2022-01-01 2026-02-01 · "
    "praksis checklist diff 2022-01-01/1 2026-02-01/1 --out aendringer.txt"
)
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A date or a version.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A date or a version.")],
    out: TextOutOption = None,
) -> None:
    """Print what was added, removed and changed between two dates or versions."""
    from analysis.documents.checklist_difference import write_difference  # noqa: PLC0415

    _deliver(write_difference(_load_either(old, "OLD"), _load_either(new, "NEW")), out)


@app.command(
    epilog="Examples: praksis checklist export --format word --format pdf --out tjekliste · "
    "praksis checklist export --format comments --deadline 2026-05-01 --sender 'Aby Kommune' "
    "--out bemaerkninger.xlsx"
)
def export(
    formats: Annotated[
        list[str],
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="word, pdf, excel, xlsform or comments (the form for Ankestyrelsen); may be given "
            "more than once.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FILE",
            help="The file to write. With several formats each gets its own ending; in a folder "
            "that exists the files are named after the date of the rules.",
        ),
    ],
    date: DateOption = "",
    scheme: SchemeOption = None,
    guideline: GuidelineOption = None,
    sender: Annotated[
        str, typer.Option(metavar="NAME", help="Comment form: who asks. Default: left open.")
    ] = "",
    contact: Annotated[
        str, typer.Option(metavar="TEXT", help="Comment form: who answers questions.")
    ] = "",
    deadline: Annotated[
        str,
        typer.Option(metavar="YYYY-MM-DD", help="Comment form: by when an answer is asked for."),
    ] = "",
) -> None:
    """Write the checklist for print, as a list, as a screen form or as a comment form."""
    from analysis.documents.checklist_formats import export_checklist  # noqa: PLC0415

    written = export_checklist(
        _load(date, scheme, guideline),
        out,
        formats=formats,
        sender=sender,
        contact=contact,
        deadline=_parse_date(deadline, "--deadline") if deadline else None,
    )
    for path in written:
        typer.echo(str(path))


@app.command(
    epilog="Example: praksis checklist comments returned/*.xlsx --register bemaerkninger.csv"
)
def comments(
    forms: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Returned comment forms (.xlsx).")
    ],
    register: Annotated[
        Path,
        typer.Option(
            "--register",
            metavar="REGISTER",
            help="The register of comments (.csv); made if absent.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Write the new register here. Default: over the old one."
        ),
    ] = None,
) -> None:
    """Read returned comments into a register, and say which items are still open.

    Reading a form again adds nothing. If anything is wrong with any form, the register is
    left as it is.
    """
    from analysis.checklists.load import list_versions, load_version  # noqa: PLC0415
    from analysis.documents.checklist_comments import digest_checklist  # noqa: PLC0415
    from analysis.documents.checklist_comments_back import read_comment_forms  # noqa: PLC0415
    from analysis.documents.checklist_register import (  # noqa: PLC0415
        merge_comments,
        read_register,
        summarise_register,
        write_register,
    )

    versions = {version: digest_checklist(load_version(version)) for version in list_versions()}
    earlier = read_register(register)
    returned = read_comment_forms(forms)
    for form in returned:
        _fail_if_not_of_ours(form, versions)
    merged = merge_comments(earlier, returned)
    path = write_register(out or register, merged.comments)
    typer.echo(f"{path}\nNye bemærkninger: {merged.n_added} · opdateret: {merged.n_updated}")
    if merged.held_back:
        typer.echo(
            "Formularens status eller svar er anderledes end registrets, og registrets er "
            f"beholdt: {', '.join(merged.held_back)}."
        )
    typer.echo("\n" + summarise_register(merged.comments, versions=versions), nl=False)


def _load(date: str, schemes: list[str] | None, guideline: Path | None) -> Checklist:
    from analysis.checklists.load import list_rule_dates, load_checklist  # noqa: PLC0415
    from analysis.documents.checklist_words import choose_schemes  # noqa: PLC0415

    day = _parse_date(date, "--date") if date else list_rule_dates()[-1]
    return choose_schemes(load_checklist(day, guideline=guideline), schemes or ())


def _load_either(text: str, name: str) -> Checklist:
    from analysis.checklists.load import load_checklist, load_version  # noqa: PLC0415

    return load_version(text) if "/" in text else load_checklist(_parse_date(text, name))


def _deliver(text: str, out: Path | None) -> None:
    from analysis.documents.deterministic import write_atomically  # noqa: PLC0415

    if out is None:
        typer.echo(text, nl=False)
    else:
        typer.echo(str(write_atomically(out, text.encode("utf-8"))))


def _parse_date(text: str, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise RequestError(
            f"{text!r} is not a date.",
            where=name,
            expected="year, month and day, such as 2026-02-01",
            fix="write the date in this form",
        ) from None


def _fail_if_not_of_ours(form: CommentForm, versions: dict[str, dict[str, str]]) -> None:
    """Refuse a form whose version, or an item of it, the checklists have never had."""
    day, _, edition = form.checklist_version.partition("/")
    kept = [version for version in versions if version.startswith(f"{day}/")]
    newest = int(kept[0].partition("/")[2]) if kept else 0
    n_unknown = len(set(form.digests) - set(versions.get(form.checklist_version, form.digests)))
    if not edition.isdecimal() or int(edition) > newest or n_unknown:
        raise SourceError(
            "The comment form is about a version of the checklist that is not known here.",
            where=f"{form.file}, version {form.checklist_version}",
            expected=f"one of {', '.join(versions)}, or an earlier edition of one",
            fix="update the program, or export the form again from this one",
        )
