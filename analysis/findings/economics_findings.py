"""Which claims on money does the evidence carry?

=============  ====================================================  ======================
State          When                                                  Certainty
=============  ====================================================  ======================
``cost``       the municipality's interval lies below zero           clear, or weak where a
                                                                     rate is not verified
``saving``     it lies above zero                                    the same
``undecided``  it holds zero                                         weak
``unknown``    there is no amount                                    none
=============  ====================================================  ======================

None of them is good or bad, and none says who is entitled to a benefit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analysis.concepts import Estimate
from analysis.economics.catalogue import ControlArea
from analysis.economics.flows import Party
from analysis.economics.results import EconomicsResults, MoveResult
from analysis.findings.economics_words import say_money
from analysis.findings.register import Certainty, Finding, Kind, Number
from analysis.labels import number, sentence_case

_STATE_WORDS = {
    "cost": "merudgift for kommunen",
    "saving": "mindreudgift for kommunen",
    "undecided": "kan være både merudgift og mindreudgift",
    "unknown": "ikke opgjort",
}


def find_economics(results: EconomicsResults) -> tuple[Finding, ...]:
    """Return one finding per move, then one for all of them together.

    Parameters
    ----------
    results : EconomicsResults
        What the moves cost or save.

    Returns
    -------
    tuple of Finding
        ``economics.<move id>`` and ``economics.total``; amounts are gains in 1,000 kroner.
    """
    moves = tuple(_find_move(results, move) for move in results.moves)
    return (*moves, _find_total(results))


def state_of(amount: Estimate | None) -> str:
    """Return the state of the municipality's amount.

    Examples
    --------
    >>> state_of(Estimate(-281.3, -363.3, -199.3, 0.95, "thousand_kroner", 4000, "draws"))
    'cost'
    """
    if amount is None:
        return "unknown"
    if amount.upper < 0:
        return "cost"
    return "saving" if amount.lower > 0 else "undecided"


def _find_move(results: EconomicsResults, move: MoveResult) -> Finding:
    """Return what is said of one move."""
    if not move.is_valued or move.people is None or move.people_moved is None:
        sentence = f"{move.label}: der er ikke regnet på økonomien, for {move.reason}."
        return _finding(results, move.id, move.label, sentence, "unknown", ())
    own, total = move.per_person[Party.MUNICIPALITY], move.total[Party.MUNICIPALITY]
    people, moved = move.people, move.people_moved
    state = state_of(own)
    sentence = (
        f"Går en person fra {move.from_scheme.label} til {move.to_scheme.label}, ændres kommunens "
        f"økonomi over {number(results.horizon_years)} år med {say_money(own)} i nutidsværdi: "
        f"{_verdict(state)}. For omkring "
        f"{number(people.value)} personer ({number(people.lower)} til {number(people.upper)}), der "
        f"skifter i løbet af årene, er det i alt {say_money(total)}."
    )
    if number(moved.value) != number(people.value) and moved.value < 0.99 * people.value:
        sentence += f" Heraf nås omkring {number(moved.value)} personer inden for årene."
    numbers = (
        _amount("per_person", "kommunen, pr. person", own),
        _amount("per_person_state", "staten, pr. person", move.per_person[Party.STATE]),
        _amount("per_person_citizen", "borgeren, pr. person", move.per_person[Party.CITIZEN]),
        _amount("per_person_total", "i alt, pr. person", move.per_person[Party.TOTAL]),
        _amount("total", "kommunen, i alt", total),
        Number(
            *("people", "personer", people.value, "persons", people.lower, people.upper),
            level=people.level,
        ),
    )
    return _finding(results, move.id, move.label, sentence, state, numbers)


def _find_total(results: EconomicsResults) -> Finding:
    """Return what is said of all moves together."""
    title = "Alle skift tilsammen"
    if results.overall is None or not results.total:
        sentence = "Der er ikke regnet på den samlede økonomi, for ingen af skiftene har et beløb."
        return _finding(results, "total", title, sentence, "unknown", ())
    own, overall = results.total[Party.MUNICIPALITY], results.overall.sum
    left_out = [move for move in results.moves if not move.is_valued]
    ending = f" {number(len(left_out))} skift er ikke med i beløbet." if left_out else ""
    if len({move.to_scheme for move in results.valued}) > 1:
        ending += " Den, der kan være i målgruppen for flere ordninger, tæller med i hvert skift."
    sentence = (
        "Skifter alle, der er regnet med, ændres kommunens økonomi over "
        f"{number(results.horizon_years)} år med {say_money(own)} i nutidsværdi: "
        f"{_verdict(state_of(own))}.{ending}"
    )
    areas = {
        area: sum(line.sum.value for line in results.business_case if line.area is area)
        for area in ControlArea
    }
    numbers = (
        _amount("total", "kommunen, nutidsværdi", own),
        _amount("total_state", "staten, nutidsværdi", results.total[Party.STATE]),
        _amount("total_citizen", "borgerne, nutidsværdi", results.total[Party.CITIZEN]),
        _amount("total_all", "i alt, nutidsværdi", results.total[Party.TOTAL]),
        _amount("case_total", "kommunen, alle år lagt sammen uden rente", overall),
        *(
            Number(
                f"case_{area.name.lower()}",
                f"{area.label.lower()}, alle år lagt sammen uden rente",
                value,
                "thousand_kroner",
                is_signed=True,
            )
            for area, value in areas.items()
        ),
        *_yearly(results),
    )
    return _finding(results, "total", title, sentence, state_of(own), numbers)


def _yearly(results: EconomicsResults) -> Iterator[Number]:
    """Yield every line of the business case year by year, and its sum, as its table has them."""
    lines = (*results.business_case, *([results.overall] if results.overall else []))
    for line in lines:
        once = "varigt" if line.is_lasting else "engangs"
        if line is results.overall:
            once, key = "i alt", "case_all"
        else:
            key = f"case_{'lasting' if line.is_lasting else 'once'}"
        area = f", {line.area.label.lower()}" if line.area else ""
        key += f"_{line.area.name.lower()}" if line.area else ""
        for year, amount in zip(results.calendar_years, line.years, strict=True):
            yield _detail(f"{key}_{year}", f"kommunen {year}, {once}{area}", amount)
        yield _detail(f"{key}_sum", f"kommunen alle år, {once}{area}", line.sum)


def _detail(key: str, label: str, amount: Estimate) -> Number:
    return replace(_amount(key, label, amount), is_detail=True)


def _verdict(state: str) -> str:
    return {
        "cost": "en merudgift",
        "saving": "en mindreudgift",
        "undecided": "intervallet går over nul, så retningen kan ikke siges",
    }[state]


def _say_unchecked(results: EconomicsResults) -> str:
    """Say whether none or only some of the rates have been checked against a source."""
    if len(results.unverified) == len(results.rates):
        return "Ingen af satserne er efterprøvet."
    return "Satserne er ikke alle efterprøvet."


def _amount(key: str, label: str, amount: Estimate) -> Number:
    return Number(
        key, label, amount.value, "thousand_kroner", amount.lower, amount.upper,
        level=amount.level, is_signed=True,
    )  # fmt: skip


def _finding(
    results: EconomicsResults,
    subject: str,
    title: str,
    sentence: str,
    state: str,
    numbers: tuple[Number, ...],
) -> Finding:
    is_sure = state in {"cost", "saving"} and not results.unverified
    certainty = Certainty.CLEAR if is_sure else Certainty.WEAK
    unchecked = f" {_say_unchecked(results)}" if numbers and results.unverified else ""
    return Finding(
        id=f"economics.{subject}",
        kind=Kind.ECONOMICS,
        title=f"{sentence_case(title)}, økonomi",
        sentence=sentence + unchecked,
        state=state,
        state_words=_STATE_WORDS[state],
        certainty=Certainty.NONE if state == "unknown" else certainty,
        rule="interval of the municipality's amount against zero; weak where a rate is unverified",
        period=results.date.isoformat(),
        numbers=numbers,
        lineage=results.lineage,
    )
