"""Who are the peers of a municipality in this country, by the rule that was asked for?

All rules but ``model`` read conditions alone. That one goes by how alike the rates are
that a model expects of two municipalities; its weights come from the *other*
municipalities' outcomes on the first headline that has data, which is awards of
førtidspension where there are any.
"""

from __future__ import annotations

import pandas as pd

from analysis.comparison.cells import last_window
from analysis.comparison.country import Country
from analysis.comparison.explained.conditions_model import model_similarity
from analysis.comparison.headlines import HEADLINES
from analysis.comparison.peer_rules import MODEL, read_rule
from analysis.comparison.peers import PeerSet, select_peers
from analysis.comparison.practice import FLOW_PERIODS
from analysis.concepts import Stage


def choose_peers(country: Country, rule: str, *, focus: str) -> PeerSet:
    """Return the peers of a municipality; parameters and errors are those of `select_peers`.

    Parameters
    ----------
    country : Country
        Names and conditions; its outcomes are read for the rule ``model`` alone.
    rule : str
        How the peers are chosen, see `select_peers`; empty for the default.
    focus : str
        Code of the focus municipality.
    """
    is_by_model = read_rule(rule, focus=focus).kind == MODEL
    return select_peers(
        rule,
        focus=focus,
        names=country.names,
        conditions=country.conditions,
        lineage=country.conditions_lineage,
        model_distances=_distances_by_model(country, focus) if is_by_model else None,
    )


def _distances_by_model(country: Country, focus: str) -> pd.Series:
    """Return how far apart the rates are that the newest data lead one to expect."""
    headline = next(h for h in HEADLINES if h in country.series)
    cells = country.series[headline]
    is_flow = headline.stage is Stage.FLOW
    return model_similarity(
        last_window(cells, until=cells.periods[-1], n_periods=FLOW_PERIODS if is_flow else 1),
        country.conditions,
        codes=cells.codes,
        focus=focus,
        is_flow=is_flow,
    )
