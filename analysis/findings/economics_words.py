"""How is an amount of money written, and what is said beside it on the same page?

Every amount is a gain: a plus is less spent or more received, a minus more spent or less
received. What rests on a rate that nobody has checked carries a mark, and the note under
the exhibit names those rates.
"""

from __future__ import annotations

from analysis.concepts import Estimate
from analysis.economics.results import EconomicsResults
from analysis.labels import date, interval, listing, number, share

MARK = "°"
_MILLION, WHOLE_MILLIONS = 1_000, 10_000  # in thousands of kroner
SIGNS = (
    "Plus er færre udgifter eller højere indkomst; minus er flere udgifter eller lavere indkomst."
)


def money_text(amount: Estimate) -> str:
    """Write an amount in 1,000 kroner with its sign.

    Examples
    --------
    >>> money_text(Estimate(-281.3, -363.3, -199.3, 0.95, "thousand_kroner", 4000, "draws"))
    '−281'
    """
    return number(amount.value, signed=True)


def money_limits_text(amount: Estimate) -> str:
    """Write the limits of an amount.

    Examples
    --------
    >>> money_limits_text(Estimate(-281.3, -363.3, -199.3, 0.95, "", 4000, "draws"))
    '−363 til −199'
    """
    return interval(amount.lower, amount.upper, signed=True)


def say_money(amount: Estimate) -> str:
    """Write an amount with its unit and limits in a sentence, no more exactly than it is known.

    A table keeps thousands of kroner; in a sentence 10 million or more are whole millions.

    Examples
    --------
    >>> say_money(Estimate(-410549.0, -581267.0, -248014.0, 0.95, "", 4000, "draws"))
    '−411 mio. kr. (−581 til −248)'
    >>> say_money(Estimate(-281.3, -363.3, -199.3, 0.95, "", 4000, "draws"))
    '−281 tusind kr. (−363 til −199)'
    """
    if abs(amount.value) < WHOLE_MILLIONS:
        return f"{money_text(amount)} tusind kr. ({money_limits_text(amount)})"
    millions = (amount.value / _MILLION, amount.lower / _MILLION, amount.upper / _MILLION)
    value, lower, upper = millions
    return f"{number(value, signed=True)} mio. kr. ({interval(lower, upper, signed=True)})"


def mark_of(results: EconomicsResults) -> str:
    """Return the mark of an amount that rests on something unverified; empty if nothing."""
    return MARK if results.unverified else ""


def say_price_level(results: EconomicsResults) -> str:
    """Say at which prices and for how many years the amounts are."""
    return (
        f"Prisniveau {results.price_year}. {number(results.horizon_years)} år fra "
        f"{date(results.date)}."
    )


def say_present_value(results: EconomicsResults) -> str:
    """Say that amounts are present values, and at which rate."""
    return (
        f"Beløb over flere år er nutidsværdi med {share(results.discount, decimals=1)} om året "
        "(kalkulationsrenten er ikke efterprøvet)."
    )


def say_unverified(results: EconomicsResults) -> str:
    """Name the rates behind the amounts that nobody has checked; empty if all are checked.

    The rates are named by their groups, so that the note stays readable; each of them stands
    in the table of rates.
    """
    unverified = results.unverified
    if not unverified:
        return ""
    groups: dict[str, int] = {}
    for rate in unverified:
        groups[rate.kind.group] = groups.get(rate.kind.group, 0) + 1
    names = listing([f"{group} ({number(count)})" for group, count in groups.items()])
    n_all = number(len(results.rates))
    if len(unverified) == len(results.rates):
        lead = f"Ingen af de {n_all} satser er efterprøvet"
    else:
        lead = f"{number(len(unverified))} af de {n_all} satser er ikke efterprøvet"
    return f"{MARK} {lead}: {names}. Hver sats står med kilde i tabellen over satser."
