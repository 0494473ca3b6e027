"""Which value was in force on a date?

A dated parameter is a YAML file with ``name``, ``unit``, ``reference``, ``verified`` and
``values``; each value has ``valid_from`` and ``valid_to``, both included. A date that no
value covers is an error and never answered with the nearest value.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from analysis.errors import CoverageError, SourceError

# The safe loader in C reads the same and takes an eighth of the time.
_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class DatedValue:
    """One value and the days it is in force, both included."""

    value: float
    valid_from: dt.date
    valid_to: dt.date


@dataclass(frozen=True)
class Parameter:
    """A value of law or money that changes over time.

    Attributes
    ----------
    name, unit, reference : str
        What it is, in which unit, and where it is laid down.
    verified : bool
        Whether somebody has checked the values against the reference.
    values : tuple of DatedValue
        In order of date; they do not overlap.
    """

    name: str
    unit: str
    reference: str
    verified: bool
    values: tuple[DatedValue, ...]

    def at(self, date: dt.date) -> float:
        """Return the value in force on a date, in the parameter's unit.

        Raises
        ------
        CoverageError
            If no value covers the date.

        Examples
        --------
        >>> load_parameter("pension_age").at(dt.date(2019, 7, 1))
        65.5
        """
        for dated in self.values:
            if dated.valid_from <= date <= dated.valid_to:
                return dated.value
        raise CoverageError(
            f"The parameter {self.name} has no value on {date.isoformat()}.",
            where=f"analysis/parameters/{self.name}.yaml",
            expected=f"a date from {self.values[0].valid_from} to {self.values[-1].valid_to}",
            fix="add the value with its reference to the file, or ask for another date",
        )


@lru_cache
def load_parameter(name: str) -> Parameter:
    """Read a dated parameter by its name.

    Raises
    ------
    CoverageError
        If there is no such parameter.
    SourceError
        If its values overlap or end before they begin.
    """
    content = load_yaml(name)
    dated = (
        DatedValue(float(each["value"]), each["valid_from"], each["valid_to"])
        for each in content["values"]
    )
    values = tuple(sorted(dated, key=lambda each: each.valid_from))
    parameter = Parameter(
        content["name"], content["unit"], content["reference"], bool(content["verified"]), values
    )
    _fail_if_values_overlap(parameter)
    return parameter


@lru_cache
def load_yaml(name: str) -> dict[str, Any]:
    """Read one of the YAML files of this package by its name without suffix.

    Raises
    ------
    CoverageError
        If there is no such file.
    """
    file = resources.files(__package__).joinpath(f"{name}.yaml")
    if not file.is_file():
        raise CoverageError(
            f"There is no parameter {name!r}.",
            where="analysis/parameters",
            expected="the name of one of the files there, without .yaml",
            fix="correct the name",
        )
    content: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=_SAFE)
    return content


def _fail_if_values_overlap(parameter: Parameter) -> None:
    ends = [dt.date.min, *(dated.valid_to for dated in parameter.values)]
    for previous_end, dated in zip(ends, parameter.values, strict=False):
        if dated.valid_from <= previous_end or dated.valid_to < dated.valid_from:
            raise SourceError(
                f"The values of {parameter.name} overlap at {dated.valid_from}.",
                where=f"analysis/parameters/{parameter.name}.yaml",
                expected="each value to begin after the one before it ended",
                fix="correct valid_from and valid_to",
            )
