"""What surrounds the schemes: series that are not compared, only shown.

Social assistance by month, the job-ready among its recipients, and unemployment. Their
sources have neither age nor sex, so they are shown per 1,000 residents, raw, beside the
peers' pooled figure. None of them measures *long-term* social assistance, which is a
matter of duration.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
import pandas as pd

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.cells import arrange_cells, crude, has_rows
from analysis.comparison.headlines import Y60A02, Headline, Source
from analysis.concepts import Benefit, Lineage, Stage, Unit


@dataclass(frozen=True)
class ContextSeries:
    """A series that is shown beside the comparison.

    Attributes
    ----------
    headline : Headline
        Benefit and source.
    title : str
        What it is, in Danish.
    caution : str
        What it must not be taken for, in Danish.
    """

    headline: Headline
    title: str
    caution: str


@dataclass(frozen=True)
class ContextResult:
    """One context series of the focus and its peers.

    Attributes
    ----------
    series : ContextSeries
        What is shown.
    frame : DataFrame
        One row per period: ``period``, ``n_observed`` (the source's unit),
        ``per_1000`` and ``peers_per_1000`` (per 1,000 residents), and ``carried``, the
        date of a denominator that stands in for a missing one.
    lineage : Lineage
        What it rests on.
    """

    series: ContextSeries
    frame: pd.DataFrame
    lineage: Lineage


def _series(
    benefit: Benefit, source: Source, how: str, *, title: str, caution: str
) -> ContextSeries:
    """Return a context series of one source."""
    return ContextSeries(Headline(benefit, Stage.STOCK, (source,), how), title, caution)


CONTEXT = (
    _series(
        Benefit.KONTANTHJAELP,
        Y60A02,
        "Hent y60a02 på jobindsats.dk efter kommune og måned.",
        title="Kontanthjælp",
        caution="Ydelsen begyndte 1. juli 2025; målingen er ført tilbage til august 2021 og kan "
        "ikke sættes sammen med ældre målinger.",
    ),
    _series(
        Benefit.KONTANTHJAELP_JOBPARAT,
        Source("recipients_fulltime", "AUK01", Unit.FULLTIME_PERSONS),
        "Hent AUK01 (nettoledige kontanthjælpsmodtagere) på statistikbanken.dk.",
        title="Jobparate på kontanthjælp (nettoledige)",
        caution="Kun de jobparate: ikke dem, de fire ordninger typisk er relevante for.",
    ),
    _series(
        Benefit.LEDIGHED,
        Source("recipients_fulltime", "y25i01", Unit.FULLTIME_PERSONS),
        "Hent y25i01 på jobindsats.dk efter kommune og måned.",
        title="Registreret ledighed",
        caution="Baggrund for arbejdsmarkedet, ikke et mål for praksis.",
    ),
)


def compare_context(
    comparison: PracticeComparison,
) -> tuple[tuple[ContextResult, ...], tuple[ContextSeries, ...]]:
    """Return the context series that have data, and those that have none.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the focus, the peers and the datasets.
    """
    present, missing = [], []
    for series in CONTEXT:
        source = series.headline.sources[0]
        frame = comparison.store.load(source.dataset)
        if not has_rows(frame, source=source, headline=series.headline):
            missing.append(series)
            continue
        result = _compare(comparison, series)
        # A small municipality can be blanked throughout, and has then nothing to show.
        if result.frame["per_1000"].notna().any():
            present.append(result)
        else:
            missing.append(series)
    return tuple(present), tuple(missing)


def _compare(comparison: PracticeComparison, series: ContextSeries) -> ContextResult:
    """Return one series per 1,000 residents, for the focus and for the pooled peers."""
    source = series.headline.sources[0]
    cells = crude(
        arrange_cells(
            comparison.store.load(source.dataset),
            headline=series.headline,
            source=source,
            population=comparison.population,
            lineage_of=comparison.store.manifest.lineage,
        )
    )
    focus = cells.codes.index(comparison.focus)
    peers = [cells.codes.index(code) for code in comparison.peers.codes]
    counts, people = cells.counts[:, 0], cells.people[:, 0]
    known = np.isfinite(counts[:, peers]) & np.isfinite(people[:, peers])
    peer_counts = np.where(known, counts[:, peers], 0).sum(axis=1)
    peer_people = np.where(known, people[:, peers], 0).sum(axis=1)
    frame = pd.DataFrame(
        {
            "period": [str(period) for period in cells.periods],
            "n_observed": counts[:, focus],
            "per_1000": 1000 * counts[:, focus] / people[:, focus],
            "peers_per_1000": 1000 * peer_counts / np.where(peer_people > 0, peer_people, np.nan),
            "carried": cells.carried,
        }
    )
    lineage = reduce(or_, cells.lineages, comparison.name_lineage | comparison.peers.lineage)
    return ContextResult(series, frame, lineage)
