"""How can peers be asked for? One short text, the same on the command line and in a notebook.

=======================================  ==============================================
Text                                     Peers
=======================================  ==============================================
(empty)                                  the default of the focus
``6byerne``, ``taskforce2018``           a named group
``nearest:7``                            the seven nearest on conditions
``mahalanobis:7``                        the same, shared variation counted once
``weighted:7:unemployment_pct=2``        the same, with declared weights
``model:7``                              the seven whose expected rate is most alike
``751,461,851``                          a list of one's own
=======================================  ==============================================

Weights are joined with colons, as in ``weighted:7:unemployment_pct=2:population=0.5``: a
semicolon would end a command, and a comma already parts codes. A condition that is not
named weighs 1, a weight of 0 leaves it out, and a weight multiplies the squared distance.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from analysis.errors import CoverageError

DEFAULT_GROUP = "6byerne"
DEFAULT_NEIGHBOURS = 7
NEAREST, MAHALANOBIS, WEIGHTED, MODEL = "nearest", "mahalanobis", "weighted", "model"
GROUP, OWN_LIST = "group", "list"
_GROUPS_FILE = Path(__file__).parents[1] / "parameters" / "peer_groups.yaml"
_NEIGHBOURS = re.compile(rf"({NEAREST}|{MAHALANOBIS}|{WEIGHTED}|{MODEL}):(\d+)((?::[^:]*)*)")


@dataclass(frozen=True)
class PeerGroup:
    """A named group: label and reason in Danish, and the codes of its municipalities."""

    label: str
    reference: str
    municipalities: tuple[str, ...]


@dataclass(frozen=True)
class PeerRule:
    """How peers are asked for.

    Attributes
    ----------
    text : str
        The rule as it was asked for.
    kind : str
        ``group``, ``list``, ``nearest``, ``mahalanobis``, ``weighted`` or ``model``.
    count : int
        Neighbours asked for; 0 for a group or a list.
    weights : mapping of str to float
        Declared weights by the name of the condition.
    codes : tuple of str
        The municipalities of a group or a list, as they were named.
    """

    text: str
    kind: str
    count: int = 0
    weights: Mapping[str, float] = field(default_factory=dict)
    codes: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def named_groups() -> dict[str, PeerGroup]:
    """Return the named groups of comparable municipalities, by rule name."""
    entries = yaml.safe_load(_GROUPS_FILE.read_text(encoding="utf-8"))
    return {
        name: PeerGroup(entry["label"], entry["reference"], tuple(entry["municipalities"]))
        for name, entry in entries.items()
    }


def read_rule(text: str, *, focus: str) -> PeerRule:
    """Read how peers are asked for.

    Parameters
    ----------
    text : str
        One of the forms above.
    focus : str
        Code of the focus municipality, which decides the default.

    Raises
    ------
    CoverageError
        If a weight is not written as a condition and a number from 0, or there is none
        where they are to be declared.

    Examples
    --------
    >>> read_rule("weighted:7:unemployment_pct=2:population=0.5", focus="9901").weights
    {'unemployment_pct': 2.0, 'population': 0.5}
    >>> read_rule("", focus="9901").text
    'nearest:7'
    """
    groups = named_groups()
    chosen = text.strip() or _default_rule(focus, groups)
    if chosen in groups:
        return PeerRule(chosen, GROUP, codes=groups[chosen].municipalities)
    match = _NEIGHBOURS.fullmatch(chosen)
    if match is None:
        codes = dict.fromkeys(part.strip() for part in chosen.split(",") if part.strip())
        return PeerRule(chosen, OWN_LIST, codes=tuple(codes))
    kind, count, tail = match.groups()
    if kind != WEIGHTED and tail:
        raise _wrong_weights(f"The rule {kind} takes no weights.", chosen)
    return PeerRule(chosen, kind, int(count), _read_weights(tail, chosen) if tail else {})


def check_weights(rule: PeerRule, *, names: Collection[str]) -> None:
    """Refuse weights of unknown conditions, weights that leave nothing, and no weights.

    Parameters
    ----------
    rule : PeerRule
        The rule asked for.
    names : collection of str
        Names of the conditions there are.

    Raises
    ------
    CoverageError
        If the weights cannot be used.
    """
    if rule.kind != WEIGHTED:
        return
    if not rule.weights:
        raise _wrong_weights("No weight is declared.", rule.text)
    unknown = [name for name in rule.weights if name not in names]
    if unknown:
        raise CoverageError(
            f"{unknown[0]!r} is no condition.",
            where=f"the weights in {rule.text}",
            expected=", ".join(names),
            fix="correct the name; an outcome is never among the conditions",
        )
    if not any(rule.weights.get(name, 1.0) > 0 for name in names):
        raise _wrong_weights("Every weight is 0.", rule.text)


def _default_rule(focus: str, groups: dict[str, PeerGroup]) -> str:
    """Return the large cities' group for one of them, and neighbours for the rest."""
    is_large = focus in groups[DEFAULT_GROUP].municipalities
    return DEFAULT_GROUP if is_large else f"{NEAREST}:{DEFAULT_NEIGHBOURS}"


def _read_weights(tail: str, text: str) -> dict[str, float]:
    """Read ``:name=weight`` pairs."""
    weights: dict[str, float] = {}
    for part in tail.split(":")[1:]:
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not name or not sign:
            raise _wrong_weights(f"{part!r} is no weight.", text)
        if name in weights:
            raise _wrong_weights(f"The condition {name} is weighted twice.", text)
        try:
            weights[name] = float(value)
        except ValueError:
            raise _wrong_weights(f"The weight of {name} is no number.", text) from None
        if not (math.isfinite(weights[name]) and weights[name] >= 0):
            raise _wrong_weights(f"The weight of {name} is negative or not finite.", text)
    return weights


def _wrong_weights(what: str, text: str) -> CoverageError:
    return CoverageError(
        what,
        where=f"the choice of peers, {text}",
        expected=f"a rule such as {WEIGHTED}:7:unemployment_pct=2:population=0.5, weights from 0",
        fix="write each weight as the name of a condition, = and a number with a decimal point",
    )
