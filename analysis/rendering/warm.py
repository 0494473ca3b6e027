"""How do many notebooks run without a new kernel, and its imports, for each of them?

A kernel of its own costs a notebook some nine seconds of imports. Here the cells run in
this very process, one notebook after the other, and the runner around them stays the
same: papermill injects the parameters, the executed notebook is kept privately, and a
failure is explained in the same words. What a notebook shows must be the same to the
last byte as from a kernel, so a run starts from a clean state and leaves none behind.
"""

from __future__ import annotations

import gc
import os
import random
import sys
import threading
import tokenize
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from analysis.rendering.runner import use_engine

ENGINE = "praksis-warm"
# Plain output, displays and the state of matplotlib belong to the process, not the thread.
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def warm_notebooks() -> Iterator[None]:
    """Let `run_notebook` run notebooks in this process while the block lasts.

    Inside JupyterLab, where cells of a notebook run in this process already, notebooks
    keep getting a kernel of their own.

    Notes
    -----
    Assumes that a notebook's cells are plain code that leaves no global state behind but
    the kinds reset here: figures and settings of matplotlib, filters of warnings, the
    two global random states, folder, environment and search path. Modules that a
    notebook imports stay loaded: with notebooks that import from this package alone,
    that is what makes them quick. A notebook that changes a module's own variables
    would be seen by the next one. A cell that ends the process ends the worker.

    Examples
    --------
    >>> from pathlib import Path
    >>> from analysis.rendering.runner import run_notebook
    >>> with warm_notebooks():  # doctest: +SKIP
    ...     run = run_notebook(Path("notebooks/praksissammenligning.ipynb"), {})
    """
    with _ONE_AT_A_TIME:
        if _is_inside_a_notebook():
            yield
            return
        with use_engine(ENGINE, register=_register):
            yield


def _is_inside_a_notebook() -> bool:
    """Tell whether cells run in this process already; a shell not yet loaded runs none."""
    shells = sys.modules.get("IPython.core.interactiveshell")
    return shells is not None and bool(shells.InteractiveShell.initialized())


def _register() -> None:
    """Make the engine known to papermill, which is loaded when a notebook is run."""
    from papermill.engines import papermill_engines  # noqa: PLC0415 (slow)

    papermill_engines.register(ENGINE, _Engine())


class _Engine:
    """What papermill asks of an engine: run the cells, and name kernel and language."""

    def execute_notebook(self, nb: Any, kernel_name: str, **options: Any) -> Any:  # noqa: ARG002
        """Run the cells one after another until one fails; return the executed notebook."""
        from papermill.engines import NotebookExecutionManager  # noqa: PLC0415 (slow)

        manager = NotebookExecutionManager(nb, progress_bar=False)
        manager.notebook_start()
        try:
            with _clean_state(), _fresh_shell() as shell:
                for index, cell in enumerate(nb.cells):
                    if not _run_cell(shell, manager, cell, index, options.get("on_cell_start")):
                        break
        finally:
            manager.notebook_complete()
        return manager.nb

    def nb_kernel_name(self, nb: Any, name: str | None = None) -> str:  # noqa: ARG002
        """Return the name asked for; there is no kernel to look up."""
        return name or ENGINE

    def nb_language(self, nb: Any, language: str | None = None) -> str:  # noqa: ARG002
        """Return the one language that cells are written in."""
        return language or "python"


