"""On which schemes and which questions do two readers differ?

One figure over all questions hides the question that nobody reads alike. Each scheme and
each item therefore has its own row, and a second table tells which items the
disagreements come from.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special, stats

from analysis.errors import EstimationError
from analysis.estimation.agreement.coefficients import Agreement, measure_agreement
from analysis.estimation.agreement.limits import exact_share_limits
from analysis.measures.inputs import as_tail

AGREEMENT_COLUMNS = (
    *("group", "n", "n_missing", "n_agree", "share_agree", "share_agree_lower"),
    *("share_agree_upper", "kappa", "kappa_se", "kappa_lower", "kappa_upper", "kappa_reason"),
    *("gwet", "gwet_lower", "gwet_upper", "krippendorff", "n_first", "n_second", "n_both"),
    *("positive_agreement", "positive_agreement_lower", "positive_agreement_upper"),
    *("negative_agreement", "prevalence_index", "bias_index", "mcnemar_p"),
)


def measure_agreement_by(
    groups: Sequence[str],
    first: Sequence[Any],
    second: Sequence[Any],
    categories: Sequence[Any] | Mapping[str, Sequence[Any]],
    *,
    positive: Any = None,
    weights: str | ArrayLike = "unweighted",
    level: float = 0.95,
) -> pd.DataFrame:
    """Measure agreement scheme by scheme, or item by item.

    Parameters
    ----------
    groups : sequence of str, length n
        The scheme or item that each pair of answers is about.
    first, second : sequence of length n
        Answers of the two readers; empty where one is missing.
    categories : sequence, or mapping from group to sequence
        The answers that the checklist allows, for all groups or for each.
    positive : object, optional
        The answer that counts as *yes* in the columns about it; left out, the last.
    weights : {"unweighted", "linear", "quadratic", "ordinal"} or array of shape (q, q)
        How far two different answers count as agreement.
    level : float, default 0.95
        Level of the limits.

    Returns
    -------
    DataFrame
        One row per group, in the order of first appearance, with `AGREEMENT_COLUMNS`:
        numbers of cases (``n``, ``n_first`` with *yes* by the first reader, and so on),
        shares as fractions, coefficients with limits, and why one is undefined.
        ``negative_agreement``, indices and ``mcnemar_p`` need two categories.

    Raises
    ------
    EstimationError
        If lengths differ, a group has no categories, or an answer is not one of them.

    Notes
    -----
    There is no total row: agreement pooled over items is high because most items are
    plain, and leans to the reassuring side.

    Examples
    --------
    >>> table = measure_agreement_by(
    ...     ["fleksjob"] * 4 + ["revalidering"] * 4, list("jjnnjnnn"), list("jnnnnnnn"), "nj"
    ... )
    >>> table[["group", "n", "n_agree", "n_first", "n_second"]]
              group  n  n_agree  n_first  n_second
    0      fleksjob  4        3        2         1
    1  revalidering  4        3        1         0
    """
    names = [str(group) for group in groups]
    _fail_if_lengths_differ(names, first, second)
    rows = []
    for name in dict.fromkeys(names):
        places = [i for i, group in enumerate(names) if group == name]
        allowed = _categories_of(name, categories)
        agreement = measure_agreement(
            [first[i] for i in places],
            [second[i] for i in places],
            allowed,
            weights=weights,
            level=level,
        )
        rows.append(_row(name, agreement, allowed[-1] if positive is None else positive))
    return pd.DataFrame(rows, columns=list(AGREEMENT_COLUMNS))


def find_driving_items(
    items: Sequence[str],
    cases: Sequence[str],
    first: Sequence[Any],
    second: Sequence[Any],
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Tell which items the disagreements of two readers come from.

    Parameters
    ----------
    items, cases : sequence of str, length n
        The item and the case of each pair of answers.
    first, second : sequence of length n
        Answers of the two readers; a pair with an empty one is left out.
    level : float, default 0.95
        Level of the limits.

    Returns
    -------
    DataFrame
        One row per item, the most disagreements first: ``item_id``, ``n`` (pairs),
        ``n_disagree``, ``share_disagree`` of the pairs with exact limits, and
        ``share_of_all`` disagreements with limits. Shares are fractions.

    Raises
    ------
    EstimationError
        If the lengths differ.

    Notes
    -----
    Disagreements of one case come together, so the limits of ``share_of_all`` take the
    case as what was drawn (linearised, on the logit scale, Student's distribution). With
    few disagreements they lean to the bold side. An item without any has a lower limit of
    0 and as upper limit the exact one for the number of cases with a disagreement.

    References
    ----------
    W. G. Cochran, Sampling Techniques, 3rd ed., 1977, sections 2.11 and 3.12.

    Examples
    --------
    >>> table = find_driving_items(
    ...     ["a", "b"] * 3, ["1", "1", "2", "2", "3", "3"], list("jjjjjj"), list("njnjjj")
    ... )
    >>> table[["item_id", "n", "n_disagree", "share_of_all"]]
      item_id  n  n_disagree  share_of_all
    0       a  3           2           1.0
    1       b  3           0           0.0
    """
    _fail_if_lengths_differ(items, first, second)
    _fail_if_lengths_differ(cases, first, second)
    frame = pd.DataFrame({"item_id": list(items), "case_id": list(cases)})
    frame["differs"] = [float(a != b) for a, b in zip(first, second, strict=True)]
    is_pair = [not (_is_empty(a) or _is_empty(b)) for a, b in zip(first, second, strict=True)]
    frame = frame[is_pair]
    wide = frame.pivot_table("differs", "case_id", "item_id", aggfunc="sum", fill_value=0.0)
    tail = as_tail(level)
    rows = []
    for item, part in frame.groupby("item_id", sort=False):
        n, n_disagree = len(part), int(part["differs"].sum())
        lower, upper = exact_share_limits(n_disagree, n, tail=tail)
        shares = _share_of_all(wide[item].to_numpy(), wide.sum(axis=1).to_numpy(), tail)
        rows.append((item, n, n_disagree, n_disagree / n, lower, upper, *shares))
    columns = ["item_id", "n", "n_disagree", "share_disagree"]
    columns += ["share_disagree_lower", "share_disagree_upper"]
    columns += ["share_of_all", "share_of_all_lower", "share_of_all_upper"]
    result = pd.DataFrame(rows, columns=columns)
    return result.sort_values("n_disagree", ascending=False, kind="stable", ignore_index=True)


