"""How does Statistikbanken print a table?

UTF-8 with a byte order mark, semicolons, CRLF, a header of upper-case codes, codes as
values, the country (000) as an area among the municipalities, totals among the parts,
and time moving fastest. The extracts made here hold each sex by each age and the grand
total, and leave out the totals by one of the two to stay small.
"""

import gzip
import io
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.synthetic.assumptions import assumed
from analysis.synthetic.calendar import (
    FIRST_PUBLISHED_MONTH,
    MONTHS,
    POPULATION_QUARTERS,
    QUARTERS,
)
from analysis.synthetic.pension import PENSION_AGES, PensionHistory
from analysis.synthetic.places import Places
from analysis.synthetic.population import AGES, Population
from analysis.synthetic.randomness import stream
from analysis.synthetic.recipients import AGE_STARTS, OTHER_BENEFITS

_COUNTRY = "000"
_AUK01_AGES = ("16-24", *(f"{first}-{first + 4}" for first in range(25, 60, 5)), "6099")
_PEN113_AGES = ("1824", *(f"{first}{first + 4}" for first in range(25, 70, 5)))
_PEN113_STARTS = (18, *range(25, 75, 5))


def compress(text: str) -> bytes:
    """Return the bytes of a file: byte order mark, then gzip without name or time."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as file:
        file.write(text.encode("utf-8-sig"))
    return packed.getvalue()


def print_population(places: Places, population: Population) -> str:
    """Return FOLK1A: everybody (IALT) and the single ages 16-69, by sex."""
    both = population.total.sum(axis=1, keepdims=True)
    lines = ["OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD"]
    for area, place in _areas(places):
        totals = _at(np.concatenate([both, population.total], axis=1), place)
        ages = _at(population.by_age, place)
        for sex, name in enumerate(("TOT", "1", "2")):
            lines += _series(f"{area};{name};IALT;TOT", POPULATION_QUARTERS, totals[sex])
            if sex:
                for age, values in zip(AGES, ages[sex - 1], strict=True):
                    lines += _series(f"{area};{name};{age};TOT", POPULATION_QUARTERS, values)
    return _join(lines)


def print_recipients(
    places: Places, recipients: dict[str, NDArray[np.int64]], pension: PensionHistory
) -> str:
    """Return AUK01: full-time recipients by benefit, sex, age group and quarter."""
    tables = {"FP": _quarterly_pension(pension)} | recipients
    lines = ["OMRÅDE;YDELSESTYPE;KØN;ALDER;TID;INDHOLD"]
    for area, place in _areas(places):
        for code in ("FP", *OTHER_BENEFITS):
            lines += _total_and_parts(
                f"{area};{code}",
                _at(np.moveaxis(tables[code], 0, -1), place),
                sexes=("TOT", "M", "K"),
                ages=("TOT", *_AUK01_AGES),
                times=QUARTERS,
            )
    return _join(lines)


def print_pension(places: Places, pension: PensionHistory) -> str:
    """Return PEN113: recipients (80, total only) and new recipients (82), by month.

    The two newest months of new recipients are not complete yet, as in the real table.
    """
    months = MONTHS[FIRST_PUBLISHED_MONTH:]
    recipients = pension.recipients[FIRST_PUBLISHED_MONTH:].sum(axis=(2, 3))
    awards = _reported(_in_groups(pension.awards[FIRST_PUBLISHED_MONTH:], _PEN113_STARTS))
    lines = ["OMRÅDE;YDELSESTYPE;MODTAG1;KØN;ALDER;TID;INDHOLD"]
    for area, place in _areas(places):
        lines += _series(f"{area};40;80;MOK;1869", months, _at(recipients.T, place))
        lines += _total_and_parts(
            f"{area};40;82",
            _at(np.moveaxis(awards, 0, -1), place),
            sexes=("MOK", "M", "K"),
            ages=("1869", *_PEN113_AGES),
            times=months,
        )
    return _join(lines)


def _areas(places: Places) -> list[tuple[str, int | None]]:
    """Return every area's code with its place in the arrays; None is the country."""
    return [(_COUNTRY, None), *((str(code), place) for place, code in enumerate(places.codes))]


def _at(table: NDArray[np.int64], place: int | None) -> NDArray[np.int64]:
    """Return one municipality, or the sum of all, from an array that begins with them."""
    return np.asarray(table.sum(axis=0) if place is None else table[place])


def _total_and_parts(
    prefix: str,
    cells: NDArray[np.int64],
    *,
    sexes: tuple[str, str, str],
    ages: tuple[str, ...],
    times: tuple[str, ...],
) -> list[str]:
    """Return the lines of the grand total, then of each sex by each age.

    `cells` has the shape (2, number of ages without the total, number of times).
    """
    lines = _series(f"{prefix};{sexes[0]};{ages[0]}", times, cells.sum(axis=(0, 1)))
    for sex, rows in zip(sexes[1:], cells, strict=True):
        for age, values in zip(ages[1:], rows, strict=True):
            lines += _series(f"{prefix};{sex};{age}", times, values)
    return lines


def _series(prefix: str, times: tuple[str, ...], values: NDArray[np.int64]) -> list[str]:
    return [f"{prefix};{time};{value}" for time, value in zip(times, values.tolist(), strict=True)]


def _join(lines: list[str]) -> str:
    return "\r\n".join([*lines, ""])


def _quarterly_pension(pension: PensionHistory) -> NDArray[np.int64]:
    """Return AUK01's førtidspension: the mean of three months, shape (32, 98, 2, 9)."""
    monthly = _in_groups(pension.recipients, AGE_STARTS)
    quarterly = monthly.reshape(len(QUARTERS), 3, *monthly.shape[1:]).sum(axis=1)
    return np.asarray((quarterly + 1) // 3)


def _in_groups(history: NDArray[np.int64], starts: tuple[int, ...]) -> NDArray[np.int64]:
    """Return the sums over groups of ages, each from one start to before the next."""
    groups = [
        history[..., (first <= PENSION_AGES) & (after > PENSION_AGES)].sum(axis=-1)
        for first, after in pairwise(starts)
    ]
    return np.stack(groups, axis=-1)


def _reported(awards: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the awards as first reported: the newest months are short."""
    rng = stream("reporting")
    reported = awards.copy()
    for back, share in sorted(assumed("late_reporting").items()):
        reported[-back] = rng.binomial(awards[-back], share)
    return reported
