"""Compare how Danish municipalities refer citizens to four schemes.

Start with a dataset and a municipality, then show what you want to see::

    from analysis import compare_practice, open_data, show, tables

    comparison = compare_practice(open_data(), "101")
    show(tables.tabulate_front_page(comparison))

or with a review of case files::

    from analysis import case_review, show, tables

    results = case_review.estimate_review(case_review.open_review())
    show(tables.review.tabulate_front_page(case_review.suppress_results(results, "lukket")))

or put everything before a meeting of directors::

    from analysis import assemble_pack, pages, show

    pack = assemble_pack("101")
    show(*pages.pack.front_page(pack))

Everything is loaded when it is first used, so that importing the package is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis import estimation, figures, pages, tables, texts
    from analysis.blocks.show import show
    from analysis.comparison import depth
    from analysis.comparison.assemble import compare_practice
    from analysis.comparison.context import compare_context
    from analysis.comparison.published import compare_published_awards
    from analysis.datasets.project import open_data
    from analysis.explorer.explorer import explore
    from analysis.findings import case_review
    from analysis.packs.assemble import assemble_pack

__all__ = [
    "assemble_pack",
    "case_review",
    "compare_context",
    "compare_practice",
    "compare_published_awards",
    "depth",
    "estimation",
    "explore",
    "figures",
    "open_data",
    "pages",
    "show",
    "tables",
    "texts",
]

_HOMES = {
    "assemble_pack": "analysis.packs.assemble",
    "compare_context": "analysis.comparison.context",
    "compare_practice": "analysis.comparison.assemble",
    "compare_published_awards": "analysis.comparison.published",
    "explore": "analysis.explorer.explorer",
    "open_data": "analysis.datasets.project",
    "show": "analysis.blocks.show",
}
_PACKAGES = {
    "case_review": "analysis.findings.case_review",
    "depth": "analysis.comparison.depth",
    "estimation": "analysis.estimation",
    "figures": "analysis.figures",
    "pages": "analysis.pages",
    "tables": "analysis.tables",
    "texts": "analysis.texts",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name in _PACKAGES:
        return importlib.import_module(_PACKAGES[name])
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
