"""Which numbers of a pack can a number in a paper be, exactly or rounded?

A number is *exact* when it is written as the pack prints it. It is *rounded* when the
finding's own value, rounded to the nearest at some decimal place, gives it, and it is not
further off than an honest rounding may be.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from analysis.findings.register import Finding, Number
from analysis.packs.record import PackRecord
from analysis.packs.tracing.tokens import NumberToken, find_numbers

# Two significant digits are never further off than this.
MOST_OFF = 0.05
MOST_OFF_WHEN_HEDGED = 0.10
_HEDGED = re.compile(
    r"\b(?:omkring|cirka|ca\.?|rundt regnet|omtrent|næsten|knap|godt|over|under|mere end|"
    r"mindre end|op mod|op til|godt og vel|lidt over|lidt under|tæt på|mindst|højst)\s*$",
    re.IGNORECASE,
)
_BELOW = re.compile(r"\b(?:knap|næsten|op mod|lidt under|under)\s*$", re.IGNORECASE)
_ABOVE = re.compile(r"\b(?:godt|godt og vel|over|mere end|lidt over|mindst)\s*$", re.IGNORECASE)
_COUNTS = {
    "persons": "people",
    "fulltime_persons": "people",
    "estimated_persons": "people",
    "awards": "awards",
    "cases": "cases",
    "municipalities": "municipalities",
}
_NOUNS = {
    **dict.fromkeys(
        ("personer", "borgere", "mennesker", "fuldtidspersoner", "modtagere"), "people"
    ),
    **dict.fromkeys(("tilkendelser", "tilkendte"), "awards"),
    **dict.fromkeys(("sager", "klager", "borgersager"), "cases"),
    **dict.fromkeys(("kommuner", "kommunerne"), "municipalities"),
}


class Fit(IntEnum):
    """How well a number in a paper agrees with one of the pack."""

    NONE = 0
    ROUNDED = 1
    EXACT = 2


@dataclass(frozen=True)
class Target:
    """One number or limit of a finding, as it can be met in a paper.

    Attributes
    ----------
    finding : Finding
        Whose.
    number : Number
        Which of its numbers.
    role : str
        ``value``, ``lower`` or ``upper``.
    exact : float
        Its value in the unit it is printed in: per cent for shares.
    printed : float
        The same as it is printed.
    text : str
        As it is printed.
    """

    finding: Finding
    number: Number
    role: str
    exact: float
    printed: float
    text: str

    @property
    def has_limits(self) -> bool:
        """Tell whether the number's limits say how sure it is."""
        is_range = self.finding.kind.value == "benchmark" and self.number.key == "expected"
        return self.number.lower is not None and self.number.upper is not None and not is_range


def list_targets(record: PackRecord) -> tuple[Target, ...]:
    """Return every number and limit of a pack's findings.

    Parameters
    ----------
    record : PackRecord
        The pack.
    """
    return tuple(
        target
        for finding in record.findings
        for number in finding.numbers
        for target in _of_number(finding, number)
    )


def fit(token: NumberToken, target: Target, *, before: str = "", is_bare: bool = False) -> Fit:
    """Tell whether a number in a paper is a number of the pack, exactly or rounded.

    Parameters
    ----------
    token : NumberToken
        As it stands in the paper.
    target : Target
        As the pack has it.
    before : str
        The words right before it, which may say that it is rounded.
    is_bare : bool, default False
        Whether its unit may stand elsewhere, as in a table.
    """
    best = Fit.NONE
    for value, step in _readings(token, target, is_bare=is_bare):
        best = max(best, _compare(value, step, token, target, before))
        if best is Fit.EXACT:
            break
    return best


def fit_plain(value: float, target: Target) -> Fit:
    """Tell whether a number behind a chart, with all its decimals, is one of the pack.

    Parameters
    ----------
    value : float
        As the chart's data have it; shares as fractions or in per cent.
    target : Target
        As the pack has it.
    """
    if not math.isfinite(target.exact):
        return Fit.NONE
    readings = [value, 100 * value] if target.number.unit == "share" else [value]
    if target.number.unit == "thousand_kroner":
        readings += [1e3 * value, value / 1e3]
    if any(
        _near(each, target.exact, 1e-6) or _near(each, target.printed, 1e-9) for each in readings
    ):
        return Fit.EXACT
    return Fit.ROUNDED if any(_near(each, target.exact, 0.005) for each in readings) else Fit.NONE


def is_unit_alike(token: NumberToken, target: Target, *, is_bare: bool = False) -> bool:
    """Tell whether a number in a paper could count what a number of the pack counts."""
    return next(_readings(token, target, is_bare=is_bare), None) is not None


