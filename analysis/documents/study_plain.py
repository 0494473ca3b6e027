"""What does a practice study say, as plain text for a terminal?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.study.model import PracticeEntry, Study
from analysis.study.strength import rate_analysis, rate_entry
from analysis.study.themes import find_theme, load_themes


def write_plain_study(study: Study, *, names: Mapping[str, str], theme: str = "") -> str:
    """Return the entries theme by theme, and the analyses when no theme is asked for.

    Parameters
    ----------
    study : Study
        What is known.
    names : mapping of str to str
        Names of the municipalities by code.
    theme : str, default ''
        Only this theme.

    Raises
    ------
    RequestError
        If there is no such theme.
    """
    themes = [find_theme(theme)] if theme else list(load_themes().values())
    lines: list[str] = []
    for each in themes:
        lines += [f"{each.label} [{each.id}]: {each.question}"]
        found = [entry for entry in study.entries if entry.theme == each.id]
        lines += [line for entry in found for line in _say_entry(entry, names)]
        lines += ["", ""] if found else ["  ikke undersøgt i nogen kommune", ""]
    if not theme and study.analyses:
        lines += ["Eksisterende analyser"]
        for analysis in study.analyses:
            strength = rate_analysis(analysis).strength.label
            lines += [
                f"  {analysis.title}. {analysis.publisher}, {analysis.published.label}",
                f"    {analysis.result or 'kun titlen er læst'} (styrke: {strength})",
            ]
    return "\n".join(lines).rstrip() + "\n"


def _say_entry(entry: PracticeEntry, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of one entry."""
    name = names.get(entry.municipality_code, entry.municipality_code)
    short = f" [{entry.short}]" if entry.short else ""
    yield f"  {name}, {entry.period_label}{short}: {entry.practice}"
    strength = rate_entry(entry).strength.label
    yield f"    {entry.known_by.label}, {entry.reading.label}, styrke: {strength}"
