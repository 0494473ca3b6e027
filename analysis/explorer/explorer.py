"""Which municipality, which scheme, compared with whom? Controls that redraw the answer.

The data are read and arranged once; a change of a control then compares and draws anew.
Nothing is written to disk, and what is shown is stamped as in the report.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from analysis.blocks.html import block_to_html
from analysis.comparison.assemble import PracticeComparison, compare_in
from analysis.comparison.country import Country
from analysis.comparison.peers import named_groups
from analysis.datasets.store import Store
from analysis.errors import AnalysisError, CoverageError
from analysis.explorer.views import VIEWS, View
from analysis.labels import sentence_case

if TYPE_CHECKING:
    from ipywidgets import Widget

ALL_SCHEMES = ""
_COMPARISONS_KEPT = 8  # so that going back and forth between a few is immediate


@dataclass(frozen=True)
class Choice:
    """What is chosen in the controls.

    Attributes
    ----------
    municipality_code : str
        The municipality in focus.
    headline_id : str
        The headline shown, such as ``fleksjob-bestand``; empty for all.
    peers : str
        The rule by which peers are chosen, see `select_peers`; empty for the default.
    view : View
        What is shown.
    """

    municipality_code: str
    headline_id: str
    peers: str
    view: View


def explore(
    store: Store, *, municipality_code: str = "101", peers: str = "", level: float = 0.95
) -> Widget:
    """Return controls for municipality, scheme, peers and view, with the answer below them.

    Parameters
    ----------
    store : Store
        The datasets, see `open_data`.
    municipality_code : str, default '101'
        The municipality to begin with.
    peers : str, default ''
        The peers to begin with; a list of codes becomes a choice of its own.
    level : float, default 0.95
        Level of all limits, a fraction in (0, 1).

    Returns
    -------
    Widget
        A box that JupyterLab shows.

    Raises
    ------
    CoverageError
        If ipywidgets is not installed, the municipality is unknown or the peers cannot
        be had.
    """
    widgets = _ipywidgets()
    country = Country(store)
    compare = lru_cache(maxsize=_COMPARISONS_KEPT)(
        lambda code, rule: compare_in(country, code, peers=rule, level=level)
    )
    compare(str(municipality_code), peers)
    controls = _controls(widgets, country, str(municipality_code), peers)
    answer = widgets.HTML()
    state = widgets.Label()

    def redraw(_: object = None) -> None:
        state.value = "Regner ..."
        choice = Choice(*(control.value for control in controls))
        try:
            answer.value = draw(compare(choice.municipality_code, choice.peers), choice)
            state.value = ""
        except AnalysisError as error:
            state.value = str(error).splitlines()[0]

    for control in controls:
        control.observe(redraw, names="value")
    redraw()
    municipality, scheme, rule, view = controls
    return widgets.VBox([widgets.HBox([municipality, scheme, rule]), view, state, answer])


def draw(comparison: PracticeComparison, choice: Choice) -> str:
    """Return the HTML of a view on the chosen headline.

    Parameters
    ----------
    comparison : PracticeComparison
        The municipality and the peers chosen.
    choice : Choice
        Headline and view; the rest is in the comparison already.

    Raises
    ------
    CoverageError
        If the headline has no data.
    """
    shown = comparison
    if choice.headline_id:
        measures = tuple(m for m in comparison.measures if m.headline.id == choice.headline_id)
        if not measures:
            raise CoverageError(
                f"There are no data on {choice.headline_id}.",
                where="the chosen scheme",
                expected=", ".join(m.headline.id for m in comparison.measures),
                fix="choose another scheme",
            )
        shown = replace(comparison, measures=measures, missing=())
    return "\n".join(block_to_html(block, standalone=True) for block in choice.view.blocks(shown))


def _controls(
    widgets: Any, country: Country, municipality_code: str, peers: str
) -> tuple[Any, Any, Any, Any]:
    """Return the four controls: municipality, scheme, peers and view."""
    wide = {"style": {"description_width": "initial"}, "layout": {"width": "20em"}}
    by_name = sorted((name, code) for code, name in country.names.items())
    schemes = [(f"{sentence_case(h.benefit.label)}, {h.stage.label}", h.id) for h in country.series]
    rules = {
        "": "standard for kommunen",
        **{name: group.label for name, group in named_groups().items()},
        "nearest:5": "de 5 nærmeste på rammevilkår",
        "nearest:7": "de 7 nærmeste på rammevilkår",
        "nearest:15": "de 15 nærmeste på rammevilkår",
        "mahalanobis:7": "de 7 nærmeste, når vilkårenes samvariation regnes med",
    }
    rules.setdefault(peers, peers)
    return (
        widgets.Dropdown(options=by_name, value=municipality_code, description="Kommune", **wide),
        widgets.Dropdown(
            options=[("alle ordninger", ALL_SCHEMES), *schemes], description="Ordning", **wide
        ),
        widgets.Dropdown(
            options=[(label, rule) for rule, label in rules.items()],
            value=peers,
            description="Sammenlign med",
            **(wide | {"layout": {"width": "26em"}}),
        ),
        widgets.ToggleButtons(
            options=[(view.label, view) for view in VIEWS], style={"button_width": "auto"}
        ),
    )


def _ipywidgets() -> Any:
    """Return the package of the controls, which only the laboratory has."""
    try:
        import ipywidgets  # noqa: PLC0415 - a part of the laboratory, not of the report
    except ImportError as error:
        raise CoverageError(
            "The controls need ipywidgets, which is not installed.",
            where="this Python environment",
            expected="the environment of the project, with the extra named lab",
            fix="start JupyterLab with make lab, or pip install ipywidgets",
        ) from error
    return ipywidgets
