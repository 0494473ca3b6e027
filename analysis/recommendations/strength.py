"""How strong is the evidence for a recommendation, by rules stated beforehand?

The rules look at what the findings say, never at whether anybody likes the recommendation.
Evidence of *different kinds* (published statistics, case files, the case system, other
municipalities' practice) counts for more than several findings of one kind, since they can
be wrong for the same reason.

==============================  ========  ==================================================
Rule                            Level     When
==============================  ========  ==================================================
``nothing_holds``               ingen     no counted finding holds
``one_kind``                    svag      one kind, or several of which none is sure
``one_kind_sure``               middel    one kind holds, and it is very sure (*clear*)
``several_kinds``               middel    two kinds or more, the surest at least *fair*
``several_kinds_sure``          stærk     two kinds or more, the surest *clear* and another
                                          at least *fair*
``contradicted``                one less  as above, but a finding it rests on says
                                          otherwise; never below *svag*
==============================  ========  ==================================================

What is counted:

* economics is not: what a recommendation costs is no evidence that it is needed;
* an own finding counts with its certainty; a finding whose certainty is *none* is not counted;
* a finding of the practice study counts as *weak* at most, unless it rests on an existing
  analysis that can be generalised; then as *fair* at most, since municipalities differ in
  more than the practice;
* invented findings are not counted where an observed one holds. Where all that holds is
  invented, the level is what it would be if the numbers were real, and says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from analysis.concepts import Origin
from analysis.findings.register import Certainty, Finding, Kind


class Level(IntEnum):
    """How strong the evidence is; a larger number is stronger."""

    NONE = 0
    WEAK = 1
    MEDIUM = 2
    STRONG = 3

    @property
    def label(self) -> str:
        """Return the Danish word a reader sees."""
        return ("ingen", "svag", "middel", "stærk")[self.value]


class StrengthRule(StrEnum):
    """The rule that gave the level."""

    NOTHING_HOLDS = "nothing_holds"
    ONE_KIND = "one_kind"
    ONE_KIND_SURE = "one_kind_sure"
    SEVERAL_KINDS = "several_kinds"
    SEVERAL_KINDS_SURE = "several_kinds_sure"
    CONTRADICTED = "contradicted"

    @property
    def words(self) -> str:
        """Return the rule in Danish, as it stands beside the level."""
        return {
            "nothing_holds": "intet af grundlaget er vist",
            "one_kind": "én slags belæg, eller ingen sikre",
            "one_kind_sure": "én slags belæg, meget sikkert",
            "several_kinds": "flere slags belæg, mindst ét ret sikkert",
            "several_kinds_sure": "flere slags belæg, ét meget sikkert og ét mere ret sikkert",
            "contradicted": "sat ét trin ned: noget af grundlaget siger det modsatte",
        }[self.value]


@dataclass(frozen=True)
class Strength:
    """The strength of the evidence for one recommendation.

    Attributes
    ----------
    level : Level
        How strong.
    rule : StrengthRule
        The rule that gave it.
    kinds : tuple of Kind
        The kinds of evidence that were counted, the surest first.
    is_invented : bool
        Whether everything counted rests on invented numbers.
    """

    level: Level
    rule: StrengthRule
    kinds: tuple[Kind, ...]
    is_invented: bool

    @property
    def label(self) -> str:
        """Return the level as it is printed, such as ``middel`` or ``middel (eksempel)``."""
        return self.level.label + (" (eksempel)" if self.is_invented else "")


_WEIGHT = {Certainty.NONE: 0, Certainty.WEAK: 1, Certainty.FAIR: 2, Certainty.CLEAR: 3}
_FAIR, _CLEAR = _WEIGHT[Certainty.FAIR], _WEIGHT[Certainty.CLEAR]


def grade_strength(
    holding: Iterable[Finding],
    *,
    is_contradicted: bool = False,
    generalisable: Collection[str] = (),
) -> Strength:
    """Return the strength of the evidence by the rules in this module's table.

    Parameters
    ----------
    holding : iterable of Finding
        The findings it rests on that hold today.
    is_contradicted : bool, default False
        Whether another finding it rests on says otherwise.
    generalisable : collection of str
        Ids of findings of the practice study that rest on an existing analysis that can
        be generalised.

    Returns
    -------
    Strength
        Level, rule and what was counted.

    Notes
    -----
    Kinds are counted as if independent. Review and events come from the same
    municipality's cases, and a wrong reading of practice could stand in both: leans
    towards *stronger* than it is. A kind counts once however many of its findings hold,
    which leans towards *weaker*.

    References
    ----------
    The idea of grading by directness, consistency and certainty, with stated reasons to
    go down, is that of G. H. Guyatt and others, "GRADE: an emerging consensus on rating
    quality of evidence and strength of recommendations", BMJ 336, 2008. The levels and
    the limits between them are this project's own.

    Examples
    --------
    >>> review = Finding("review.documents", Kind.REVIEW, "", "", "missing", "",
    ...                  Certainty.CLEAR, "", "2025K4")
    >>> grade_strength([review]).label
    'middel'
    """
    weights = _weigh_kinds(list(holding), generalisable)
    order = sorted(weights, key=lambda kind: (-weights[kind][0], list(Kind).index(kind)))
    level, rule = _rule([weights[kind][0] for kind in order])
    if is_contradicted and level > Level.WEAK:
        level, rule = Level(level - 1), StrengthRule.CONTRADICTED
    is_invented = bool(order) and all(weights[kind][1] for kind in order)
    return Strength(level, rule, tuple(order), is_invented)


def _weigh_kinds(
    findings: list[Finding], generalisable: Collection[str]
) -> dict[Kind, tuple[int, bool]]:
    """Return the weight of each kind's surest finding, and whether it is invented."""
    counted = [
        (finding.kind, _weigh(finding, generalisable), _is_invented(finding))
        for finding in findings
        if finding.kind is not Kind.ECONOMICS
    ]
    counted = [each for each in counted if each[1] > 0]
    if any(not is_invented for _, _, is_invented in counted):
        counted = [each for each in counted if not each[2]]
    weights: dict[Kind, tuple[int, bool]] = {}
    for kind, weight, is_invented in counted:
        if weight > weights.get(kind, (0, False))[0]:
            weights[kind] = (weight, is_invented)
    return weights


def _weigh(finding: Finding, generalisable: Collection[str]) -> int:
    """Return what a finding counts for: nothing to three."""
    weight = _WEIGHT[finding.certainty]
    if finding.kind is Kind.STUDY:
        most = Certainty.FAIR if finding.id in generalisable else Certainty.WEAK
        return min(weight, _WEIGHT[most])
    return weight


def _rule(weights: list[int]) -> tuple[Level, StrengthRule]:
    """Return level and rule for the weights of the kinds, the largest first."""
    match weights:
        case []:
            return Level.NONE, StrengthRule.NOTHING_HOLDS
        case [first, second, *_] if first >= _CLEAR and second >= _FAIR:
            return Level.STRONG, StrengthRule.SEVERAL_KINDS_SURE
        case [first, _, *_] if first >= _FAIR:
            return Level.MEDIUM, StrengthRule.SEVERAL_KINDS
        case [first] if first >= _CLEAR:
            return Level.MEDIUM, StrengthRule.ONE_KIND_SURE
        case _:
            return Level.WEAK, StrengthRule.ONE_KIND


def _is_invented(finding: Finding) -> bool:
    return finding.lineage.origin is Origin.SYNTHETIC
