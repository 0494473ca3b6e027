"""The invented country over two years, so that a stock has something to account for.

Recipients, awards and residents follow the rules of `invented.py`. Aby's stock grows by
one person a quarter in each group, everybody else's stands still.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

from analysis.comparison.assemble import PracticeComparison, compare_practice

QUARTERS = ("2023K4", *(f"{year}K{k}" for year in (2024, 2025) for k in (1, 2, 3, 4)))
MONTHS = tuple(f"{year}M{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13))
GROUPS = 6


def compare_lasting(invented: SimpleNamespace, folder: Path) -> PracticeComparison:
    """Write the country, and compare Aby with three peers."""
    files = dict(invented.country())
    files["AUK01.csv"] = (
        "AUK01",
        invented.statbank("OMRÅDE;YDELSESTYPE;KØN;ALDER;TID", _auk01(invented)),
    )
    files["PEN113.csv"] = (
        "PEN113",
        invented.statbank("OMRÅDE;YDELSESTYPE;MODTAG1;KØN;ALDER;TID", _pen113(invented)),
    )
    files["FOLK1A.csv"] = (
        "FOLK1A",
        invented.statbank("OMRÅDE;KØN;ALDER;CIVILSTAND;TID", _folk1a(invented)),
    )
    files.pop("AUK01-net.csv")
    store = invented.open_country(folder, files)
    return compare_practice(store, invented.FOCUS, peers=",".join(invented.PEERS))


def stock(invented: SimpleNamespace, code: str, benefit: str, quarter: int) -> int:
    """Return the stock of all groups in a quarter."""
    return sum(
        _recipients(invented, code, benefit, ages, sex, quarter)
        for ages in invented.AUK01_AGES.values()
        for sex in ("K", "M")
    )


def awards_in(invented: SimpleNamespace, code: str, months: range) -> int:
    """Return the awards of all groups in some months of a year."""
    return sum(
        invented.awards(code, ages, sex, month=month)
        for month in months
        for ages in invented.PEN113_AGES.values()
        for sex in ("K", "M")
    )


def _recipients(
    invented: SimpleNamespace,
    code: str,
    benefit: str,
    ages: tuple[int, int],
    sex: str,
    quarter: int,
) -> int:
    grown = quarter if code == invented.FOCUS else 0
    return int(invented.recipients(code, benefit, ages, sex)) + grown


def _auk01(invented: SimpleNamespace) -> Iterator[tuple[object, ...]]:
    for code in invented.CODES:
        for benefit in invented.BENEFITS:
            for number, quarter in enumerate(QUARTERS):
                for text, ages in invented.AUK01_AGES.items():
                    for sex in ("K", "M"):
                        count = _recipients(invented, code, benefit, ages, sex, number)
                        yield code, benefit, sex, text, quarter, count


def _pen113(invented: SimpleNamespace) -> Iterator[tuple[object, ...]]:
    for code in invented.CODES:
        for label in MONTHS:
            month = int(label[-2:])
            for text, ages in invented.PEN113_AGES.items():
                for sex in ("K", "M"):
                    count = invented.awards(code, ages, sex, month=month)
                    yield code, 40, 82, sex, text, label, count


def _folk1a(invented: SimpleNamespace) -> Iterator[tuple[object, ...]]:
    for code in invented.CODES:
        for quarter in (*QUARTERS, "2026K1"):
            total = 0
            for age in range(16, 70):
                for key, sex in (("1", "M"), ("2", "K")):
                    count = invented.people(code, age, sex)
                    total += count
                    yield code, key, age, "TOT", quarter, count
            yield code, "TOT", "IALT", "TOT", quarter, total + 4000
