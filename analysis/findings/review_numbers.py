"""How are the coefficients, years and counts of a review written for the eye?

People and shares are written by `analysis.findings.review_outcomes`; here is what only
the pages about the readings and about practice need. A hidden number is ``·``.
"""

from __future__ import annotations

import math

from analysis.concepts import Estimate
from analysis.findings.review_outcomes import people_limits_text, people_text
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import HARD_SPACE, MISSING, interval, number, sentence_case

CANNOT_SAY = "kan ikke angives"
_WHOLE_FROM = 10.0
_SHORT = {
    "KH": "Kontanthjælp",
    "SD": "Sygedagpenge",
    "SOF": "SOF",
    "ej": "ej SOF",
}


def people_with_limits(estimate: Estimate) -> str:
    """Write people with limits; ``·`` where hidden, a dash where there are none.

    Examples
    --------
    >>> people_with_limits(Estimate(421.5, 248.1, 688.7, 0.95, "persons", 8, "beta"))
    '420 (250 til 690)'
    """
    if is_hidden(estimate) or math.isnan(estimate.value):
        return people_text(estimate)
    return f"{people_text(estimate)} ({people_limits_text(estimate)})"


def coefficient_with_limits(estimate: Estimate) -> str:
    """Write a coefficient between -1 and 1 with limits.

    Examples
    --------
    >>> coefficient_with_limits(Estimate(0.75, 0.586, 0.858, 0.95, "coefficient", 68, "t"))
    '0,75 (0,59 til 0,86)'
    """
    if is_hidden(estimate):
        return SIGN
    if math.isnan(estimate.value):
        return MISSING
    limits = interval(estimate.lower, estimate.upper, decimals=2)
    return f"{number(estimate.value, decimals=2)} ({limits})"


def years_with_limits(years: Estimate) -> str:
    """Write years with limits; an infinite upper limit cannot be told.

    Examples
    --------
    >>> years_with_limits(Estimate(2.7, 1.43, 4.66, 0.95, "years", 8, "MOVER"))
    '2,7 (1,4 til 4,7)'
    >>> years_with_limits(Estimate(12.4, 1.43, float("inf"), 0.95, "years", 8, "MOVER"))
    '12 (mindst 1,4; højst: kan ikke angives)'
    """
    if math.isnan(years.value):
        return CANNOT_SAY
    value, lower = _write_years(years.value), _write_years(years.lower)
    if math.isinf(years.upper):
        return f"{value} (mindst {lower}; højst: {CANNOT_SAY})"
    return f"{value} ({lower} til {_write_years(years.upper)})"


def years_in_words(years: Estimate) -> str:
    r"""Write years with limits as a sentence has them.

    Examples
    --------
    >>> years_in_words(Estimate(2.7, 1.43, 4.66, 0.95, "years", 8, "MOVER"))
    '2,7\xa0år (1,4 til 4,7)'
    """
    value, _, limits = years_with_limits(years).partition(" ")
    return f"{value}{HARD_SPACE}år {limits}"


def count_of_cases(count: int) -> str:
    """Write a count of cases; ``·`` where hidden."""
    return SIGN if is_hidden(count) else number(count)


def name_stratum(label: str) -> str:
    """Return a stratum's name in words, where its label is one of the usual ones.

    Examples
    --------
    >>> name_stratum("KH-SOF-10+"), name_stratum("SD-0-26"), name_stratum("Alle")
    ('Kontanthjælp, SOF, 10+ år', 'Sygedagpenge, 0–26 uger', 'Alle')
    """
    parts = label.split("-")
    if len(parts) < 2 or parts[0] not in _SHORT:
        return sentence_case(label)
    words = [_SHORT[parts[0]]]
    rest = parts[1:]
    if rest[0] in _SHORT:
        words.append(_SHORT[rest.pop(0)])
    if rest:
        unit = "uger" if parts[0] == "SD" else "år"
        words.append(f"{'–'.join(rest)} {unit}")
    return ", ".join(words)


def _write_years(value: float) -> str:
    return number(value, decimals=0 if value >= _WHOLE_FROM else 1)
