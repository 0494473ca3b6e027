"""An invented municipality that reviews its cases: its list, its purpose, and its hands.

The list has CPR-like numbers that are put together here, since no file of the project may
hold one. `Municipality.run` gives a command as a terminal does, and keeps all that was said.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import pandas as pd

from analysis.__main__ import main
from analysis.synthetic.review.population import People

DRAWN_ON = "2025-10-01"
CPR_TOKEN = re.compile(rb"(?<!\d)\d{6}-?\d{4}(?!\d)")
PSEUDONYM = re.compile(r"p[0-9a-f]{16}")
ANSWERS_TO_PURPOSE = {
    "formaal": "Afklare mulig målgruppe i Aby",
    "retsgrundlag": "lov om organisering og understøttelse af beskæftigelsesindsatsen",
    "delingsgrundlag": "aftale mellem de to forvaltninger",
    "konsekvensanalyse": "2025-17",
    "noegleholder": "specialkonsulent i sekretariatet",
    "slettedato": "2027-01-01",
    "besluttet_af": "direktionen",
    "besluttet_den": "2025-09-01",
    "bruges_i_sagsbehandling": "ja",
    "kontakt": "projektkontoret",
    "frist": "2025-12-01",
}


@dataclass(frozen=True)
class Said:
    """What a command answered.

    Attributes
    ----------
    code : int
        The exit code.
    out, err : str
        What stood on the terminal.
    """

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Municipality:
    """A desk outside the project, and everything that was said there.

    Attributes
    ----------
    desk : Path
        Where the closed files lie: list, key, frame.
    numbers : list of str
        The CPR-like numbers, by the order of the people.
    said : list of str
        All output of all commands.
    """

    desk: Path
    numbers: list[str]
    said: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Return the folder of the review."""
        return self.desk / "gennemgang"

    def run(self, *arguments: object) -> Said:
        """Give a command and keep what it says."""
        said = give("review", *arguments)
        self.said.extend([said.out, said.err])
        return said

    def succeed(self, *arguments: object) -> str:
        """Give a command that must do what it is asked, and return what it printed."""
        said = self.run(*arguments)
        assert said.code == 0, said.err
        return said.out


def give(*arguments: object) -> Said:
    """Give a command to `praksis` as a terminal does, with its exit code."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    argv = ["praksis", *map(str, arguments)]
    with (
        mock.patch.object(sys, "argv", argv),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as stopped:
            code = stopped.code or 0
    return Said(int(str(code)), out.getvalue(), err.getvalue())


def start(*arguments: object, limit: int = 0) -> subprocess.Popen:
    """Start a command in a process of its own, which may write no larger file than `limit`."""

    def hold_down() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-m", "analysis", "review", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hold_down if limit else None,
    )


def found_municipality(desk: Path, people: People, *, n: int) -> Municipality:
    """Write the list of the first `n` people with a CPR-like number each."""
    numbers = [_number(place) for place in range(n)]
    frame = people.frame.head(n)
    table = pd.DataFrame(
        {
            "CPR-nr.": numbers,
            "Navn": [f"Borger {place}" for place in range(n)],
            "Ydelse": frame["benefit"].map(
                {"kontanthjaelp": "Kontanthjælp", "sygedagpenge": "Sygedagpenge"}
            ),
            "Uger": frame["weeks"],
            "I SOF": frame["in_sof"],
            "Center": frame["centre"],
            "Aldersgruppe": frame["age_group"],
            "Køn": frame["sex"],
        }
    )
    desk.mkdir(parents=True, exist_ok=True)
    table.to_csv(desk / "borgere.csv", sep=";", index=False, encoding="cp1252")
    readers = "reviewer_id;centre\nL1;\nL2;\n"
    (desk / "laesere.csv").write_text(readers, encoding="utf-8")
    return Municipality(desk, numbers)


def fill_in_purpose(folder: Path, **changes: str) -> None:
    """Write the answers behind their keys, as a person does who opens purpose.yaml."""
    path = folder / "purpose.yaml"
    answers = ANSWERS_TO_PURPOSE | changes
    lines = path.read_text(encoding="utf-8").splitlines()
    filled = [
        f"{line} {answers[line[:-1]]}" if line.endswith(":") and line[:-1] in answers else line
        for line in lines
    ]
    path.write_text("\n".join(filled) + "\n", encoding="utf-8")


def find_secrets(folder: Path, municipality: Municipality) -> list[str]:
    """Name the files under a folder, packed ones opened, that hold a number or the key."""
    key = (municipality.desk / "noegle.txt").read_bytes().strip()
    numbers = {each.replace("-", "").encode() for each in municipality.numbers}
    return [
        name
        for name, data in _list_contents(folder)
        if key in data
        or any(token.replace(b"-", b"") in numbers for token in CPR_TOKEN.findall(data))
    ]


def checksums(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file under a folder, by its path there."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _number(place: int) -> str:
    day, month = 1 + place % 28, 1 + place // 28 % 12
    year, serial = 50 + place // 336 % 45, 1000 + place * 7 % 9000
    return f"{day:02d}{month:02d}{year:02d}-{serial:04d}"


def _list_contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        data = path.read_bytes()
        yield path.name, data
        if path.suffix == ".gz":
            yield path.name, gzip.decompress(data)
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for part in archive.namelist():
                    yield f"{path.name}/{part}", archive.read(part)
