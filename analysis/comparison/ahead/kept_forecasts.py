"""Did the forecasts that were kept hold, once the figures came?

A forecast that is worked out again afterwards knows the late reports. One that was written
down before does not. So the intervals of the next period are kept in a small file when a
report is made, one file per headline and period, and are read again when the period is
in the data. A file is never written over: what was said first stays.

Synthetic forecasts are kept in files of their own, and are never held against observed
figures, nor the other way round.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.comparison.ahead.forecast_scores import HeldForecasts, score_forecasts, with_outcome
from analysis.comparison.ahead.forecasts import Forecasts
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.headlines import Headline
from analysis.concepts import Lineage, Origin, Period
from analysis.datasets.project import project_root
from analysis.errors import AnalysisError, SourceError

FOLDER = Path("data") / "forecasts"
_TEXTS = (
    "headline", "table", "unit", "period", "made_with", "municipality_code", "origin",
    "inputs_sha256",
)  # fmt: skip
_NUMBERS = ("expected", "lower", "upper", "level")


@dataclass(frozen=True)
class KeptFiles:
    """What happened when forecasts were to be kept, by file name.

    Attributes
    ----------
    written : tuple of str
        New files.
    same : tuple of str
        Files that stood there with the same forecasts.
    stayed : tuple of str
        Files that stood there with other forecasts, from other data or an earlier
        version: they stay as they were.
    """

    written: tuple[str, ...]
    same: tuple[str, ...]
    stayed: tuple[str, ...]


@dataclass(frozen=True)
class KeptScore:
    """The kept forecasts of one headline and period, held against what came.

    Attributes
    ----------
    headline : Headline
        What is counted.
    period, made_with : Period
        Foreseen period, and the newest one that was known then.
    held : HeldForecasts
        How many held.
    focus_lower, focus_upper, focus_observed : float or None
        The focus's interval and what came; None where it had none.
    lineage : Lineage
        The raw files behind what came.
    """

    headline: Headline
    period: Period
    made_with: Period
    held: HeldForecasts
    focus_lower: float | None
    focus_upper: float | None
    focus_observed: float | None
    lineage: Lineage


@dataclass(frozen=True)
class KeptScores:
    """All kept forecasts whose period has come.

    Attributes
    ----------
    focus_name : str
        Name of the municipality.
    scores : tuple of KeptScore
        The newest period first.
    set_aside : tuple of str
        Files whose period has come but whose origin is another than the figures'.
    unreadable : tuple of str
        Files that are no forecasts of ours, or are damaged.
    lineage : Lineage
        The raw files behind what came.
    """

    focus_name: str
    scores: tuple[KeptScore, ...]
    set_aside: tuple[str, ...]
    unreadable: tuple[str, ...]
    lineage: Lineage


def forecast_records(forecasts: Forecasts) -> list[dict[str, Any]]:
    """Return the next period's intervals as plain records, ready to be kept.

    Parameters
    ----------
    forecasts : Forecasts
        Of one report, all municipalities.

    Returns
    -------
    list of dict
        One per headline and municipality; ``is_next`` tells whether the data had nothing
        newer, without which a record is not kept.
    """
    records = []
    for measure in forecasts.measures:
        checksum = _joint_checksum(measure.lineage.inputs, forecasts.checksums)
        for row in measure.ahead.to_dict("records"):
            records.append(
                {
                    "headline": measure.headline.id,
                    "table": measure.table,
                    "unit": measure.unit,
                    "period": row["period"],
                    "made_with": row["made_with"],
                    "municipality_code": row["municipality_code"],
                    **{name: round(float(row[name]), 6) for name in _NUMBERS},
                    "origin": measure.lineage.origin.value,
                    "inputs_sha256": checksum,
                    "is_next": measure.is_next,
                }
            )
    return records


def keep_forecasts(records: Iterable[Mapping[str, Any]], folder: Path) -> KeptFiles:
    """Write forecasts to files that are never written over.

    Parameters
    ----------
    records : iterable of mapping
        As `forecast_records` returns them. Those that are no forecast of a period still
        to come (``is_next`` false or absent) are left out.
    folder : Path
        Made if it is not there.

    Returns
    -------
    KeptFiles
        Which files are new, and which stood there.

    Raises
    ------
    SourceError
        If the folder cannot be written to.
    """
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for record in records:
        if record.get("is_next"):
            groups.setdefault(_file_name(record), []).append(record)
    names: dict[str, list[str]] = {"written": [], "same": [], "stayed": []}
    for name, rows in sorted(groups.items()):
        content = _as_csv(rows)
        try:
            is_new = _write_once(folder / name, content)
            stands = content if is_new else (folder / name).read_bytes()
        except OSError as error:
            raise SourceError(
                "The forecasts cannot be kept.",
                where=str(folder),
                expected="a folder that you may write to, with space left",
                fix="free the folder; the report itself is not affected",
            ) from error
        outcome = "written" if is_new else "same" if stands == content else "stayed"
        names[outcome].append(name)
    return KeptFiles(**{outcome: tuple(files) for outcome, files in names.items()})


def score_kept(comparison: PracticeComparison, *, folder: str | Path = "") -> KeptScores:
    """Hold kept forecasts against what came, where it has come.

    Parameters
    ----------
    comparison : PracticeComparison
        The figures of today, up to the period of the comparison.
    folder : str or Path, default ''
        Where forecasts are kept. Empty: ``data/forecasts`` of the project.

    Returns
    -------
    KeptScores
        Nothing of forecasts whose period is still to come, so that keeping a report's own
        forecasts does not change the report.
    """
    place = Path(folder).expanduser() if str(folder) else project_root() / FOLDER
    scores, set_aside, unreadable = [], [], []
    for path in sorted(place.glob("*.csv")):
        try:
            frame = _read(path)
        except SourceError:
            unreadable.append(path.name)
            continue
        found = _score(frame, comparison)
        if found is None:
            continue
        if isinstance(found, str):
            set_aside.append(path.name)
        else:
            scores.append(found)
    scores.sort(key=lambda s: (-s.period.last_day.toordinal(), s.headline.id))
    lineage = reduce(or_, (s.lineage for s in scores), comparison.name_lineage)
    return KeptScores(
        comparison.focus_name, tuple(scores), tuple(set_aside), tuple(unreadable), lineage
    )


def _score(frame: pd.DataFrame, comparison: PracticeComparison) -> KeptScore | str | None:
    """Return the score of one file, why it is set aside, or None where nothing has come."""
    first = frame.iloc[0]
    measure = next(
        (
            m
            for m in comparison.measures
            if (m.headline.id, m.cells.source.table, m.cells.source.unit.value)
            == (first["headline"], first["table"], first["unit"])
        ),
        None,
    )
    period = Period.parse(first["period"])
    if measure is None or period not in measure.cells.periods or period > comparison.period:
        return None
    lineage = measure.cells.lineages[measure.cells.periods.index(period)]
    if lineage.origin is not Origin(first["origin"]):
        return "another origin"
    rows = with_outcome(frame, measure.cells)
    held = score_forecasts(rows, level=float(first["level"]))
    if held is None:
        return None
    own = rows[rows["municipality_code"] == comparison.focus]
    lower, upper, observed = (
        None if own.empty else float(own[name].iloc[0]) for name in ("lower", "upper", "n_observed")
    )
    return KeptScore(
        headline=measure.headline,
        period=period,
        made_with=Period.parse(first["made_with"]),
        held=held,
        focus_lower=lower,
        focus_upper=upper,
        focus_observed=observed,
        lineage=lineage,
    )


def _joint_checksum(files: Iterable[str], checksums: Mapping[str, str]) -> str:
    """Return one checksum over those of several raw files."""
    lines = "".join(f"{checksums.get(file, '')}  {file}\n" for file in sorted(files))
    return hashlib.sha256(lines.encode()).hexdigest()


def _file_name(record: Mapping[str, Any]) -> str:
    """Return a name that synthetic and observed forecasts, and two sources, never share."""
    made = "-syntetisk" if record["origin"] == Origin.SYNTHETIC.value else ""
    return f"{record['headline']}-{record['table']}-{record['period']}{made}.csv"


def _as_csv(rows: list[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_TEXTS, *_NUMBERS])
    for row in sorted(rows, key=lambda each: str(each["municipality_code"])):
        numbers = [repr(round(float(row[name]), 6)) for name in _NUMBERS]
        writer.writerow([*(row[name] for name in _TEXTS), *numbers])
    return text.getvalue().encode("utf-8")


def _write_once(path: Path, content: bytes) -> bool:
    """Write beside and link into place; an existing file stays. Tell whether it is new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A link fails where the name is taken, and never shows a half-written file.
        os.link(beside, path)
    except FileExistsError:
        return False
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return True


def _read(path: Path) -> pd.DataFrame:
    """Read one kept file, or refuse it."""
    try:
        frame = pd.read_csv(path, dtype=dict.fromkeys(_TEXTS, str), keep_default_na=False)
        numbers = frame[list(_NUMBERS)].astype(float)
        headers = frame[["headline", "table", "unit", "period", "made_with", "origin"]]
        is_one = len(headers.drop_duplicates()) == 1
        Period.parse(frame["period"].iloc[0]), Period.parse(frame["made_with"].iloc[0])
        Origin(frame["origin"].iloc[0])
        is_fine = is_one and numbers.notna().all(axis=None) and frame["level"].between(0, 1).all()
    except (OSError, ValueError, KeyError, IndexError, AnalysisError):
        is_fine = False
    if not is_fine:
        raise SourceError(
            f"{path.name} holds no forecasts that can be read.",
            where=str(path.parent),
            expected="a file as it was written when a report was made",
            fix="take the file out of the folder, or restore it from a copy",
        )
    return frame
