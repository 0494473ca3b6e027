"""How are the peers and the reason for each of them said in Danish?"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from analysis.comparison.peer_conditions import conditions_of
from analysis.comparison.peer_distances import most_alike_on
from analysis.comparison.peer_rules import (
    GROUP,
    MAHALANOBIS,
    MODEL,
    OWN_LIST,
    WEIGHTED,
    PeerRule,
    named_groups,
)
from analysis.labels import listing, number, share


def say_rule(rule: PeerRule, conditions: pd.DataFrame, *, n_peers: int) -> tuple[str, str]:
    """Return the rule and why it makes municipalities comparable, in Danish.

    Parameters
    ----------
    rule : PeerRule
        How peers were asked for.
    conditions : DataFrame
        Conditions of every municipality, see `condition_table`.
    n_peers : int
        How many there are.
    """
    if rule.kind == GROUP:
        group = named_groups()[rule.text]
        return group.label, group.reference
    if rule.kind == OWN_LIST:
        return "egen liste", "Valgt af den, der bestilte rapporten."
    words = {condition.name: condition.word for condition in conditions_of(conditions)}
    count, on = number(n_peers), f"Nærmest på {listing(list(words.values()))}"
    if rule.kind == MAHALANOBIS:
        return (
            f"de {count} nærmeste på rammevilkår (Mahalanobis)",
            f"{on}, hvor det, rammevilkårene har til fælles, tæller én gang.",
        )
    if rule.kind == WEIGHTED:
        parts = [f"{words[name]} {_plain(weight)}" for name, weight in rule.weights.items()]
        return (
            f"de {count} nærmeste på vægtede rammevilkår",
            f"{on}, med vægtene {listing(parts)}; øvrige vejer 1.",
        )
    if rule.kind == MODEL:
        return (
            f"de {count} med mest ens forventet rate efter rammevilkår",
            "Mest ens i den rate, en model venter ud fra rammevilkår. Hvor meget hvert vilkår "
            "vejer, er lært af andre kommuners tal og ikke af kommunens egne.",
        )
    return f"de {count} nærmeste på rammevilkår", f"{on}."


def say_reasons(
    rule: PeerRule,
    codes: tuple[str, ...],
    conditions: pd.DataFrame,
    *,
    focus: str,
    by_model: Mapping[str, float],
) -> dict[str, str]:
    """Say of each peer why it is there, in Danish.

    Parameters
    ----------
    rule : PeerRule
        How peers were asked for.
    codes : tuple of str
        The peers.
    conditions : DataFrame
        Conditions of every municipality, see `condition_table`.
    focus : str
        Code of the focus.
    by_model : mapping of str to float
        Of the rule ``model``: distance in the expected rate, on the log scale.
    """
    if rule.kind == GROUP:
        return dict.fromkeys(codes, f"med i {named_groups()[rule.text].label}")
    if rule.kind == OWN_LIST:
        return dict.fromkeys(codes, "på listen")
    if rule.kind == MODEL:
        return {
            code: f"forventet rate inden for {share(math.expm1(by_model[code]), decimals=1)}"
            for code in codes
        }
    words = {condition.name: condition.word for condition in conditions_of(conditions)}
    alike = most_alike_on(conditions, focus=focus, codes=codes)
    return {code: f"mest ens: {words[name]}" for code, name in alike.items()}


def _plain(weight: float) -> str:
    """Write a weight with the decimals it has, two at most."""
    return number(weight, decimals=next((d for d in (0, 1) if round(weight, d) == weight), 2))
