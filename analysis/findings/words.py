"""Which words does a finding use, in Danish and in English?

The words are data, one file per language with the same keys, so that one rule fills in
both and neither can claim more than the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from analysis.concepts import Benefit, Stage, Unit
from analysis.errors import RequestError
from analysis.labels import LANGUAGES

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Words:
    """The words of one language.

    Attributes
    ----------
    language : str
        ``da`` or ``en``.
    entries : dict
        The content of the file of words.
    """

    language: str
    entries: dict[str, Any]

    def verdict(self, verdict: str, stage: Stage) -> str:
        """Return a verdict as it stands in a table."""
        return str(self.entries["verdicts"][stage.value][verdict])

    def word(self, group: str, name: str) -> str:
        """Return one of the alternatives of a group, such as the direction ``lower``."""
        return str(self.entries[group][name])

    def fill(self, sentence: str, **values: str) -> str:
        """Return a sentence or a part of one, filled in."""
        found = self.entries["sentences"].get(sentence) or self.entries["parts"][sentence]
        return str(found).format(**values)

    def benefit(self, benefit: Benefit) -> str:
        """Return the name of a benefit; in Danish that of the glossary."""
        return str(self.entries.get("benefits", {}).get(benefit.value, benefit.label))

    def unit(self, unit: Unit) -> str:
        """Return the name of a unit; in Danish that of the glossary."""
        return str(self.entries.get("units", {}).get(unit.value, unit.label))

    def stage(self, stage: Stage) -> str:
        """Return the name of a stage."""
        return self.word("stage", stage.value)


def words_in(language: str) -> Words:
    """Return the words of a language.

    Parameters
    ----------
    language : {'da', 'en'}
        The language.

    Raises
    ------
    RequestError
        If there are no words in it.

    Examples
    --------
    >>> words_in("en").benefit(Benefit.FLEKSJOB)
    'flexi-jobs'
    """
    if language not in LANGUAGES:
        raise RequestError(
            f"There are no findings in the language {language!r}.",
            where="the parameter language",
            expected=" or ".join(LANGUAGES),
            fix="choose one of them",
        )
    return _read(language)


@lru_cache(maxsize=len(LANGUAGES))
def _read(language: str) -> Words:
    """Read the file of words of one language."""
    path = _FOLDER / f"words.{language}.yaml"
    return Words(language, yaml.safe_load(path.read_text(encoding="utf-8")))
