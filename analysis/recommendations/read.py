"""Does the register of recommendations keep its own rules?

What a director would ask is asked of the file first: does every recommendation rest on a
finding, has it an owner, a date, a first step and a sign of the process, and does none of it
aim at a number of awards? Every fault names the line.
"""

from __future__ import annotations

import re
from pathlib import Path

from analysis.concepts import Lineage
from analysis.errors import ContractError
from analysis.recommendations.finding_ids import list_states, read_finding_id
from analysis.recommendations.marked_yaml import (
    Part,
    list_parts,
    read_marked,
    refuse_keys,
    take_choice,
    take_date,
    take_flag,
    take_needed_date,
    take_number,
    take_part,
    take_text,
    take_texts,
)
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

NOT_RECKONED = "ikke opgjort"
_NEEDED = (
    "number", "id", "title", "text", "rests_on", "owner", "legal_basis", "cost", "deadline",
    "first_step", "risk", "indicator", "status",
)  # fmt: skip
_AMOUNTS = ("service_bif", "service_sof", "transfers_bif", "transfers_sof")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
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
    whole = read_marked(path)
    refuse_keys(whole, required=("title", "recommendations"), optional=("note",))
    parts = list_parts(whole, "recommendations")
    if not parts:
        whole.refuse("There is no recommendation.", key="recommendations", fix="write at least one")
    found = [_read_recommendation(part) for part in parts]
    _fail_if_taken_twice(parts, found)
    return RecommendationFile(
        title=take_text(whole, "title"),
        note=take_text(whole, "note", default=""),
        recommendations=tuple(sorted(found, key=lambda each: each.number)),
        lineage=lineage,
    )


def _read_recommendation(part: Part) -> Recommendation:
    refuse_keys(part, required=_NEEDED, optional=("decided_on",))
    for key in ("title", "text", "first_step"):
        fail_if_text_aims_at_awards(part, key)
    status, decided_on = take_choice(part, "status", Status), take_date(part, "decided_on")
    if status in (Status.DECIDED, Status.RUNNING, Status.DONE) and decided_on is None:
        part.refuse(
            f"The status is {status.value}, but no day of decision is stated.",
            key="status",
            expected="decided_on: the day of the decision",
            fix="add the day, or set the status to foreslået",
        )
    return Recommendation(
        number=_read_whole(part, "number"),
        id=_read_id(part),
        title=take_text(part, "title"),
        text=take_text(part, "text"),
        rests_on=_read_bases(part),
        owner=take_choice(part, "owner", Owner),
        legal_basis=_read_legal_basis(part),
        cost=_read_cost(part),
        deadline=take_needed_date(part, "deadline"),
        first_step=take_text(part, "first_step"),
        risk=take_text(part, "risk"),
        indicator=read_indicator(part),
        status=status,
        decided_on=decided_on,
    )


def _read_bases(part: Part) -> tuple[Basis, ...]:
    """Read the findings it rests on, each with the states that support it."""
    bases = []
    for each in list_parts(part, "rests_on"):
        refuse_keys(each, required=("finding", "states", "why"))
        finding_id = read_finding_id(each, "finding")
        states = take_texts(each, "states")
        known = list_states(finding_id)
        if not states or not set(states) <= set(known):
            each.refuse(
                f"The finding {finding_id} cannot be in the states asked for.",
                key="states",
                expected=f"one or more of {', '.join(known)}",
                fix="correct the states",
                kind=ContractError,
            )
        bases.append(Basis(finding_id, states, take_text(each, "why")))
    _fail_if_it_rests_on_nothing(part, bases)
    return tuple(bases)


def _read_legal_basis(part: Part) -> tuple[LegalBasis, ...]:
    found = []
    for each in list_parts(part, "legal_basis"):
        refuse_keys(each, required=("reference", "verified"))
        is_verified = take_flag(each, "verified", default=False)
        found.append(LegalBasis(take_text(each, "reference"), is_verified))
    if not found:
        part.refuse(
            "No legal basis is stated.",
            key="legal_basis",
            expected="at least one reference, with verified: true or false",
            fix="add it; what nobody has checked has verified: false",
        )
    return tuple(found)


def _read_cost(part: Part) -> Cost:
    """Read the cost: the words *ikke opgjort*, or amounts at a price level, or a finding."""
    if part.content["cost"] == NOT_RECKONED:
        return Cost()
    cost = take_part(part, "cost")
    if not isinstance(cost.content, dict):
        cost.refuse(
            "The cost is neither amounts nor the words ikke opgjort.",
            expected=f"{NOT_RECKONED}, or {', '.join((*_AMOUNTS, 'price_year'))}",
        )
    optional = (*_AMOUNTS, "price_year", "lasting", "finding", "verified", "note")
    refuse_keys(cost, required=(), optional=optional)
    amounts = {key: take_number(cost, key) for key in _AMOUNTS}
    price_year = _read_whole(cost, "price_year") if "price_year" in cost.content else None
    finding_id = read_finding_id(cost, "finding") if "finding" in cost.content else ""
    if finding_id and not finding_id.startswith("economics."):
        cost.refuse("The cost rests on a finding that is not of the economics.", key="finding")
    _fail_if_amounts_lack_a_price_level(cost, amounts, price_year, finding_id)
    return Cost(
        **amounts,
        price_year=price_year,
        is_lasting=take_flag(cost, "lasting", default=False),
        finding_id=finding_id,
        is_verified=take_flag(cost, "verified", default=False),
        note=take_text(cost, "note", default=""),
    )


def _read_id(part: Part) -> str:
    name = take_text(part, "id")
    if not _ID.fullmatch(name):
        part.refuse("The id has another form.", key="id", expected="lower case with hyphens")
    return name


def _read_whole(part: Part, key: str) -> int:
    value = take_number(part, key)
    if value is None or not value.is_integer() or value < 1:
        part.refuse(f"{key} is not a whole number.", key=key, expected="1, 2, 3, ...")
    return int(value)


def _fail_if_it_rests_on_nothing(part: Part, bases: list[Basis]) -> None:
    ids = [basis.finding_id for basis in bases]
    if not ids:
        part.refuse(
            "The recommendation rests on no finding.",
            key="rests_on",
            expected="at least one finding with the states that support the recommendation",
            fix="name the finding, or take the recommendation out",
            kind=ContractError,
        )
    if len(set(ids)) < len(ids):
        part.refuse(
            "The recommendation rests on the same finding twice.",
            key="rests_on",
            expected="each finding once, with all states that support the recommendation",
            fix="join the two",
        )


def _fail_if_amounts_lack_a_price_level(
    cost: Part, amounts: dict[str, float | None], price_year: int | None, finding_id: str
) -> None:
    is_counted = any(amount is not None for amount in amounts.values())
    if not is_counted and not finding_id:
        cost.refuse(
            "The cost states neither an amount nor a finding.",
            expected=f"amounts in 1,000 kr., an economics finding, or {NOT_RECKONED}",
        )
    if is_counted and price_year not in _PRICE_YEARS:
        cost.refuse(
            "The amounts have no price level.",
            key="price_year",
            expected="price_year: a year such as 2026",
            fix="add the year of the price level",
        )


def _fail_if_taken_twice(parts: list[Part], found: list[Recommendation]) -> None:
    for key in ("number", "id"):
        seen: set[object] = set()
        for part, each in zip(parts, found, strict=True):
            value = getattr(each, key)
            if value in seen:
                part.refuse(
                    f"The {key} {value} is used twice.",
                    key=key,
                    expected="each number and id once",
                    fix="give one of them another",
                )
            seen.add(value)
