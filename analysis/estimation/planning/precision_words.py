"""How is it said, in Danish, what a review can and cannot show?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from analysis import labels as danish
from analysis.concepts import Benefit
from analysis.estimation.planning.anticipated import ANY_SCHEME
from analysis.estimation.planning.discovery import smallest_share_seen
from analysis.estimation.planning.precision_table import (
    EVERYBODY,
    DetectableDifference,
    PrecisionRow,
    Statement,
)
from analysis.estimation.planning.verdicts import (
    CAN_BE_SHOWN,
    CANNOT_BE_SHOWN,
    FEWEST_CASES,
    ONLY_THE_ORDER,
)

# From this chance on a scheme may well go unseen.
_LIKELY_UNSEEN = 0.05


def state_precision(
    rows: Sequence[PrecisionRow], differences: Sequence[DetectableDifference]
) -> tuple[Statement, ...]:
    """Say in Danish what every size of a review can and cannot show.

    Parameters
    ----------
    rows : sequence of PrecisionRow
        What is expected of each size, domain and scheme.
    differences : sequence of DetectableDifference
        How far apart domains must be.

    Returns
    -------
    tuple of Statement
        For each size: a sentence on each scheme, on schemes that may go unseen, on the
        domains, and on differences between domains.
    """
    said: list[Statement] = []
    for n in dict.fromkeys(row.n for row in rows):
        of_size = [row for row in rows if row.n == n]
        whole = [row for row in of_size if row.domain == EVERYBODY]
        said += [_say_interval(row) for row in whole]
        said += [_say_unseen(row) for row in whole[:1]]
        said += [_say_zero(row) for row in whole if row.chance_of_none >= _LIKELY_UNSEEN]
        said += _say_domains([row for row in of_size if row.domain != EVERYBODY])
        said += _say_differences([pair for pair in differences if pair.n == n])
    return tuple(said)


def scheme_words(scheme: str) -> str:
    """Return the Danish words for a scheme or for any of them.

    Examples
    --------
    >>> scheme_words("foertidspension"), scheme_words("mindst_en_ordning")
    ('førtidspension', 'mindst én af ordningerne')
    """
    if scheme == ANY_SCHEME:
        return "mindst én af ordningerne"
    known = {benefit.value: benefit.label for benefit in Benefit}
    return known.get(scheme, scheme.replace("_", " "))


def _say_interval(row: PrecisionRow) -> Statement:
    """Say how wide the interval of a scheme will be."""
    where = (
        f"Med {danish.number(row.n)} sager forventes {_positives(row.n_positive)} i mulig "
        f"målgruppe for {scheme_words(row.scheme)}"
    )
    width = f"omkring {danish.interval(_two_digits(row.lower), _two_digits(row.upper))} personer"
    ends = {
        CAN_BE_SHOWN: f"intervallet vil gå fra {width}.",
        ONLY_THE_ORDER: f"kun størrelsesordenen kan vises: fra {width}.",
        CANNOT_BE_SHOWN: f"antallet kan ikke vises: intervallet vil gå fra {width}.",
    }
    text = f"{where}, og {ends[row.verdict]}"
    return Statement("interval", row.n, row.domain, row.scheme, row.verdict, text)


def _say_zero(row: PrecisionRow) -> Statement:
    """Say how many may hide behind a zero."""
    text = (
        f"Med {danish.number(row.n)} sager er der {danish.share(row.chance_of_none)} risiko for "
        f"slet ikke at se {scheme_words(row.scheme)}. Også da kan der være op til "
        f"{danish.number(_two_digits(row.zero_bound))} personer "
        f"({danish.share(row.zero_bound_share, decimals=1)}) i mulig målgruppe."
    )
    return Statement("zero", row.n, row.domain, row.scheme, row.verdict, text)


def _say_unseen(row: PrecisionRow) -> Statement:
    """Say how common a scheme must be to be seen at all."""
    smallest = smallest_share_seen(row.n_cases)
    text = (
        f"Med {danish.number(row.n)} sager skal mindst {danish.share(smallest, decimals=1)} være i "
        "mulig målgruppe for en ordning, før mindst én sag forventes set i 19 af 20 gennemgange."
    )
    return Statement("unseen", row.n, row.domain, "", ONLY_THE_ORDER, text)


def _say_domains(rows: Sequence[PrecisionRow]) -> list[Statement]:
    """Say which schemes can be shown in which domains, and which domains not at all."""
    if not rows:
        return []
    n, said = rows[0].n, []
    small = _unique(row.domain for row in rows if row.n_cases < FEWEST_CASES)
    if small:
        text = (
            f"Med {danish.number(n)} sager kan der intet siges for sig om "
            f"{danish.listing(_quoted(small))}: der forventes færre end {FEWEST_CASES} sager i "
            "hver."
        )
        said.append(Statement("domains", n, "", "", CANNOT_BE_SHOWN, text))
    for domain in _unique(row.domain for row in rows if row.domain not in small):
        shown = [row for row in rows if row.domain == domain and row.verdict != CANNOT_BE_SHOWN]
        names = danish.listing([scheme_words(row.scheme) for row in shown])
        ending = f"vise noget om {names}." if shown else "ikke vise noget om nogen ordning for sig."
        text = f"Om delgruppen {_quoted([domain])[0]} kan {danish.number(n)} sager {ending}"
        verdict = ONLY_THE_ORDER if shown else CANNOT_BE_SHOWN
        if shown and all(row.verdict == CAN_BE_SHOWN for row in shown):
            verdict = CAN_BE_SHOWN
        said.append(Statement("domains", n, domain, "", verdict, text))
    return said


def _say_differences(pairs: Sequence[DetectableDifference]) -> list[Statement]:
    """Say how far apart each two domains must be, scheme by scheme."""
    said = []
    for domain, other in dict.fromkeys((pair.domain, pair.other) for pair in pairs):
        of_both = [pair for pair in pairs if (pair.domain, pair.other) == (domain, other)]
        n, names = of_both[0].n, danish.listing(_quoted([domain, other]))
        shown = [pair for pair in of_both if not math.isnan(pair.difference)]
        points = [
            f"{danish.number(100 * pair.difference)} procentpoint for {scheme_words(pair.scheme)}"
            for pair in shown
        ]
        start = f"Med {danish.number(n)} sager kan"
        text = f"{start} ingen forskel mellem {names} vises."
        if shown:
            text = (
                f"{start} en forskel mellem {names} først forventes vist, når den er omkring "
                f"{danish.listing(points)}."
            )
        verdict = ONLY_THE_ORDER if shown else CANNOT_BE_SHOWN
        said.append(Statement("difference", n, f"{domain}|{other}", "", verdict, text))
    return said


def _quoted(names: Sequence[str]) -> list[str]:
    """Put names of domains, which may be any words, in quotation marks."""
    return [f"»{name}«" for name in names]


def _positives(expected: float) -> str:
    """Write an expected number of cases."""
    if expected < 1:
        return "under én sag"
    rounded = round(expected)
    return f"omkring {danish.number(rounded)} {'sag' if rounded == 1 else 'sager'}"


def _two_digits(number: float) -> int:
    """Round to two digits: a plan knows no more."""
    digits = max(math.floor(math.log10(number)) - 1, 0) if number >= 1 else 0
    return int(round(number / 10**digits) * 10**digits)


def _unique(names: Iterable[str]) -> list[str]:
    """Return names once each, in the order they came."""
    return list(dict.fromkeys(names))
