"""What may be said of a practice beside a ratio? At most that the two go together.

======================================================  =====================================
Case                                                    Words
======================================================  =====================================
No test: under six municipalities, or nothing to rank   shown, and nothing about a connection
Tested, p at 0.05 or above                              no *samvariation* is seen
Tested, p below 0.05                                    the two *samvarierer*
======================================================  =====================================

Where so few, tied as they are, could not have given a p below 0.05 whatever they had done,
the sentence says so.
"""

from __future__ import annotations

from analysis.labels import number
from analysis.study.beside import TEST_LEVEL, BesideState, PracticeBeside
from analysis.study.rank_association import SMALLEST_N

NO_CAUSE = (
    "Det siger intet om, hvad der fører til hvad: andre forhold kan ligge bag begge, og hvem der "
    "er undersøgt, er ikke tilfældigt."
)


def say_beside(beside: PracticeBeside) -> str:
    """Return what may be said of a practice beside a ratio, in Danish.

    Parameters
    ----------
    beside : PracticeBeside
        The practice and the ratios.
    """
    n_all = number(beside.n_municipalities)
    n_shown = number(len(beside.rows))
    lead = (
        f"Praksis er noteret for {n_shown} af {n_all} kommuner. Tallet til højre er kommunens "
        "faktiske over det forventede, når resten af landet er grundlaget."
    )
    return f"{lead} {_say_test(beside)} {NO_CAUSE}"


def _say_test(beside: PracticeBeside) -> str:
    """Return what the test says, or why there is none."""
    found = beside.association
    if found is None:
        if not beside.theme.has_levels:
            return "Temaet kan ikke ordnes fra mindst til mest, så der er ingen test."
        return (
            f"{number(beside.n_tested)} kommuner har en nutidig praksis, der kan ordnes; under "
            f"{number(SMALLEST_N)}, eller uden forskelle, vises de uden test."
        )
    numbers = (
        f"(Kendalls tau-b {number(found.tau, decimals=2)}, eksakt p "
        f"{number(found.p_value, decimals=3)}, {number(found.n)} kommuner)"
    )
    if beside.state is BesideState.COVARIES:
        return f"Blandt dem samvarierer praksis og tallet {numbers}."
    if found.smallest_p >= TEST_LEVEL:
        return (
            f"Der ses ingen samvariation {numbers}; så få kunne heller ikke have vist den: den "
            f"mindst mulige p er {number(found.smallest_p, decimals=3)}."
        )
    return f"Der ses ingen samvariation, som {number(found.n)} kommuner kan vise {numbers}."
