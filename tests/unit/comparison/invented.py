"""An invented country: twenty-six municipalities, in the publishers' own formats.

Practice is alike everywhere except in Aby (9901), which awards and pays half as much
førtidspension as the others, so a comparison has something to find. Every number follows
from a rule and none is drawn, so that a test can work it out again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

from analysis.datasets.store import Store
from analysis.sources.manifest import COLUMNS, open_raw

NAMES = (
    "Aby", "Bekøb", "Cedal", "Dunby", "Eskov", "Fivad", "Gronæs", "Hulby", "Ivrup", "Jenslev",
    "Kragø", "Lomose", "Mulbjerg", "Nisted", "Ostrøm", "Pibæk", "Quistrup", "Ravnsø", "Sletby",
    "Tåstrøm", "Ulmose", "Vemose", "Wibæk", "Xanby", "Ymose", "Zealby",
)  # fmt: skip
CODES = tuple(str(9901 + i) for i in range(len(NAMES)))
FOCUS, PEERS = "9901", ("9902", "9903", "9904")
QUARTERS = ("2025K1", "2025K2", "2025K3", "2025K4", "2026K1")
MONTHS = tuple(f"2025M{month:02d}" for month in range(1, 13))
AUK01_AGES = {"16-39": (16, 39), "40-59": (40, 59), "6099": (60, 66)}
PEN113_AGES = {"1839": (18, 39), "4059": (40, 59), "6069": (60, 66)}
BENEFITS = {"FP": 0.06, "FL": 0.03, "RES": 0.012, "RE": 0.008, "KT": 0.03, "SY": 0.025}
AWARDS_2016 = {"Aby": 60, "Bekøb": 120, "Cedal": 130, "Dunby": 90}
OWN_COUNT_2016 = 61

Files = dict[str, tuple[str, str]]


def people(code: str, age: int, sex: str, *, quarter: int = 0) -> int:
    """Return the residents of one age and sex; Aby is young, and all grow by the quarter."""
    place = CODES.index(code)
    tilt = (45 - age) if code == FOCUS else (age - 45) // 4
    return 160 + 7 * place + tilt + (3 if sex == "K" else 0) + 2 * quarter


def effect(code: str, benefit: str) -> float:
    """Return the practice: half of everybody else's on førtidspension in Aby, and small noise."""
    if code == FOCUS and benefit == "FP":
        return 0.5
    return 1 + 0.02 * ((CODES.index(code) * 7) % 5 - 2)


def group_size(code: str, ages: tuple[int, int], sex: str) -> int:
    """Return the residents of an age group and sex on the first of the dates."""
    return sum(people(code, age, sex) for age in range(ages[0], ages[1] + 1))


def recipients(code: str, benefit: str, ages: tuple[int, int], sex: str) -> int:
    """Return the stock of a group: the rate rises with age."""
    rate = BENEFITS[benefit] * (1 + ages[0] / 60) * effect(code, benefit)
    return round(rate * group_size(code, ages, sex))


def awards(code: str, ages: tuple[int, int], sex: str, *, month: int) -> int:
    """Return the awards of a group in a month."""
    yearly = 0.012 * (1 + ages[0] / 60) * effect(code, "FP") * group_size(code, ages, sex)
    return int(yearly * month / 12) - int(yearly * (month - 1) / 12)


def country() -> Files:
    """Return the raw files of the country: by name, the publisher's table and the text."""
    return {
        "AUK01.csv": ("AUK01", statbank("OMRÅDE;YDELSESTYPE;KØN;ALDER;TID", _auk01())),
        "AUK01-net.csv": ("AUK01", statbank("OMRÅDE;YDELSESTYPE;KØN;ALDER;TID", _net())),
        "FOLK1A.csv": ("FOLK1A", statbank("OMRÅDE;KØN;ALDER;CIVILSTAND;TID", _folk1a())),
        "FOLK1A-2015.csv": ("FOLK1A", statbank("OMRÅDE;KØN;ALDER;CIVILSTAND;TID", _folk1a_2015())),
        "PEN113.csv": ("PEN113", statbank("OMRÅDE;YDELSESTYPE;MODTAG1;KØN;ALDER;TID", _pen113())),
        "municipalities.csv": ("municipalities", _municipalities()),
        "published-figures.csv": ("published_figures", _published()),
        "y25i01.json": ("y25i01", _jobindsats(40, "Ledige fuldtidspersoner i alt")),
        "y60a02.json": ("y60a02", _jobindsats(70, "Antal personer", "Antal fuldtidspersoner")),
    }


