"""What is held true where two have read a case, and who was chosen for it because of what?

Both readers' status where they agree, the adjudicated one where they differ. Where they
differ and nothing is adjudicated the case is not decided, and counts as read once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.checklists.model import OTHER_SERVICES
from analysis.review.assign import POSITIVE, RARE
from analysis.review.estimate_sample import BoolArray, Sample, TextArray, combine_statuses
from analysis.review.folder import Review
from analysis.review.results import ANY
from analysis.review.tables import SECOND_READING


@dataclass(frozen=True, eq=False)
class SecondReadings:
    """What two readings of the n drawn cases settle.

    Attributes
    ----------
    truth : mapping of outcome to array of str, shape (n,)
        The settled status; empty where the case was read once or is not decided.
    is_certain : array of bool, shape (n,)
        Chosen for second reading because the first found a rare scheme possible.
    has_targeted : bool
        Whether any was.
    n_unsettled : mapping of outcome to int
        Cases in which the readers differ and nobody has decided.
    """

    truth: Mapping[str, TextArray]
    is_certain: BoolArray
    has_targeted: bool
    n_unsettled: Mapping[str, int]

    @property
    def n_waiting(self) -> int:
        """Return the cases that wait for a decision on the scheme where most do."""
        of_schemes = {k: n for k, n in self.n_unsettled.items() if k != OTHER_SERVICES}
        return max(of_schemes.values(), default=0)


def settle_second_readings(review: Review, sample: Sample) -> SecondReadings:
    """Return the settled status of each outcome, and who was chosen because of it.

    Parameters
    ----------
    review : Review
        The review.
    sample : Sample
        Its drawn cases.

    Notes
    -----
    Only disagreements can wait for a decision, so a review with cases waiting leans
    towards the first reading. Second readings of positives are told by the reason in the
    assignment; which schemes they were chosen by is taken from the plan, and where that
    does not explain them all, from the schemes whose every positive is to be read again.
    """
    names = (*sample.schemes, OTHER_SERVICES)
    truth, unsettled = {}, {}
    for name in names:
        truth[name], unsettled[name] = _settle(review, sample, name)
    truth[ANY] = _settle_any([truth[name] for name in sample.schemes])
    is_certain, has_targeted = _find_certain(review, sample)
    return SecondReadings(truth, is_certain, has_targeted, unsettled)


def _settle(review: Review, sample: Sample, name: str) -> tuple[TextArray, int]:
    first, second = sample.first[name], sample.second[name]
    is_pair = (first != "") & (second != "")
    rows = review.adjudications[review.adjudications["scheme"] == name]
    decided = dict(zip(rows["case_id"], rows["status"], strict=True))
    adjudicated = np.array([decided.get(case, "") for case in sample.cases["case_id"]], dtype=str)
    truth = np.where(is_pair, np.where(first == second, first, adjudicated), "")
    return truth, int((is_pair & (truth == "")).sum())


def _settle_any(truths: list[TextArray]) -> TextArray:
    """Return the settled status of at least one scheme; undecided where it hangs on one."""
    result = combine_statuses(truths)
    return np.where(np.column_stack([each == "" for each in truths]).all(axis=1), "", result)


def _find_certain(review: Review, sample: Sample) -> tuple[BoolArray, bool]:
    assigned = review.assignment[review.assignment["reading"] == SECOND_READING]
    targeted = set(assigned.loc[assigned["reason"] == RARE, "case_id"])
    if not targeted:
        return np.zeros(len(sample.cases), dtype=bool), False
    case_ids = sample.cases["case_id"]
    was_targeted = case_ids.isin(targeted).to_numpy(bool)
    positive = {name: np.isin(sample.first[name], POSITIVE) for name in sample.schemes}
    planned = [name for name in review.plan.get("rare_schemes", ()) if name in positive]
    is_certain = _any(positive, planned, len(case_ids))
    if (was_targeted & ~is_certain).any():
        is_assigned = case_ids.isin(assigned["case_id"]).to_numpy(bool)
        whole = [name for name, found in positive.items() if is_assigned[found].all()]
        is_certain = is_certain | _any(positive, whole, len(case_ids))
    return np.asarray((is_certain | was_targeted) & sample.is_read), True


def _any(positive: Mapping[str, BoolArray], names: list[str], n: int) -> BoolArray:
    return np.any([positive[name] for name in names], axis=0) if names else np.zeros(n, dtype=bool)
