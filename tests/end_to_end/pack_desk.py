"""The desk of an invented municipality that puts recommendations before its directors.

Aby (9901) has its own statistics, all observed, and a folder of inputs begun by the command
and filled in; its event file is the example's, under another roof.
"""

from __future__ import annotations

import gzip
import json
import re
import runpy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

from analysis.concepts import Lineage
from analysis.datasets.project import project_root
from analysis.datasets.store import open_store
from analysis.errors import AnalysisError
from analysis.findings.register import Certainty, Finding, Kind, Number
from analysis.packs.record import PackRecord
from analysis.rendering.warm import warm_notebooks
from tests.end_to_end.municipality import Said, give

CODE = "9901"
MEETING = "2026-03-09"
_INVENTED = Path(__file__).parents[1] / "unit" / "comparison" / "invented.py"
_EVENTS = """\
  events.csv:
    origin: observed
    publisher: Aby Kommune
    extracted: 2026-01-15
"""
N_EVENT_ROWS = 4_000
_BY_CODE = ("AUK01", "FOLK1A", "PEN113", "municipalities")


@dataclass(frozen=True)
class Desk:
    """Where Aby keeps its files: statistics, inputs, and the pack of the quarter before."""

    folder: Path

    @property
    def raw(self) -> Path:
        """Return the folder of statistics."""
        return self.folder / "statistik"

    @property
    def inputs(self) -> Path:
        """Return the folder of inputs."""
        return self.folder / "inddata"

    @property
    def earlier(self) -> Path:
        """Return the folder of the earlier pack."""
        return self.folder / "oplaeg" / "2025K3-oplaeg"

    def run(self, *options: object) -> Said:
        """Give the command for Aby's pack, without a kernel of its own for the notebook."""
        with warm_notebooks():
            return give("pack", "--municipality", CODE, "--raw", self.raw, *options)


@contextmanager
def open_desk(folder: Path, *, name: str = "", n_event_rows: int = N_EVENT_ROWS) -> Iterator[Desk]:
    """Give Aby a desk, and remove what was worked out of its statistics afterwards.

    With another name, the files that know municipalities by name are left out.
    """
    desk = Desk(folder)
    invented = SimpleNamespace(**runpy.run_path(str(_INVENTED)))
    invented.write_raw(desk.raw, _rename(invented.country(), name) if name else invented.country())
    begun = give("inputs", "start", "--municipality", CODE, "--out", desk.inputs)
    assert begun.code == 0, begun.err
    add_events(desk.inputs, n_event_rows)
    write_earlier(desk.earlier)
    try:
        yield desk
    finally:
        forget(desk.raw)


def _rename(files: dict[str, tuple[str, str]], name: str) -> dict[str, tuple[str, str]]:
    kept = {file: each for file, each in files.items() if each[0] in _BY_CODE}
    table, text = kept["municipalities.csv"]
    assert f"{CODE},Aby," in text
    return {
        **kept, "municipalities.csv": (table, text.replace(f"{CODE},Aby,", f'{CODE},"{name}",'))
    }  # fmt: skip


def forget(raw: Path) -> None:
    """Remove what was worked out of a folder of statistics."""
    try:
        processed = open_store(project_root(), raw).directory
    except AnalysisError:
        return
    shutil.rmtree(processed, ignore_errors=True)


def add_events(inputs: Path, n_rows: int) -> None:
    """Put an event file into a folder of inputs, and list it as observed."""
    example = project_root() / "data" / "pack" / "events.csv.gz"
    with gzip.open(example, "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()[: n_rows + 1]
    (inputs / "events.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    listing = inputs / "pack.yaml"
    listing.write_text(listing.read_text(encoding="utf-8") + _EVENTS, encoding="utf-8")


def write_earlier(folder: Path, **changes: object) -> PackRecord:
    """Write the record of an earlier pack of Aby: one finding, one input, no plan."""
    names = frozenset({"AUK01.csv"})
    finding = Finding(
        id="benchmark.fleksjob-bestand",
        kind=Kind.BENCHMARK,
        title="Fleksjob, bestand",
        sentence="Der var 901 i fleksjob.",
        state="clearly_lower",
        state_words="lavere, meget sikkert",
        certainty=Certainty.CLEAR,
        rule="outside",
        period="2025K3",
        numbers=(Number("observed", "faktiske fuldtidspersoner", 901.0, "fulltime_persons"),),
        lineage=Lineage(names),
    )
    record = PackRecord(
        municipality_code=CODE,
        municipality_name="Aby",
        period="2025K3",
        meeting_date="2025-12-08",
        date="2025-11-15",
        status="godkendt",
        release="lukket",
        findings=(finding,),
        method={"version": "0", "code": "0" * 64},
    )
    record = replace(record, **changes)
    folder.mkdir(parents=True)
    text = json.dumps(record.to_json(), ensure_ascii=False)
    (folder / "fund.json").write_text(text, encoding="utf-8")
    return record


def copy_inputs(desk: Desk, folder: Path) -> Path:
    """Return a copy of the inputs that a test may spoil."""
    return Path(shutil.copytree(desk.inputs, folder / "inddata"))


def rewrite(path: Path, old: str, new: str, *, count: int = 1) -> None:
    """Put a mistake into a file; the text to be replaced must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def set_origins(inputs: Path, origin: str) -> None:
    """Say of every file of a folder of inputs that it is observed, or synthetic."""
    listing = inputs / "pack.yaml"
    text = listing.read_text(encoding="utf-8")
    marked = re.sub(r"(?m)^( +origin: )\w+$", rf"\g<1>{origin}", text)
    listing.write_text(marked, encoding="utf-8")
