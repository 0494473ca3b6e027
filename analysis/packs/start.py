"""How does a municipality begin a folder of inputs of its own?

With the example that comes with the project, file by file, marked as an example until the
municipality has made each its own; and an empty event file with the right columns.
"""

from __future__ import annotations

from pathlib import Path

from analysis.caseflow.steps import VALUES, Step
from analysis.errors import RenderingError
from analysis.packs.inputs import NAME, SHARED, open_inputs

_EVENT_COLUMNS = "case_id,step,date,centre,value\n"
_LIST = """\
# Hvad ligger her? Skriv origin: observed, når en fil er kommunens egen, og dagen den er fra.
# En linje, der ikke skal bruges, slettes; så siger oplægget, at delen mangler.
municipality_code: "{code}"
files:
{files}"""
_ENTRY = """\
  {name}:
    origin: {origin}
    publisher: "{publisher}"
    note: "{note}"
"""
_README = """\
# Kommunens egne inddata til oplægget

| fil | hvad den er |
|---|---|
| `pack.yaml` | hvilken kommune, og hvilke filer der bruges |
| `flow.yaml` | sagsgangen i dag og den foreslåede |
| `study.yaml` | praksisundersøgelsen; kan også skrives i regneark: `praksis study workbook` |
| `rates.yaml` | satser, timer og priser; alle er eksempler, til de er rettet |
| `recommendations.yaml` | registeret over anbefalinger |
| `milestones.yaml` | planen med milepæle |
| `events.csv` | hændelsesfilen; kun overskrifter, til kommunens egen lægges her |

Hændelsesfilen har en række for hvert trin i en sag: et pseudonym (aldrig et CPR-nummer, se
`praksis review pseudonymise`), trinet, datoen, centret og værdien. Tilføj den i `pack.yaml`, når
den er lagt her. Trinene og deres værdier:

| trin | hvad det er | værdier |
|---|---|---|
{steps}
Lav oplægget med `praksis pack --inputs {folder} --raw MAPPE-MED-STATISTIK`.
"""


def start_inputs(folder: Path, municipality_code: str) -> tuple[Path, ...]:
    """Write a folder of inputs to begin with.

    Parameters
    ----------
    folder : Path
        A folder that is empty or not there yet.
    municipality_code : str
        Whose it is.

    Returns
    -------
    tuple of Path
        What was written.

    Raises
    ------
    RenderingError
        If the folder holds anything: nothing is ever written over.
    """
    _fail_if_folder_is_in_use(folder)
    folder.mkdir(parents=True, exist_ok=True)
    example = open_inputs()
    texts = {name: example.files[name].path.read_text(encoding="utf-8") for name in SHARED}
    entries = [
        _ENTRY.format(
            name=name,
            origin=example.files[name].origin.value,
            publisher=example.files[name].publisher,
            note=example.files[name].note,
        )
        for name in SHARED
    ]
    texts[NAME] = _LIST.format(code=municipality_code, files="".join(entries))
    texts["events.csv"] = _EVENT_COLUMNS
    texts["README.md"] = _README.format(steps=_list_steps(), folder=folder.name)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return tuple(folder / name for name in sorted(texts))


def _list_steps() -> str:
    """Return the steps of an event file as rows of a table."""
    rows = (
        f"| `{step.value}` | {step.label} | {', '.join(VALUES.get(step, ())) or '–'} |\n"
        for step in Step
    )
    return "".join(rows)


def _fail_if_folder_is_in_use(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RenderingError(
            "The folder is not empty.",
            where=str(folder),
            expected="a folder that does not exist yet, or is empty",
            fix="choose another folder with --out",
        )
