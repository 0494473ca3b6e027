"""Which blocks stand on a page, and what stands there when a part is missing?

A notebook decides nothing, so a page that depends on what there is, is put together here.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.pages import pack

__all__ = ["pack"]


def __getattr__(name: str) -> Any:
    """Load the pages when they are first asked for."""
    if name in __all__:
        return importlib.import_module(f"analysis.pages.{name}")
    raise AttributeError(f"module 'analysis.pages' has no attribute {name!r}")
