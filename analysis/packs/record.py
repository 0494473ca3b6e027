"""What did a pack say, so that the next one can be held against it?

Every delivered pack holds one file, ``fund.json``: the findings with their numbers, the
recommendations and milestones as they stood, the inputs with checksums, and the version of
the method. *What changed since last quarter* reads it, and so does the checker that traces
the numbers of an edited paper.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import SourceError
from analysis.findings.register import Finding, FindingRegister
from analysis.labels import date

NAME = "fund.json"
VERSION = 1


@dataclass(frozen=True)
class PackRecord:
    """One pack, as it is remembered.

    Attributes
    ----------
    municipality_code, municipality_name : str
        Whose.
    period : str
        The period of the benchmark, such as ``2025K4``.
    meeting_date : str
        ``YYYY-MM-DD``; empty where no meeting was set.
    date : str
        The date printed, ``YYYY-MM-DD``.
    status : str
        ``udkast`` or ``godkendt``.
    release : str
        ``lukket`` or ``offentlig``.
    findings : tuple of Finding
        The register of the quarter.
    missing : mapping of str to str
        By kind, why there is nothing of it.
    recommendations : tuple of mappings
        ``id``, ``number``, ``title``, ``owner``, ``deadline``, ``status``, ``verdict`` (of
        its basis), ``verdict_words``, ``strength``, ``basis`` (finding id to state).
    milestones : tuple of mappings
        ``id``, ``title``, ``owner``, ``planned_end``, ``current_end``, ``expected_end`` (with
        what earlier tasks push), ``done_on``, ``status``.
    inputs : tuple of mappings
        ``file``, ``sha256``, ``extracted``, ``origin``, ``publisher``.
    method : mapping of str to str
        ``version`` of the package and ``code``, a digest of its source and parameters.
    request : mapping
        What the pack was asked to be: peers, seed, level and the like.
    """

    municipality_code: str
    municipality_name: str
    period: str
    meeting_date: str
    date: str
    status: str
    release: str
    findings: tuple[Finding, ...]
    missing: Mapping[str, str] = field(default_factory=dict)
    recommendations: tuple[Mapping[str, Any], ...] = ()
    milestones: tuple[Mapping[str, Any], ...] = ()
    inputs: tuple[Mapping[str, Any], ...] = ()
    method: Mapping[str, str] = field(default_factory=dict)
    request: Mapping[str, Any] = field(default_factory=dict)

    @property
    def register(self) -> FindingRegister:
        """Return the findings as a register."""
        return FindingRegister(self.findings, self.missing)

    @property
    def name(self) -> str:
        """Return what the pack is called when another refers to it."""
        when = f", møde {_danish(self.meeting_date)}" if self.meeting_date else ""
        return f"{self.municipality_name}, {self.period}, {_danish(self.date)}{when}"

    def to_json(self) -> dict[str, Any]:
        """Return the record as plain JSON values, the same for the same pack."""
        return {
            "version": VERSION,
            "municipality_code": self.municipality_code,
            "municipality_name": self.municipality_name,
            "period": self.period,
            "meeting_date": self.meeting_date,
            "date": self.date,
            "status": self.status,
            "release": self.release,
            "findings": [each.to_json() for each in self.findings],
            "missing": dict(self.missing),
            "recommendations": [dict(each) for each in self.recommendations],
            "milestones": [dict(each) for each in self.milestones],
            "inputs": [dict(each) for each in self.inputs],
            "method": dict(self.method),
            "request": dict(self.request),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> PackRecord:
        """Build the record from its JSON values."""
        texts = {
            name: str(values[name])
            for name in (
                *("municipality_code", "municipality_name", "period", "meeting_date", "date"),
                *("status", "release"),
            )
        }
        return cls(
            **texts,
            findings=tuple(Finding.from_json(each) for each in values["findings"]),
            missing=values["missing"],
            recommendations=tuple(values["recommendations"]),
            milestones=tuple(values["milestones"]),
            inputs=tuple(values["inputs"]),
            method=values["method"],
            request=values["request"],
        )


def read_record(folder: Path) -> PackRecord:
    """Read what a delivered pack said.

    Parameters
    ----------
    folder : Path
        The folder of the pack.

    Raises
    ------
    SourceError
        If there is no pack, if its record cannot be read, or if it is of another version.
    """
    path = folder / NAME
    if not path.is_file():
        raise SourceError(
            "This folder holds no pack.",
            where=str(folder),
            expected=f"a folder written by praksis pack, with {NAME}",
            fix="give the folder of an earlier pack, or leave --against out",
        )
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["version"] != VERSION:
            raise _of_another_version(path, values["version"])
        return PackRecord.from_json(values)
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(
            "The record of this pack cannot be read.",
            where=str(path),
            expected=f"the file as praksis pack wrote it ({type(error).__name__} instead)",
            fix="render that pack again, or hold this one against another",
        ) from None


def _danish(day: str) -> str:
    """Write an ISO date as a reader meets it."""
    return date(dt.date.fromisoformat(day))


def _of_another_version(path: Path, version: Any) -> SourceError:
    return SourceError(
        f"The record of this pack has version {version}, and this program reads {VERSION}.",
        where=str(path),
        fix="render that pack again with this version",
    )