def write_raw(folder: Path, files: Files, *, synthetic: frozenset[str] = frozenset()) -> Path:
    """Write the files and a manifest that lists them, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [",".join(COLUMNS)]
    for name, (table, text) in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        origin = "synthetic" if name in synthetic else "observed"
        lines.append(f"{name},Udgiver,{table},da,2026-02-15,CC BY 4.0,{origin},{digest}")
    (folder / "manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def open_country(
    folder: Path, files: Files | None = None, *, synthetic: frozenset[str] = frozenset()
) -> Store:
    """Write the country (or other files) into a folder and open a store over it."""
    raw = write_raw(folder / "raw", files or country(), synthetic=synthetic)
    return Store(open_raw(raw), folder / "processed")


def statbank(header: str, rows: Iterator[tuple[object, ...]]) -> str:
    """Return a table as StatBank writes it."""
    lines = [";".join(map(str, row)) for row in rows]
    return "\n".join([f"{header};INDHOLD", *lines]) + "\n"


def _auk01() -> Iterator[tuple[object, ...]]:
    for code in CODES:
        for benefit in BENEFITS:
            counts = {
                (sex, text): recipients(code, benefit, ages, sex)
                for text, ages in AUK01_AGES.items()
                for sex in ("K", "M")
            }
            for quarter in ("2025K3", "2025K4"):
                for (sex, text), count in counts.items():
                    yield code, benefit, sex, text, quarter, count
                yield code, benefit, "TOT", "TOT", quarter, sum(counts.values())


def _net() -> Iterator[tuple[object, ...]]:
    for place, code in enumerate(CODES):
        for quarter in ("2025K3", "2025K4"):
            net = "Nettoledige kontanthjælpsmodtagere"
            yield code, net, "TOT", "TOT", quarter, 30 + place


def _pen113() -> Iterator[tuple[object, ...]]:
    for code in CODES:
        for month, label in enumerate(MONTHS, start=1):
            for text, ages in PEN113_AGES.items():
                for sex in ("K", "M"):
                    yield code, 40, 82, sex, text, label, awards(code, ages, sex, month=month)


def _folk1a() -> Iterator[tuple[object, ...]]:
    for code in CODES:
        for number, quarter in enumerate(QUARTERS):
            total = 0
            for age in range(16, 70):
                for key, sex in (("1", "M"), ("2", "K")):
                    count = people(code, age, sex, quarter=number)
                    total += count
                    yield code, key, age, "TOT", quarter, count
            yield code, "TOT", "IALT", "TOT", quarter, total + 4000


def _folk1a_2015() -> Iterator[tuple[object, ...]]:
    for place, code in enumerate(CODES):
        yield code, "TOT", "IALT", "TOT", "2015K1", 20000 + 500 * place


def _municipalities() -> str:
    header = (
        "municipality_code", "municipality_name", "dst_group", "region_code",
        "population_2022_rounded", "unemployment_pct_2024",
        "immigrants_and_descendants_pct_2022", "one_person_households_pct_2025",
    )  # fmt: skip
    rows = [
        (code, name, "Landkommuner", "H", 21000 + 700 * i, 2 + i / 10, 5 + i % 9, 30 + i % 7)
        for i, (code, name) in enumerate(zip(CODES, NAMES, strict=True))
    ]
    return _comma_separated([header, *rows])


def _published() -> str:
    header = (
        "municipality", "period", "measure", "value", "unit", "source_url", "source_date", "note",
    )  # fmt: skip
    measure = ("2016", "foertidspension_awards")
    ministry = [
        (name, *measure, count, "persons", "https://example.org/ministeriet", "2017-08", "")
        for name, count in AWARDS_2016.items()
    ]
    own = ("Aby", *measure, OWN_COUNT_2016, "persons", "https://example.org/aby", "2018-04", "egen")
    return _comma_separated([header, *ministry, own])


def _jobindsats(start: int, *measures: str) -> str:
    rows = [
        [month, name, *(start + 3 * place + number - less for less in range(len(measures)))]
        for number, month in enumerate(MONTHS)
        for place, name in enumerate(NAMES)
    ]
    return json.dumps({"columns": ["Periode", "Område", *measures], "rows": rows})


def _comma_separated(rows: list[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def without(files: Files, *names: str) -> Files:
    """Return the files but some."""
    return {name: entry for name, entry in files.items() if name not in names}


def changed(files: Files, name: str, old: str, new: str) -> Files:
    """Return the files with one text put in the place of another in one of them."""
    table, text = files[name]
    assert old in text, f"{old!r} does not stand in {name}"
    return {**files, name: (table, text.replace(old, new))}