def _run_cell(shell: Any, manager: Any, cell: Any, index: int, on_start: Any) -> bool:
    """Run one cell and put what it showed into it; tell whether to go on."""
    from IPython.utils.capture import capture_output  # noqa: PLC0415 (slow)

    if on_start is not None:
        on_start(cell=cell, cell_index=index)
    manager.cell_start(cell, index)
    if cell.cell_type != "code" or not cell.source.strip():
        manager.cell_complete(cell, cell_index=index)
        return True
    with capture_output() as captured:
        # The shell would print the value of a last line; a kernel shows it, unless a
        # semicolon ends the cell.
        is_quiet = _ends_quietly(shell, cell.source)
        shell.display_trap.hook = _take_nothing if is_quiet else sys.displayhook
        result = shell.run_cell(cell.source, store_history=False)
    cell.execution_count = sum(each.cell_type == "code" for each in manager.nb.cells[: index + 1])
    error = result.error_before_exec or result.error_in_exec
    if isinstance(error, KeyboardInterrupt):
        raise error
    cell.outputs = [*_printed(captured), *_shown(captured)]
    if error is not None:
        cell.outputs.append(_as_output(error))
        manager.cell_exception(cell, cell_index=index)
    manager.cell_complete(cell, cell_index=index)
    return error is None


def _ends_quietly(shell: Any, source: str) -> bool:
    """Tell whether a semicolon ends the cell; one that is no Python is told about when run."""
    try:
        return bool(shell.displayhook.semicolon_at_end_of_expression(source))
    except (tokenize.TokenError, SyntaxError):
        return False


def _take_nothing(value: object) -> None:
    """Show nothing of a last line's value."""


def _printed(captured: Any) -> Iterator[Any]:
    """Yield what a cell printed; it stays in the private notebook."""
    from nbformat.v4 import new_output  # noqa: PLC0415 (slow)

    for name in ("stdout", "stderr"):
        text = getattr(captured, name)
        if text:
            yield new_output("stream", name=name, text=text)


def _shown(captured: Any) -> Iterator[Any]:
    """Yield what a cell displayed, and the value of its last line, in that order."""
    from nbformat.v4 import new_output  # noqa: PLC0415 (slow)

    for shown in captured.outputs:
        data, metadata = shown.data, shown.metadata or {}
        yield new_output("display_data", data=data, metadata=metadata)


def _as_output(error: BaseException) -> Any:
    """Return a failure as a notebook holds it."""
    from nbformat.v4 import new_output  # noqa: PLC0415 (slow)

    lines = traceback.format_exception(error)
    name = type(error).__name__
    return new_output("error", ename=name, evalue=str(error), traceback=lines)


@contextmanager
def _fresh_shell() -> Iterator[Any]:
    """Yield an IPython shell without history, configuration or names of an earlier run."""
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415 (slow)
    from traitlets.config import Config  # noqa: PLC0415 (slow)

    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.autoindent = False
    # Results are taken by the hook above, so there is no cache of them to flush.
    settings.InteractiveShell.cache_size = 0
    settings.InteractiveShell.colors = "nocolor"
    hooks = sys.excepthook, sys.displayhook
    # A module of its own, or IPython would take the place of this process's __main__.
    shell: Any = InteractiveShell.instance(
        config=settings, user_module=ModuleType("praksis_notebook")
    )
    try:
        yield shell
    finally:
        shell.reset(new_session=False)
        shell.restore_sys_module_state()
        InteractiveShell.clear_instance()
        sys.excepthook, sys.displayhook = hooks


@contextmanager
def _clean_state() -> Iterator[None]:
    """Run in a clean state of matplotlib, warnings and random numbers; put back the old one."""
    import matplotlib as mpl  # noqa: PLC0415 (slow)
    import numpy as np  # noqa: PLC0415 (slow)

    folder, environment, search_path = os.getcwd(), dict(os.environ), list(sys.path)  # noqa: PTH109
    drawn, states = random.getstate(), np.random.get_state()  # noqa: NPY002 (kept, never drawn from)
    with mpl.rc_context(mpl.rcParamsDefault), warnings.catch_warnings(), np.errstate():
        mpl.use("agg", force=True)
        warnings.resetwarnings()
        warnings.simplefilter("default")
        try:
            yield
        finally:
            _close_figures()
            random.setstate(drawn)
            np.random.set_state(states)  # noqa: NPY002
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            sys.path[:] = search_path


def _close_figures() -> None:
    """Close what a notebook left open, and free it before the next one starts."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")
    gc.collect()
