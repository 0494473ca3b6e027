"""Does the register of recommendations keep its own rules?

What a director would ask is asked of the file first: does every recommendation rest on a
finding, has it an owner, a date, a first step and a sign of the process, and does none of it
aim at a number of awards? Every fault names the line.
"""

from __future__ import annotations

from pathlib import Path

from analysis.concepts import Lineage
from analysis.errors import ContractError
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place
from analysis.recommendations.finding_ids import list_states, read_finding_id
from analysis.recommendations.model import (
    Basis,
    Cost,
    LegalBasis,
    Owner,
    Recommendation,
    RecommendationFile,
    Status,
)
from analysis.recommendations.read_indicator import fail_if_text_aims_at_awards, read_indicator
from analysis.sources.private_files import fail_if_file_has_cpr

NOT_RECKONED = "ikke opgjort"
_NEEDED = (
    "number", "id", "title", "text", "rests_on", "owner", "legal_basis", "cost", "deadline",
    "first_step", "risk", "indicator", "status",
)  # fmt: skip
_AMOUNTS = ("service_bif", "service_sof", "transfers_bif", "transfers_sof")
_PRICE_YEARS = range(2000, 2101)


def read_recommendations(path: Path, lineage: Lineage) -> RecommendationFile:
    """Read the register and refuse what could not be decided on.

    Parameters
    ----------
    path : Path
        A ``recommendations.yaml``.
    lineage : Lineage
        The file's own.

    Raises
    ------
    SourceError
        If the file is no YAML, has an unknown or lacking key, a value of the wrong kind, a
        number or id twice, or text that looks like a CPR number.
    ContractError
        If a recommendation rests on no finding or on one that cannot exist, or aims at a
        number of awards.
    """
    fail_if_file_has_cpr(path)
    whole = read_places(path)
    whole.check_keys(("title", "recommendations"), ("note",))
    parts = whole.at("recommendations").entries(least=1)
    found = [_read_recommendation(part) for part in parts]
    _fail_if_taken_twice(parts, found)
    return RecommendationFile(
        title=whole.at("title").text(),
        note=whole.at("note").text(default=""),
        recommendations=tuple(sorted(found, key=lambda each: each.number)),
        lineage=lineage,
    )


def _read_recommendation(part: Place) -> Recommendation:
    part.check_keys(_NEEDED, ("decided_on",))
    for key in ("title", "text", "first_step"):
        fail_if_text_aims_at_awards(part, key)
    status, decided_on = part.at("status").choice(Status), part.at("decided_on").given(Place.date)
    if status in (Status.DECIDED, Status.RUNNING, Status.DONE) and decided_on is None:
        part.at("status").refuse_because(
            f"The status is {status.value}, but no day of decision is stated.",
            expected="decided_on: the day of the decision",
            fix="add the day, or set the status to foreslået",
        )
    return Recommendation(
        number=part.at("number").whole(),
        id=part.at("id").slug(),
        title=part.at("title").text(),
        text=part.at("text").text(),
        rests_on=_read_bases(part),
        owner=part.at("owner").choice(Owner),
        legal_basis=_read_legal_basis(part),
        cost=_read_cost(part),
        deadline=part.at("deadline").date(),
        first_step=part.at("first_step").text(),
        risk=part.at("risk").text(),
        indicator=read_indicator(part),
        status=status,
        decided_on=decided_on,
    )


def _read_bases(part: Place) -> tuple[Basis, ...]:
    """Read the findings it rests on, each with the states that support it."""
    bases = []
    for each in part.at("rests_on").entries():
        each.check_keys(("finding", "states", "why"))
        finding_id = read_finding_id(each, "finding")
        states = each.at("states").texts()
        known = list_states(finding_id)
        if not states or not set(states) <= set(known):
            each.at("states").refuse_because(
                f"The finding {finding_id} cannot be in the states asked for.",
                expected=f"one or more of {', '.join(known)}",
                fix="correct the states",
                kind=ContractError,
            )
        bases.append(Basis(finding_id, states, each.at("why").text()))
    _fail_if_it_rests_on_nothing(part, bases)
    return tuple(bases)


def _read_legal_basis(part: Place) -> tuple[LegalBasis, ...]:
    found = []
    for each in part.at("legal_basis").entries():
        each.check_keys(("reference", "verified"))
        is_verified = each.at("verified").truth(default=False)
        found.append(LegalBasis(each.at("reference").text(), is_verified))
    if not found:
        part.at("legal_basis").refuse_because(
            "No legal basis is stated.",
            expected="at least one reference, with verified: true or false",
            fix="add it; what nobody has checked has verified: false",
        )
    return tuple(found)


def _read_cost(part: Place) -> Cost:
    """Read the cost: the words *ikke opgjort*, or amounts at a price level, or a finding."""
    if part.value["cost"] == NOT_RECKONED:
        return Cost()
    cost = part.at("cost")
    if not isinstance(cost.value, dict):
        cost.refuse_because(
            "The cost is neither amounts nor the words ikke opgjort.",
            expected=f"{NOT_RECKONED}, or {', '.join((*_AMOUNTS, 'price_year'))}",
        )
    optional = (*_AMOUNTS, "price_year", "lasting", "finding", "verified", "note")
    cost.check_keys((), optional)
    amounts = {key: cost.at(key).given(Place.number) for key in _AMOUNTS}
    price_year = cost.at("price_year").given(Place.whole)
    finding_id = read_finding_id(cost, "finding") if "finding" in cost.value else ""
    if finding_id and not finding_id.startswith("economics."):
        cost.at("finding").refuse("is not of the economics", "an id such as economics.total")
    _fail_if_amounts_lack_a_price_level(cost, amounts, price_year, finding_id)
    return Cost(
        **amounts,
        price_year=price_year,
        is_lasting=cost.at("lasting").truth(default=False),
        finding_id=finding_id,
        is_verified=cost.at("verified").truth(default=False),
        note=cost.at("note").text(default=""),
    )


def _fail_if_it_rests_on_nothing(part: Place, bases: list[Basis]) -> None:
    ids = [basis.finding_id for basis in bases]
    if not ids:
        part.at("rests_on").refuse_because(
            "The recommendation rests on no finding.",
            expected="at least one finding with the states that support the recommendation",
            fix="name the finding, or take the recommendation out",
            kind=ContractError,
        )
    if len(set(ids)) < len(ids):
        part.at("rests_on").refuse_because(
            "The recommendation rests on the same finding twice.",
            expected="each finding once, with all states that support the recommendation",
            fix="join the two",
        )


def _fail_if_amounts_lack_a_price_level(
    cost: Place, amounts: dict[str, float | None], price_year: int | None, finding_id: str
) -> None:
    is_counted = any(amount is not None for amount in amounts.values())
    if not is_counted and not finding_id:
        cost.refuse_because(
            "The cost states neither an amount nor a finding.",
            expected=f"amounts in 1,000 kr., an economics finding, or {NOT_RECKONED}",
        )
    if is_counted and price_year not in _PRICE_YEARS:
        cost.at("price_year").refuse_because(
            "The amounts have no price level.",
            expected="price_year: a year such as 2026",
            fix="add the year of the price level",
        )


def _fail_if_taken_twice(parts: tuple[Place, ...], found: list[Recommendation]) -> None:
    for key in ("number", "id"):
        seen: set[object] = set()
        for part, each in zip(parts, found, strict=True):
            value = getattr(each, key)
            if value in seen:
                part.at(key).refuse_because(
                    f"The {key} {value} is used twice.",
                    expected="each number and id once",
                    fix="give one of them another",
                )
            seen.add(value)
