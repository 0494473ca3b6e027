"""Does the conclusion hold with other peers?

One main set of peers is declared before any outcome is read, and page one shows it. Other
choices were as reasonable. Here every one of them is made, each headline is compared by
every set of peers that follows, and it is said how far they agree with the main set, how
far they would agree in an ordinary municipality, and which choice changes the answer.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Focus or main set has no figures           the headline is left out, and named
Fewer than 20 other municipalities         no copies: no standing of the agreement
No specification but the main set          no agreement: the say is 0, and `is_told` false
=========================================  ==============================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.gaps import SMALLEST_EXPECTED_STOCK
from analysis.comparison.headlines import HEADLINES, Headline
from analysis.comparison.multiverse.flips import (
    OptionAnswer,
    OptionSets,
    PeerChange,
    answer_by_option,
    change_one_peer,
    options_shown,
)
from analysis.comparison.multiverse.sets import MAIN, PeerSets, gather_sets
from analysis.comparison.multiverse.specifications import Specification, list_specifications
from analysis.comparison.multiverse.vary import Counted, VariedGaps, vary_sets
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Stage
from analysis.measures.between.overdispersion import dispersion_of_the_others
from analysis.measures.between.spread import spread_of_the_others

_HALF = 0.5


@dataclass(frozen=True)
class MeasureMultiverse:
    """One headline by every reasonable choice of peers.

    Attributes
    ----------
    measure : MeasureComparison
        The headline as page one has it.
    varied : VariedGaps
        The gap by every set.
    by_option : tuple of OptionAnswer
        How far the sets under each option give the main set's answer.
    changes : tuple of PeerChange
        Single municipalities that change the answer.
    """

    measure: MeasureComparison
    varied: VariedGaps
    by_option: tuple[OptionAnswer, ...]
    changes: tuple[PeerChange, ...]

    @property
    def side(self) -> int:
        """Return the main set's answer: -1 fewer, 1 more, 0 neither."""
        return int(self.varied.side[MAIN])

    @property
    def has_limits(self) -> bool:
        """Tell whether the main set's numbers are large enough for limits."""
        gap = self.measure.against_peers
        return gap.ratio is not None or gap.ordinary is not None

    @property
    def is_told(self) -> bool:
        """Tell whether there are other sets to agree with."""
        return bool(self.varied.weights.sum() > 0) and self.has_limits

    @property
    def turning(self) -> tuple[OptionAnswer, ...]:
        """Return the options under which most say goes to another answer.

        What lies under a kind of group is left out where the kind itself is among them.
        """
        found = tuple(answer for answer in self.by_option if answer.share_same < _HALF)
        kinds = {answer.option.name for answer in found if answer.option.decision == "kind"}
        return tuple(answer for answer in found if answer.option.belongs_to not in kinds)

    @property
    def leaving(self) -> tuple[PeerChange, ...]:
        """Return the peers without whom the answer changes."""
        return tuple(change for change in self.changes if change.is_removed)

    @property
    def joining(self) -> tuple[PeerChange, ...]:
        """Return the other municipalities with whom the answer changes."""
        return tuple(change for change in self.changes if not change.is_removed)


@dataclass(frozen=True)
class Multiverse:
    """Every headline by every reasonable choice of peers.

    Attributes
    ----------
    specifications : tuple of Specification
        Every way through the declared decisions.
    sets : PeerSets
        The different sets that they lead to.
    options : tuple of OptionSets
        The options as a reader sees them.
    measures : tuple of MeasureMultiverse
        The headlines that can be told, in the order of page one.
    untold : tuple of Headline
        Those with data whose focus or main set has no figures.
    n_draws, n_copies : int
        Draws of the counts, and copies of the country.
    level : float
        Level of all limits.
    """

    specifications: tuple[Specification, ...]
    sets: PeerSets
    options: tuple[OptionSets, ...]
    measures: tuple[MeasureMultiverse, ...]
    untold: tuple[Headline, ...]
    n_draws: int
    n_copies: int
    level: float

    @property
    def n_others(self) -> int:
        """Return how many different sets there are beside the main one."""
        return len(self.sets.members) - 1


def vary_peers(
    comparison: PracticeComparison,
    *,
    n_draws: int = 1000,
    seed: int = 20_260_101,
    model_distances: Mapping[str, float] | None = None,
) -> Multiverse:
    """Compare every headline by every reasonable choice of peers.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus against its main set of peers.
    n_draws : int, default 1000
        Draws of the counts, and as many copies of the country.
    seed : int
        Seed of draws and copies.
    model_distances : mapping of str to float, optional
        By code the distance between expected rates; a third distance where it is given.

    Notes
    -----
    The sets overlap and share the focus's own number. That they agree is no evidence in
    itself; `Standing` tells how far those of an ordinary municipality would.

    References
    ----------
    .. [1] S. Steegen, F. Tuerlinckx, A. Gelman and W. Vanpaemel, "Increasing transparency
       through a multiverse analysis", Perspectives on Psychological Science 11, 2016.
    .. [2] U. Simonsohn, J. P. Simmons and L. D. Nelson, "Specification curve analysis",
       Nature Human Behaviour 4, 2020.
    """
    codes = tuple(sorted(comparison.names))
    specifications = list_specifications(
        focus=comparison.focus,
        codes=codes,
        main=comparison.peers.codes,
        conditions=comparison.conditions,
        model_distances=model_distances,
    )
    sets = gather_sets(specifications, codes=codes, main=comparison.peers.codes)
    weights = sets.weights([each.weight for each in specifications])
    options = options_shown(specifications, sets, names=comparison.names)
    found, untold = [], []
    for measure in comparison.measures:
        if not measure.against_peers.n_expected > 0:
            untold.append(measure.headline)
            continue
        counted = count_for(measure, focus=comparison.focus)
        # A headline's draws are its own, whichever others there are.
        rng = np.random.default_rng([seed, HEADLINES.index(measure.headline)])
        varied = vary_sets(
            counted, sets, weights=weights, n_draws=n_draws, n_copies=n_draws, rng=rng
        )
        changes = change_one_peer(
            counted, codes=codes, main=comparison.peers.codes, side=int(varied.side[MAIN])
        )
        by_option = answer_by_option(options, varied)
        found.append(MeasureMultiverse(measure, varied, by_option, changes))
    return Multiverse(
        specifications,
        sets,
        options,
        tuple(found),
        tuple(untold),
        n_draws,
        n_draws,
        comparison.level,
    )


def count_for(measure: MeasureComparison, *, focus: str) -> Counted:
    """Return what was counted of a headline, and how it may be compared.

    Parameters
    ----------
    measure : MeasureComparison
        The headline.
    focus : str
        Code of the focus.
    """
    place = measure.cells.codes.index(focus)
    frame = measure.municipalities
    numbers = frame["n_observed"].to_numpy(), frame["n_expected"].to_numpy()
    is_flow = measure.headline.stage is Stage.FLOW
    return Counted(
        measure.window.counts,
        measure.window.exposure,
        focus=place,
        stage=measure.headline.stage,
        level=measure.level,
        tau2=float(dispersion_of_the_others(*numbers)[place]) if is_flow else float("nan"),
        spread=None
        if is_flow
        else spread_of_the_others(*numbers, minimum_expected=SMALLEST_EXPECTED_STOCK).of(place),
    )
