"""What was left out of a release, and why? Said in Danish to whoever reads it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

from analysis.concepts import Estimate
from analysis.findings.releases import Release
from analysis.labels import number
from analysis.review.results import ReviewResults

_CASES = re.compile(r"(?:op til )?\b(\d+) sag(?:er)?\b")
_NUMBER = r"\d+(?:\.\d{3})*"
_PEOPLE = re.compile(
    rf"(?P<low>{_NUMBER}) til (?P<high>{_NUMBER})|(?P<people>{_NUMBER})(?=\s(?:personer|uden)\b)"
)
_SENTENCE = re.compile(r"(?<=\.) (?=[A-ZÆØÅ])")
# What readers found, and not how many cases they read.
_TELLS_OF_POSITIVES = re.compile(
    r"i (?P<all>\d+) sag(?:er)?, (?:og begge i (?P<both>\d+) af dem|\w+ læser i (?P<other>\d+))"
)
_LEFT_OUT = {"centre": "centre", "age_group": "alder", "sex": "køn"}


def soften_counts(sentence: str, *, below: int) -> str:
    """Return a sentence in which small numbers of cases are no numbers.

    Examples
    --------
    >>> soften_counts("I op til 3 sager er de to læsere uenige.", below=5)
    'I enkelte sager er de to læsere uenige.'
    """

    def _soften(found: re.Match[str]) -> str:
        return "enkelte sager" if 0 < int(found[1]) < below else found[0]

    return _CASES.sub(_soften, sentence)


def round_people_in(sentence: str, *, to: int) -> str:
    """Return a sentence in which numbers of people are multiples of a number.

    Limits are rounded outwards, as those of an estimate are.

    Examples
    --------
    >>> round_people_in("Hovedtallet er 1.117 personer, 292 til 1.948.", to=10)
    'Hovedtallet er 1.120 personer, 290 til 1.950.'
    """
    return write_people_in(
        sentence,
        lambda people: number(round(people / to) * to),
        lower=lambda people: number(math.floor(people / to) * to),
        upper=lambda people: number(math.ceil(people / to) * to),
    )


def write_people_in(
    sentence: str,
    write: Callable[[float], str],
    *,
    lower: Callable[[float], str] | None = None,
    upper: Callable[[float], str] | None = None,
) -> str:
    """Return a sentence in which numbers of people are written in another way.

    Parameters
    ----------
    sentence : str
        Numbers before ``personer`` or ``uden``, and limits, are those of people.
    write, lower, upper : callable
        How a number is written; and a limit, when it is not like the others.

    Examples
    --------
    >>> write_people_in("68 sager. 382 personer med og 389 uden.", lambda people: "mange")
    '68 sager. mange personer med og mange uden.'
    """

    def _value(text: str) -> float:
        return float(text.replace(".", ""))

    def _write_again(found: re.Match[str]) -> str:
        if found["people"] is not None:
            return write(_value(found["people"]))
        low = (lower or write)(_value(found["low"]))
        return f"{low} til {(upper or write)(_value(found['high']))}"

    return _PEOPLE.sub(_write_again, sentence)


def leave_out_small_counts(reading: str, *, below: int) -> str:
    """Return what is said of two readers without how few cases they found somebody in.

    Examples
    --------
    >>> leave_out_small_counts(
    ...     "De er enige i 62 af 68 sager. Mindst én af dem fandt målgruppen i 7 sager, og "
    ...     "begge i 1 af dem. Kappa er 0,46.",
    ...     below=5,
    ... )
    'De er enige i 62 af 68 sager. Kappa er 0,46.'
    """
    sentences = _SENTENCE.split(reading)
    return " ".join(each for each in sentences if not _has_small_count(each, below))


def _has_small_count(sentence: str, below: int) -> bool:
    found = _TELLS_OF_POSITIVES.search(sentence)
    if found is None:
        return False
    counts = [int(found["all"]), int(found["both"] or found["other"])]
    if found["both"] is not None:
        counts.append(counts[0] - counts[1])
    return any(0 < count < below for count in counts)


def write_notes(results: ReviewResults, shown: ReviewResults, rule: Release) -> tuple[str, ...]:
    """Return what a release left out, one sentence each; empty where that is nothing.

    Parameters
    ----------
    results, shown : ReviewResults
        Before and after.
    rule : Release
        What the release leaves out.
    """
    return tuple(_write(results, shown, rule))


def _write(results: ReviewResults, shown: ReviewResults, rule: Release) -> Iterator[str]:
    below = f"færre end {number(rule.suppress_below)} gennemgåede sager"
    cells = [each for part in shown.domains for each in (part.now, part.after)]
    if n := _count(cells):
        yield (
            f"For dele af befolkningen er {number(n)} af {number(len(cells))} tal udeladt af "
            f"diskretion (·): {below} ligger bag, eller tallet ville afsløre et sådant."
        )
    if n := _count([each.people for each in shown.missing_documents]):
        yield (
            f"For manglende dokumenter er {number(n)} af {number(len(shown.missing_documents))} "
            f"tal udeladt af diskretion (·): {below} ligger bag."
        )
    if n := _count(list(shown.overlaps.values())):
        yield (
            f"For overlap mellem ordninger er {number(n)} af {number(len(shown.overlaps))} tal "
            f"udeladt af diskretion (·): {below} ligger bag, eller tallet ville afsløre et sådant."
        )
    if n := _count([each.share_agree for each in shown.agreement]):
        yield (
            f"Læsernes enighed er udeladt (·) for {number(n)} af {number(len(shown.agreement))} "
            f"ordninger og spørgsmål: færre end {number(rule.suppress_below)} sager er læst af to "
            "eller besvaret ens."
        )
    counts = [n for o in shown.outcomes.values() for n in (o.n_cases_now, o.n_cases_after)]
    counts += [each.n_cases for each in shown.missing_documents if each.people.value >= 0]
    if any(n < 0 for n in counts):
        yield (
            f"Antallet af gennemgåede sager bag et tal vises ikke, hvor det er under "
            f"{number(rule.suppress_below)}. Skøn for hele befolkningen vises med deres usikkerhed."
        )
    yield from _write_left_out(results, rule)


def _write_left_out(results: ReviewResults, rule: Release) -> Iterator[str]:
    there = {part.variable for part in results.domains}
    names = [_LEFT_OUT.get(each, each) for each in rule.left_out_domains if each in there]
    if names:
        yield (
            f"Opdeling på {' og '.join(names)} er udeladt i den offentlige udgave, da grupperne "
            "kan genkendes lokalt."
        )
    if not rule.items_of_agreement and any(each.is_item for each in results.agreement):
        yield "Enighed om de enkelte spørgsmål er udeladt i den offentlige udgave."
    if rule.merge_strata and len(results.strata) > 1:
        yield "Lodtrækningens grupper vises samlet i den offentlige udgave."
    if rule.round_people_to > 1:
        yield (
            f"Antal personer er afrundet til nærmeste {number(rule.round_people_to)}, og "
            "usikkerheden udad."
        )


def _count(estimates: list[Estimate]) -> int:
    return sum(each.method == "diskretion" and each.value != each.value for each in estimates)
