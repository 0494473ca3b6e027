"""What does one worker do with one job, and what does it tell of it?

Runs in another process or on another machine, so everything here can be pickled by name.
What comes back is plain: a code, a state, and a reason in our own words, never data.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError, RequestError
from analysis.rendering.batch_state import Marks, hold_job
from analysis.rendering.runner import ONE_THREAD
from analysis.rendering.warm import warm_notebooks

_SECONDS_BETWEEN_LOOKS = 0.5
_WATCHER = "praksis-parent"


@dataclass(frozen=True)
class Work:
    """A job as it travels to a worker.

    Attributes
    ----------
    code, make, request
        As in a job.
    folder : str
        The batch's folder; the report goes into the folder of its code below.
    key : str
        What the report will be recognised by.
    warm : bool
        Whether notebooks run in the worker itself.
    subfolder : str
        As in a job.
    """

    code: str
    make: str
    request: Any
    folder: str
    key: str
    warm: bool = True
    subfolder: str = ""

    @property
    def place(self) -> str:
        """Return the folder below the batch's, with a slash between its parts."""
        return f"{self.code}/{self.subfolder}" if self.subfolder else self.code


@dataclass(frozen=True)
class Outcome:
    """What became of one job.

    Attributes
    ----------
    code : str
        The municipality's code.
    state : str
        ``rendered``, ``skipped`` or ``failed``.
    reason : str
        Why it failed: the first line of one of our own errors, or the kind of another.
    kind : str
        The name of the error's class.
    advice : str
        The whole message of one of our own errors, for the terminal: it may name
        folders of this machine.
    seconds : float
        How long it took; 0 for a skipped one.
    """

    code: str
    state: str
    reason: str = ""
    kind: str = ""
    advice: str = ""
    seconds: float = 0.0


def do_work(work: Work, *, parent: int = 0) -> Outcome:
    """Make one report and mark it as done; tell what went wrong instead of raising it.

    Parameters
    ----------
    work : Work
        The job.
    parent : int, default 0
        Process whose end ends this one, so that a killed batch leaves no worker behind.
        0 for none.
    """
    if parent:
        os.environ.update(ONE_THREAD)
        _heed_only(parent)
    start = time.perf_counter()
    try:
        with hold_job(Path(work.folder), work.place):
            _make(work)
    except AnalysisError as error:
        return _failed(work, start, error.what, error, str(error))
    except Exception as error:  # whatever it is must not stop the others
        return _failed(
            work, start, f"an error of type {type(error).__name__}{_place(error)}", error
        )
    return Outcome(work.code, "rendered", seconds=time.perf_counter() - start)


def make_of(name: str) -> Callable[..., Any]:
    """Return the function of a dotted name.

    Raises
    ------
    RequestError
        If there is none of that name.

    Examples
    --------
    >>> make_of("analysis.rendering.batch_work.make_of").__name__
    'make_of'
    """
    module, _, function = name.rpartition(".")
    try:
        found = getattr(import_module(module), function)
    except (ImportError, AttributeError, ValueError):
        found = None
    if not callable(found):
        raise RequestError(
            f"There is no function {name!r} that makes a report.",
            where="the jobs of a batch",
            expected="a dotted name such as analysis.rendering.practice.make_practice_report",
            fix="correct the name",
        )
    return found  # type: ignore[no-any-return]


def _make(work: Work) -> None:
    """Make the report, and mark it as done when it stands whole."""
    marks = Marks(Path(work.folder))
    marks.remove(work.place)
    request = replace(work.request, out=Path(work.folder) / work.place)
    with warm_notebooks() if work.warm else nullcontext():
        make_of(work.make)(request, progress=_say_nothing)
    marks.put(work.place, work.key)


def _say_nothing(what: str, number: int, total: int) -> None:
    """Take progress that nobody in a worker watches."""


def _failed(
    work: Work, start: float, reason: str, error: BaseException, advice: str = ""
) -> Outcome:
    kind = type(error).__name__
    return Outcome(work.code, "failed", reason, kind, advice, time.perf_counter() - start)


def _place(error: BaseException) -> str:
    """Return where in our code an error arose: a module and a line, and no values."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "analysis" in Path(frame.filename).parts and frame.filename != __file__
    ]
    return f" in {Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else ""


def _heed_only(parent: int) -> None:
    """Leave Ctrl-C to the parent process, and end with it."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    # On Windows a process keeps its parent's number also when that is gone.
    is_watched = any(thread.name == _WATCHER for thread in threading.enumerate())
    if sys.platform != "win32" and os.getppid() == parent and not is_watched:
        watcher = threading.Thread(target=_end_with, args=(parent,), name=_WATCHER, daemon=True)
        watcher.start()


def _end_with(parent: int) -> None:
    """End this process, whatever it does, when its parent is gone."""
    while os.getppid() == parent:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)
