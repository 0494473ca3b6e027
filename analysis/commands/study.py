"""`praksis study`: the workbook of the practice study, out and back, and what is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.errors import RequestError

if TYPE_CHECKING:
    from analysis.study.model import Study

app = typer.Typer(
    name="study",
    help="Fill in, read back and show the practice study: what other municipalities do.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

InputsOption = Annotated[
    str,
    typer.Option(
        "--inputs",
        metavar="DIR",
        help="The folder of inputs with pack.yaml and study.yaml. Default: the one that comes "
        "with the project.",
    ),
]
_NAME = "study.yaml"


@app.command(
    epilog="Examples: praksis study workbook --out praksis.xlsx · "
    "praksis study workbook --empty --out praksis.xlsx"
)
def workbook(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The workbook to write.")],
    inputs: InputsOption = "",
    empty: Annotated[
        bool, typer.Option("--empty", help="Leave out what is known already.")
    ] = False,
) -> None:
    """Write the workbook in which practice and existing analyses are filled in."""
    from analysis.documents.deterministic import write_atomically  # noqa: PLC0415
    from analysis.documents.study_workbook import write_study_workbook  # noqa: PLC0415
    from analysis.study.model import Study  # noqa: PLC0415

    names = _names()
    study = Study() if empty else _read(inputs, names)
    typer.echo(str(write_atomically(out, write_study_workbook(study, names=names))))


@app.command(epilog="Example: praksis study read praksis.xlsx --out inputs/study.yaml")
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The workbook that came back.")],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FILE",
            help="The study.yaml to write. If it is there, what came back is merged into it.",
        ),
    ],
) -> None:
    """Read a workbook back and merge it into study.yaml, by id.

    Nothing is written if anything in the workbook is wrong. What is in study.yaml and not
    in the workbook stays. Comments in study.yaml are not kept.
    """
    from analysis.concepts import Lineage  # noqa: PLC0415 (--help needs none of these)
    from analysis.documents.deterministic import write_atomically  # noqa: PLC0415
    from analysis.documents.study_read_back import read_study_workbook  # noqa: PLC0415
    from analysis.study.model import Study  # noqa: PLC0415
    from analysis.study.read import read_study  # noqa: PLC0415
    from analysis.study.write import merge_studies, write_study  # noqa: PLC0415

    names = _names()
    incoming = read_study_workbook(file, codes=names)
    base = read_study(out, Lineage(), codes=names) if out.is_file() else Study()
    merged = merge_studies(base, incoming)
    path = write_atomically(out, write_study(merged.study).encode("utf-8"))
    typer.echo(
        f"{path}\nNye: {len(merged.added)} · ændret: {len(merged.changed)} · uændret: "
        f"{len(merged.unchanged)}"
    )
    if merged.changed:
        typer.echo(f"Ændret: {', '.join(merged.changed)}")


@app.command(epilog="Examples: praksis study show · praksis study show --theme forberedelse")
def show(
    inputs: InputsOption = "",
    theme: Annotated[
        str, typer.Option("--theme", metavar="THEME", help="Only this theme. Default: all.")
    ] = "",
) -> None:
    """Print what is known, theme by theme, with how it is known."""
    from analysis.documents.study_plain import write_plain_study  # noqa: PLC0415

    names = _names()
    typer.echo(write_plain_study(_read(inputs, names), names=names, theme=theme), nl=False)


def _read(inputs: str, names: dict[str, str]) -> Study:
    """Read the study of a folder of inputs."""
    from analysis.packs.inputs import open_inputs  # noqa: PLC0415
    from analysis.study.read import read_study  # noqa: PLC0415

    opened = open_inputs(inputs)
    found = opened.get(_NAME)
    if found is None:
        raise RequestError(
            f"The folder has no {_NAME}.",
            where=str(opened.folder),
            expected=f"{_NAME}, listed in pack.yaml",
            fix="write an empty workbook with praksis study workbook --empty, and read it back",
        )
    return read_study(found.path, found.lineage, codes=names)


def _names() -> dict[str, str]:
    """Return the names of today's municipalities by code."""
    from analysis.comparison.country import municipality_names  # noqa: PLC0415
    from analysis.datasets.project import open_data  # noqa: PLC0415

    return municipality_names(open_data())
