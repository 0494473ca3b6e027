"""Which municipality does an area of a publisher's table mean, if any?

Publishers mix the country, regions, provinces and municipalities in one column, by code
or by name, in Danish or English. What is no municipality is left out; what is unknown
is refused, since it may be a municipality of before 2007 or a name misspelt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from analysis.errors import ContractError
from analysis.parameters.loader import load_yaml
from analysis.sources.privacy import show_value


@dataclass(frozen=True)
class Gazetteer:
    """The municipalities by code and by every way their names are written.

    Attributes
    ----------
    codes : frozenset of str
        Codes of the municipalities.
    code_by_name : dict of str to str
        Code by normalised name.
    """

    codes: frozenset[str]
    code_by_name: dict[str, str]

    def find(self, text: str) -> str | None:
        """Return the code of a municipality, or None for anything else."""
        text = text.strip()
        if text.isdigit():
            return _bare(text) if _bare(text) in self.codes else None
        return self.code_by_name.get(_normal(text))

    def resolve(self, text: str, *, where: str) -> str | None:
        """Return the code of a municipality, or None for an area that is known to be none.

        Raises
        ------
        ContractError
            If the area is unknown.
        """
        code = self.find(text)
        if code is not None or _is_other_area(text.strip()):
            return code
        is_old = text.strip().isdigit() and _is_before_2007(int(text))
        raise ContractError(
            f"{show_value(text)} is no municipality"
            + (" since the reform of 2007." if is_old else "."),
            where=where,
            expected="one of the municipalities by code or name, or a region, province or country",
            fix="use figures for the municipalities after 1 January 2007; earlier ones were merged"
            if is_old
            else "correct the name, or add it to variants in analysis/parameters/areas.yaml",
        )


def make_gazetteer(municipalities: pd.DataFrame) -> Gazetteer:
    """Make the gazetteer of the municipalities in the dataset of that name.

    Examples
    --------
    >>> gazetteer = make_gazetteer(pd.DataFrame(
    ...     {"municipality_code": ["9901"], "municipality_name": ["Aby"]}))
    >>> gazetteer.find("aby kommune"), gazetteer.find("Region Syd")
    ('9901', None)
    """
    codes = frozenset(municipalities["municipality_code"])
    pairs = zip(
        municipalities["municipality_name"], municipalities["municipality_code"], strict=True
    )
    names = {_normal(name): code for name, code in pairs}
    variants = load_yaml("areas")["variants"].items()
    return Gazetteer(codes, {_normal(n): c for n, c in variants if c in codes} | names)


def _normal(name: str) -> str:
    """Return a name as it is compared: lower case, aa for å, no 'kommune', no hyphens."""
    name = re.sub(r"\s+kommune$", "", name.casefold().strip()).replace("å", "aa")
    return re.sub(r"[\s-]+", " ", name)


def _bare(code: str) -> str:
    return str(int(code))


def _is_other_area(text: str) -> bool:
    other = load_yaml("areas")["other_areas"]
    if text.isdigit():
        return int(text) in other["codes"]
    names = {_normal(name) for name in other["names"]}
    return _normal(text) in names or _normal(text).startswith(
        tuple(f"{prefix.casefold()} " for prefix in other["prefixes"])
    )


def _is_before_2007(code: int) -> bool:
    limits = load_yaml("areas")["before_2007"]
    return bool(limits["lowest"] <= code <= limits["highest"])
