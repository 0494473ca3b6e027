"""What does the ministry expect of the municipality, and what does this report expect?

Jobindsats publishes the ministry's own expected and actual numbers for some groups of
benefits (y30r21). They rest on registers of individuals, for a rolling year, and come
without uncertainty. Ours rest on open figures at one date. The two are set side by side
and never joined: where they differ, what they rest on differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.explained.given_conditions import ConditionedMeasure, GivenConditions
from analysis.concepts import Lineage, Period, Stage


@dataclass(frozen=True)
class MinistryExpectation:
    """The ministry's numbers on one group of benefits, and ours where we have it.

    Attributes
    ----------
    benefit_group : str
        The group in the publisher's words.
    period : Period
        The quarter with which the ministry's rolling year ends.
    n_expected, n_observed : float
        The ministry's expected and actual number of full-time persons; NaN where blank.
    own : ConditionedMeasure or None
        This report's headline on the same benefit.
    """

    benefit_group: str
    period: Period
    n_expected: float
    n_observed: float
    own: ConditionedMeasure | None

    @property
    def ratio(self) -> float:
        """Return the ministry's actual over expected; NaN where it cannot be told."""
        return self.n_observed / self.n_expected if self.n_expected > 0 else float("nan")


@dataclass(frozen=True)
class MinistryComparison:
    """The ministry's expected numbers for the focus municipality.

    Attributes
    ----------
    focus_name : str
        The municipality.
    groups : tuple of MinistryExpectation
        One for each group of benefits; empty where no file has them.
    lineage : Lineage
        The ministry's files and ours.
    """

    focus_name: str
    groups: tuple[MinistryExpectation, ...]
    lineage: Lineage


def compare_with_ministry(
    comparison: PracticeComparison, given: GivenConditions
) -> MinistryComparison:
    """Set the ministry's expected numbers beside this report's.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives municipality, period and data.
    given : GivenConditions
        This report's own expected numbers.

    Returns
    -------
    MinistryComparison
        The newest period that ends no later than the report's; no groups where the data
        have no y30r21 or nothing that old.
    """
    frame = comparison.store.load("ministry_expectation")
    rows = frame[frame["municipality_code"] == comparison.focus]
    periods = {Period.parse(text) for text in rows["period"].astype(str).unique()}
    past = [period for period in periods if period.last_day <= comparison.period.last_day]
    if not past:
        return MinistryComparison(comparison.focus_name, (), Lineage())
    rows = rows[rows["period"].astype(str) == str(max(past))]
    names = [str(name) for name in rows["benefit_group"]]
    numbers = rows[["n_expected", "n_observed"]].to_numpy(dtype=float).tolist()
    groups = tuple(
        MinistryExpectation(
            name, max(past), expected, observed, _same_benefit(name, given.measures)
        )
        for name, (expected, observed) in zip(names, numbers, strict=True)
    )
    lineage = comparison.store.manifest.lineage(rows["source_id"].astype(str).unique())
    return MinistryComparison(comparison.focus_name, groups, lineage | given.whole_lineage)


def _same_benefit(
    benefit_group: str, measures: Sequence[ConditionedMeasure]
) -> ConditionedMeasure | None:
    """Return the stock of the benefit that a group is named after, if there is one."""
    name = benefit_group.casefold()
    for measure in measures:
        headline = measure.measure.headline
        if headline.stage is Stage.STOCK and name.startswith(headline.benefit.label):
            return measure
    return None
