"""Which headings does a municipality's cover paper have, and in which order?

The forms stand in one data file, so that a municipality with another form adds lines and
no code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from analysis.errors import RenderingError


@dataclass(frozen=True)
class CoverForm:
    """The form of a cover paper.

    Attributes
    ----------
    name : str
        Such as ``koebenhavn``.
    label : str
        What a reader sees it called.
    meeting_label, case_label : str
        The words before the meeting and the case number.
    headings : tuple of str
        In the order of the paper.
    """

    name: str
    label: str
    meeting_label: str
    case_label: str
    headings: tuple[str, ...]


def load_form(name: str) -> CoverForm:
    """Return a form by its name.

    Raises
    ------
    RenderingError
        If there is no such form.

    Examples
    --------
    >>> load_form("koebenhavn").headings[:2]
    ('Indstilling', 'Problemstilling')
    """
    forms = _load_forms()
    if name not in forms:
        raise RenderingError(
            f"There is no form {name!r} for a cover paper.",
            where="analysis/documents/cover_forms.yaml",
            expected=" or ".join(forms),
            fix="choose one of them, or add a form to the file",
        )
    return forms[name]


@lru_cache(maxsize=1)
def _load_forms() -> dict[str, CoverForm]:
    text = (files("analysis.documents") / "cover_forms.yaml").read_text(encoding="utf-8")
    return {
        name: CoverForm(name=name, **{**values, "headings": tuple(values["headings"])})
        for name, values in yaml.safe_load(text).items()
    }