def is_small(token: NumberToken) -> bool:
    """Tell whether a number is so small and plain that it could be anything."""
    is_whole = float(token.value).is_integer() and token.step == 1
    is_plain = token.unit in {"", "years", "months", "days"} and token.scale == 1
    return is_whole and is_plain and not token.is_signed and abs(token.value) <= 12


def _of_number(finding: Finding, number: Number) -> Iterator[Target]:
    scale = 100.0 if number.unit == "share" else 1.0
    parts = [("value", number.value, number.text)]
    if number.lower is not None and number.upper is not None:
        texts = number.limits_text.removesuffix(" %").split(" til ")
        parts += [("lower", number.lower, texts[0]), ("upper", number.upper, texts[-1])]
    for role, value, text in parts:
        read = find_numbers(text)
        if math.isfinite(value) and read:
            yield Target(finding, number, role, scale * value, read[0].value, text)


def _readings(
    token: NumberToken, target: Target, *, is_bare: bool
) -> Iterator[tuple[float, float]]:
    """Yield what the token is worth in the target's unit, with the worth of its last digit."""
    unit = target.number.unit
    value, step, scale = token.value, token.step, token.scale
    if unit == "share":
        if token.unit in {"percent", "points"} or (is_bare and not token.unit and scale == 1):
            yield value, step
        if is_bare and 0 < abs(value) < 1:
            yield 100 * value, 100 * step
    elif unit == "ratio":
        if token.unit == "percent":
            yield value / 100, step / 100
            yield 1 - value / 100, step / 100
        elif not token.unit and scale == 1 and token.noun not in _NOUNS:
            yield value, step
    elif unit == "thousand_kroner":
        if scale > 1:
            yield value * scale / 1e3, step * scale / 1e3
        elif token.unit == "kroner":
            yield value / 1e3, step / 1e3
            yield value, step
        elif not token.unit:
            yield value, step
    elif unit in {"weeks", "years"}:
        if token.unit in {unit, ""} and scale == 1 and token.noun not in _NOUNS:
            yield value, step
    elif not token.unit and _COUNTS.get(unit, "") in {_NOUNS.get(token.noun), ""} | _any(token):
        yield value * scale, step * scale


def _any(token: NumberToken) -> set[str]:
    """Return every class of counts where the word after a number names none."""
    return set() if token.noun in _NOUNS else set(_COUNTS.values())


def _compare(value: float, step: float, token: NumberToken, target: Target, before: str) -> Fit:
    """Hold one reading against the number; an unsigned one against its size."""
    signed = token.is_signed
    ours = value if signed else abs(value)
    printed = target.printed if signed else abs(target.printed)
    exact = target.exact if signed else abs(target.exact)
    if token.is_word and token.unit == "percent":
        return Fit.ROUNDED if abs(ours - exact) <= 5 else Fit.NONE
    if _near(ours, printed, 1e-9):
        # *7 uger* is no exact quotation of 7,0: fewer decimals are a rounding.
        return Fit.EXACT if step <= _printed_step(target.text) else Fit.ROUNDED
    if _near(ours, exact, 1e-9):
        return Fit.ROUNDED
    return Fit.ROUNDED if _is_rounding(ours, step, exact, target.number.unit, before) else Fit.NONE


def _printed_step(text: str) -> float:
    """Return the worth of the last digit of a printed number, a little enlarged."""
    decimals = re.search(r",(\d+)", text)
    return 1.001 * 10.0 ** -(len(decimals.group(1)) if decimals else 0)


def _is_rounding(value: float, step: float, exact: float, unit: str, before: str) -> bool:
    """Tell whether a value is an honest rounding of an exact one."""
    hedged = _HEDGED.search(before) is not None
    most = MOST_OFF_WHEN_HEDGED if hedged else MOST_OFF
    off = abs(value - exact)
    is_fine = {"weeks": step <= 1, "ratio": step <= 0.1, "share": step <= 1}.get(unit, False)
    if off > most * abs(exact) and not is_fine:
        return False
    for unit_step in _steps(value, step):
        if off <= unit_step / 2 * (1 + 1e-9):
            return True
        if off < unit_step and (
            (value >= exact and _BELOW.search(before)) or (value <= exact and _ABOVE.search(before))
        ):
            return True
    return False


def _steps(value: float, step: float) -> Iterator[float]:
    """Yield the decimal places that a number can have been rounded to."""
    yield step
    written = round(abs(value) / step)
    while written and written % 10 == 0:
        step *= 10
        written //= 10
        yield step


def _near(one: float, other: float, tolerance: float) -> bool:
    return math.isclose(one, other, rel_tol=tolerance, abs_tol=1e-12)
