"""What did our own last report say, and of what was it made?

An earlier delivery holds the numbers of its page one as a table and its inputs in a
manifest. They are read as they stand; nothing in the folder is changed.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis.comparison.quoted.definitions import define_table
from analysis.comparison.quoted.figures import Figure, Kind
from analysis.comparison.quoted.times import span_of
from analysis.concepts import Benefit, Lineage, Origin, Period, Unit, join_lineages
from analysis.datasets.store import DATA_VERSION
from analysis.errors import ContractError, RequestError, SourceError
from analysis.labels import date

_MANIFEST, _FRONT = "manifest.json", "data/forside.csv"
_DATASETS = {
    Unit.AWARDS.value: "awards",
    Unit.PERSONS.value: "recipients_persons",
    Unit.FULLTIME_PERSONS.value: "recipients_fulltime",
}


@dataclass(frozen=True)
class EarlierReport:
    """An earlier report's page one.

    Attributes
    ----------
    date : date
        The date that it carries.
    period : str
        The period that it was about.
    figures : mapping of str to Figure
        The observed number of each headline, by the headline's id.
    peers : frozenset of str
        Its comparable municipalities.
    lineage : Lineage
        Its files, named as of the report.
    """

    date: dt.date
    period: str
    figures: Mapping[str, Figure]
    peers: frozenset[str]
    lineage: Lineage


def read_earlier_report(folder: Path, *, focus: str) -> EarlierReport:
    """Read page one of an earlier delivery of the same municipality.

    Parameters
    ----------
    folder : Path
        The folder that the report was written to.
    focus : str
        Code of the municipality.

    Raises
    ------
    SourceError
        If the folder holds no such report or it cannot be read.
    RequestError
        If the report is about another municipality.
    """
    manifest = _read_manifest(folder)
    if str(manifest.get("municipality_code")) != focus:
        raise RequestError(
            "The earlier report is about another municipality.",
            where=f"{folder / _MANIFEST}, municipality_code",
            expected=f"a report about municipality {focus}",
            fix="give the folder of an earlier report about the same municipality",
        )
    rows = _read_front(folder)
    try:
        day = dt.date.fromisoformat(str(manifest["date"]))
        extracted = {
            str(each["table"]): dt.date.fromisoformat(str(each["extracted"]))
            for each in manifest["inputs"]
            if each["extracted"]
        }
        made_with = _made_with(manifest)
        peers = frozenset(str(code) for code in manifest["peers"]["codes"])
        figures = {
            row["measure"]: _figure(row, day=day, extracted=extracted, made_with=made_with)
            for row in rows
        }
    except (KeyError, TypeError, ValueError, AttributeError, ContractError) as error:
        raise _broken(folder) from error
    lineage = join_lineages(figure.lineage for figure in figures.values())
    return EarlierReport(day, str(manifest.get("period", "")), figures, peers, lineage)


def made_with_now() -> str:
    """Return what a report of today is made with, in the form of an earlier one's."""
    return _versions({"praksis": version("praksis"), "data": str(DATA_VERSION)})


def _figure(
    row: Mapping[str, str],
    *,
    day: dt.date,
    extracted: Mapping[str, dt.date],
    made_with: str,
) -> Figure:
    """Return one number of page one."""
    benefit = Benefit(row["measure"].rsplit("-", 1)[0])
    table = row["source_table"]
    origin = Origin(row["data_origin"])
    file = frozenset({f"{date(day)}: {table}"})
    return Figure(
        kind=Kind.EARLIER,
        source=table,
        benefit=benefit,
        value=_number(row["n_observed"]),
        span=span_of(Period.parse(row["period_first"]), Period.parse(row["period_last"])),
        definition=define_table(_DATASETS[row["unit"]], table, benefit),
        stated_on=extracted.get(table, day),
        stated_words=date(day),
        lineage=Lineage(file, file if origin is Origin.SYNTHETIC else frozenset()),
        made_with=made_with,
    )


def _made_with(manifest: Mapping[str, Any]) -> str:
    return _versions({**manifest["versions"], "data": str(manifest.get("data_version", ""))})


def _versions(versions: Mapping[str, str]) -> str:
    """Return the versions that decide how a number is worked out."""
    return ", ".join(f"{name} {versions.get(name, '')}" for name in ("praksis", "data"))


def _number(text: str) -> float:
    return float(text.replace(",", ".")) if text else float("nan")


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except OSError:
        raise SourceError(
            "There is no earlier report in the folder.",
            where=str(folder),
            expected=f"{_MANIFEST} and {_FRONT}, as praksis report writes them",
            fix="give the folder of an earlier report, or leave the choice out",
        ) from None
    except ValueError as error:
        raise _broken(folder) from error
    if not isinstance(content, dict):
        raise _broken(folder)
    return content


def _read_front(folder: Path) -> list[dict[str, str]]:
    try:
        with (folder / _FRONT).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _broken(folder) from error


def _broken(folder: Path) -> SourceError:
    return SourceError(
        "The earlier report cannot be read.",
        where=str(folder),
        expected=f"{_MANIFEST} and {_FRONT}, as praksis report writes them",
        fix="write the earlier report again, or give another folder",
    )
