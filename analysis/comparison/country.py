"""One country for all its municipalities: names, conditions, population and series.

None of it depends on which municipality is in focus, so it is arranged once and asked
again. Conditions come before outcomes: a choice of peers reads nothing but conditions.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import pandas as pd

from analysis.comparison.cells import Cells, arrange_cells
from analysis.comparison.denominators import Population, arrange_population
from analysis.comparison.headlines import Headline
from analysis.comparison.newest import choose_sources
from analysis.comparison.peers import condition_table
from analysis.concepts import Lineage
from analysis.datasets.store import Store
from analysis.parameters.loader import load_parameter


@dataclass(frozen=True)
class Country:
    """What the comparisons of one set of data share; each part is arranged when asked for.

    Attributes
    ----------
    store : Store
        The datasets.
    """

    store: Store
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    def load(self, dataset: str) -> pd.DataFrame:
        """Return a dataset of the store, read once."""
        if dataset not in self._tables:
            self._tables[dataset] = self.store.load(dataset)
        return self._tables[dataset]

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the name of each municipality by its code."""
        return municipality_names(self.store)

    @cached_property
    def conditions(self) -> pd.DataFrame:
        """Return the conditions, see `condition_table`."""
        return condition_table(self.store.load("conditions"))

    @cached_property
    def conditions_lineage(self) -> Lineage:
        """Return what the conditions rest on."""
        return lineage_of_dataset(self.store, "conditions")

    @cached_property
    def population(self) -> Population:
        """Return the population by date, sex and age."""
        return arrange_population(
            self.store.load("population"), codes=sorted(self.names), pension_age=_pension_age
        )

    @cached_property
    def series(self) -> dict[Headline, Cells]:
        """Return the chosen series of each headline that has data."""
        return {
            headline: arrange_cells(
                self.load(source.dataset),
                headline=headline,
                source=source,
                population=self.population,
                lineage_of=self.store.manifest.lineage,
            )
            for headline, source in choose_sources(self.load).items()
        }


@lru_cache(maxsize=1)
def country_of(store: Store) -> Country:
    """Return the country of a store, arranged once in a process.

    Two stores are the same to it if their raw files have the same checksums, so a process
    that compares one municipality after another reads and arranges the data once.

    Parameters
    ----------
    store : Store
        The datasets.
    """
    return Country(store)


def municipality_names(store: Store) -> dict[str, str]:
    """Return the name of each municipality by its code."""
    table = store.load("municipalities").astype(str)
    return dict(zip(table["municipality_code"], table["municipality_name"], strict=True))


def lineage_of_dataset(store: Store, dataset: str) -> Lineage:
    """Return the raw files that a whole dataset rests on."""
    return store.manifest.lineage(store.load(dataset)["source_id"].astype(str).unique())


def _pension_age(day: dt.date) -> float:
    """Return the pension age (years) in force on a date."""
    return load_parameter("pension_age").at(day)