def _row(name: str, agreement: Agreement, positive: Any) -> dict[str, Any]:
    if positive not in agreement.categories:
        raise EstimationError(
            "The answer that counts as yes is not one of the categories.",
            where=f"positive, for {name}",
            expected="one of the answers that the checklist allows",
        )
    place = agreement.categories.index(positive)
    counts, kappa, gwet = agreement.table, agreement.kappa, agreement.gwet
    yes = agreement.specific[positive]
    others = [category for category in agreement.categories if category != positive]
    return {
        "group": name,
        "n": agreement.n,
        "n_missing": agreement.n_missing,
        "n_agree": agreement.n_agree,
        "share_agree": agreement.share_agree.value,
        "share_agree_lower": agreement.share_agree.lower,
        "share_agree_upper": agreement.share_agree.upper,
        "kappa": kappa.value,
        "kappa_se": kappa.standard_error,
        "kappa_lower": kappa.lower,
        "kappa_upper": kappa.upper,
        "kappa_reason": kappa.reason,
        "gwet": gwet.value,
        "gwet_lower": gwet.lower,
        "gwet_upper": gwet.upper,
        "krippendorff": agreement.coefficients["krippendorff"].value,
        "n_first": int(counts[place].sum()),
        "n_second": int(counts[:, place].sum()),
        "n_both": int(counts[place, place]),
        "positive_agreement": yes.value,
        "positive_agreement_lower": yes.lower,
        "positive_agreement_upper": yes.upper,
        "negative_agreement": (
            agreement.specific[others[0]].value if len(others) == 1 else math.nan
        ),
        "prevalence_index": agreement.prevalence_index,
        "bias_index": agreement.bias_index,
        "mcnemar_p": agreement.mcnemar_p,
    }


def _share_of_all(of_item: np.ndarray, of_all: np.ndarray, tail: float) -> tuple[float, ...]:
    total, n = float(of_all.sum()), len(of_all)
    if total == 0:
        return math.nan, math.nan, math.nan
    share = float(of_item.sum()) / total
    residuals = of_item - share * of_all
    error = math.sqrt(n / max(n - 1, 1) * float(np.sum(residuals**2))) / total
    if not 0 < share < 1 or error == 0:
        # Nothing varies: cases with a disagreement stand in for the disagreements.
        n_cases = int(np.sum(of_all > 0))
        return share, *exact_share_limits(share * n_cases, n_cases, tail=tail)
    width = float(stats.t.isf(tail, max(n - 1, 1))) * error / (share * (1 - share))
    centre = float(special.logit(share))
    return share, float(special.expit(centre - width)), float(special.expit(centre + width))


def _categories_of(
    name: str, categories: Sequence[Any] | Mapping[str, Sequence[Any]]
) -> Sequence[Any]:
    if not isinstance(categories, Mapping):
        return list(categories)
    if name not in categories:
        raise EstimationError(
            "A group has no categories.",
            where=f"categories of {name}",
            expected="the answers that the checklist allows, for every group",
        )
    return list(categories[name])


def _is_empty(answer: Any) -> bool:
    return answer is None or answer == "" or (isinstance(answer, float) and math.isnan(answer))


def _fail_if_lengths_differ(
    labels: Sequence[Any], first: Sequence[Any], second: Sequence[Any]
) -> None:
    if not len(labels) == len(first) == len(second):
        raise EstimationError(
            "The readings and what they are about differ in length.",
            where=f"labels ({len(labels)}), first ({len(first)}) and second ({len(second)})",
            expected="one label and two answers for each pair",
        )
