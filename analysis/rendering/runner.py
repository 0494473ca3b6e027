"""Run a notebook and collect the blocks that it shows, and nothing else.

Papermill does the running. Around it: a kernel that is this very Python, sockets in a
private folder (two reports at once never meet on a port), and a failure that tells the
user where and why without a line of data. Printed text and tracebacks stay in the
executed notebook, which only its owner can read.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import errors
from analysis.blocks.model import MIMETYPE, Block
from analysis.errors import AnalysisError, RenderingError, is_disk_full
from analysis.rendering.private import close_folder, forget_old, private_folder

KERNEL = "praksis"
Progress = Callable[[int, int], None]
_INJECTED = "injected-parameters"
_OUR_ERRORS = frozenset(
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, AnalysisError)
)
# A socket's path may be about 100 bytes long, and a kernel adds about 15.
_LONGEST_SOCKET_FOLDER = 80
_GRAMMAR = "rfc3987_syntax"
# Sums over several threads differ in the last digit from one number of cores to another.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
# By its name at papermill; None is papermill's own, which starts a kernel.
_ENGINE: ContextVar[tuple[str, Callable[[], None]] | None] = ContextVar(
    "praksis_engine", default=None
)


@dataclass(frozen=True)
class Run:
    """What a notebook showed, and where the executed notebook is kept privately.

    `key` is what the run will be recognised by; empty for one that is not to be kept.
    """

    blocks: tuple[Block, ...]
    notebook: Path
    key: str = ""


def run_notebook(
    path: Path,
    parameters: Mapping[str, Any],
    *,
    workdir_private: Path | None = None,
    progress: Progress | None = None,
) -> Run:
    """Execute a notebook in a fresh kernel of this Python and return its blocks.

    Parameters
    ----------
    path : Path
        The notebook; it is not changed.
    parameters : mapping
        Values that `check_parameters` has passed.
    workdir_private : Path, optional
        Where executed notebooks are kept, readable by their owner only. Default: a
        folder ``praksis/runs`` in the user's cache. Runs older than 30 days are removed.
    progress : callable, optional
        Called before each cell with its number (from 1) and the number of cells.

    Returns
    -------
    Run
        The blocks in the order shown, and the path of the executed notebook.

    Raises
    ------
    RenderingError
        If a cell fails: with the cell's number, the kind of error and a hint. The
        message of one of our own errors is passed on, that of any other never is. Also
        if the kernel does not start or dies, or if two blocks have the same id.
    KeyboardInterrupt
        If the user stops the run; the kernel is shut down first.
    """
    with _as_rendering_errors(path):
        kept = _make_place(workdir_private or private_folder("runs")) / f"{path.stem}.ipynb"
        scratch = Path(tempfile.mkdtemp(prefix="praksis-", dir=_short_temporary_folder()))
        try:
            notebook = _execute(path, parameters, scratch, kept, progress)
            return Run(_collect_blocks(notebook), kept)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _as_rendering_errors(path: Path) -> Iterator[None]:
    """Let what the system refuses around a notebook be told in our own words.

    A cell that fails never comes here: papermill tells of it.
    """
    try:
        yield
    except OSError as error:
        raise RenderingError(
            "The disk is full: the notebook could not be run."
            if is_disk_full(error)
            else f"The notebook could not be run: {error.strerror or 'the system refused'}.",
            where=f"{path.name}" + (f", {error.filename}" if error.filename else ""),
            expected="room for about 50 MB, and the right to write, in the folder for temporary "
            "files and in your own cache",
            fix="make room, or name other folders in TMPDIR and XDG_CACHE_HOME; an earlier report "
            "is untouched",
        ) from None


@contextmanager
def use_engine(name: str, *, register: Callable[[], None]) -> Iterator[None]:
    """Let notebooks run with another of papermill's engines than a fresh kernel.

    Holds for what is called inside the block, however deep, and for this thread alone.

    Parameters
    ----------
    name : str
        As registered with papermill.
    register : callable
        Registers it; called when a notebook is about to run, since papermill is slow to
        load and a kept run needs none.
    """
    token = _ENGINE.set((name, register))
    try:
        yield
    finally:
        _ENGINE.reset(token)


def _execute(
    path: Path,
    parameters: Mapping[str, Any],
    scratch: Path,
    kept: Path,
    progress: Progress | None,
) -> Any:
    """Run papermill, keep the executed notebook, and say what went wrong if anything."""
    # Imported here since papermill takes over a second, and checks run before it.
    with _without_a_grammar_of_addresses():
        from nbclient.exceptions import DeadKernelError  # noqa: PLC0415
        from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415

    executed = scratch / "executed.ipynb"
    attempts = 2 if os.name == "nt" else 1
    for attempt in range(1, attempts + 1):
        try:
            return _call_papermill(path, parameters, scratch, executed, progress)
        except PapermillExecutionError as error:
            _keep(executed, kept)
            raise _explain(error, executed, path, kept) from None
        except DeadKernelError:
            raise _kernel_failed("died while it ran the notebook", path) from None
        except RuntimeError:
            # On Windows sockets are TCP ports, which another program may take first.
            if attempt == attempts:
                raise _kernel_failed("did not start", path) from None
        finally:
            _keep(executed, kept)
    raise _kernel_failed("did not start", path)


@contextmanager
def _without_a_grammar_of_addresses() -> Iterator[None]:
    """Keep a package from being imported that takes as long as all of papermill does.

    With it the checker of notebooks could tell an internationalised address from other
    text, for which it builds a grammar when imported. It does without where the package
    is not installed, and a notebook has no field of that kind.
    """
    if _GRAMMAR in sys.modules:
        yield
        return
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]  # Python's sign of "not there"
    try:
        yield
    finally:
        del sys.modules[_GRAMMAR]


def _call_papermill(
    path: Path,
    parameters: Mapping[str, Any],
    scratch: Path,
    executed: Path,
    progress: Progress | None,
) -> Any:
    """Execute with our kernel and sockets; nothing is printed."""
    from papermill import execute_notebook  # noqa: PLC0415

    engine, register = _ENGINE.get() or (None, _do_nothing)
    register()
    n_cells = len(json.loads(path.read_text(encoding="utf-8"))["cells"])
    done = set()

    def announce(cell: Any, cell_index: int) -> None:
        if progress is not None and _INJECTED not in cell.metadata.get("tags", []):
            done.add(cell_index)
            progress(len(done), n_cells)

    config = _kernel_configuration(scratch)
    # Where kernels are looked for, and what they inherit, is taken from the environment alone.
    with _environment({**ONE_THREAD, "JUPYTER_PATH": str(scratch)}):
        return execute_notebook(
            str(path),
            str(executed),
            parameters=dict(parameters),
            engine_name=engine,
            kernel_name=KERNEL,
            language="python",
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            config=config,
            on_cell_start=announce,
            # The kernel holds nothing worth waiting for, and Ctrl-C should be felt at once.
            shutdown_kernel="immediate",
        )


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables, and put back what they were."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _do_nothing() -> None:
    """Register nothing: papermill knows its own engine."""


def _kernel_configuration(scratch: Path) -> Any:
    """Return settings for a kernel of this Python with sockets of its own.

    A kernel of the same name may be installed for another environment, so the one used
    is described here, in the folder that is searched first. Without a connection file of
    its own, every kernel on the ipc transport in a folder would share the same sockets.
    """
    from traitlets.config import Config  # noqa: PLC0415

    specification = scratch / "kernels" / KERNEL
    specification.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    described = {"argv": command, "display_name": KERNEL, "language": "python", "env": ONE_THREAD}
    (specification / "kernel.json").write_text(json.dumps(described), encoding="utf-8")
    config = Config()
    config.KernelSpecManager.ensure_native_kernel = False
    if os.name != "nt":
        config.KernelManager.transport = "ipc"
        config.KernelManager.connection_file = str(scratch / "kernel.json")
    return config


def _collect_blocks(notebook: Any) -> tuple[Block, ...]:
    """Return the blocks among the outputs, in order; everything else stays behind."""
    blocks = tuple(
        Block.from_json(output["data"][MIMETYPE])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if MIMETYPE in output.get("data", {})
    )
    ids = [block.id for block in blocks]
    repeated = sorted({each for each in ids if ids.count(each) > 1})
    if repeated:
        raise RenderingError(
            f"Two blocks have the same id: {', '.join(repeated)}.",
            expected="an id of its own for each block, since it names the data file",
            fix="give one of them another id, and show each block once",
        )
    return blocks


def _explain(error: Any, executed: Path, path: Path, kept: Path) -> RenderingError:
    """Say which cell failed and why, with a message only where it is our own."""
    cells = json.loads(executed.read_text(encoding="utf-8"))["cells"]
    ours = [
        cell
        for cell in cells
        if not {_INJECTED, "papermill-error-cell-tag"} & set(cell["metadata"].get("tags", []))
    ]
    failed = next(
        number
        for number, cell in enumerate(ours, start=1)
        if any(output.get("output_type") == "error" for output in cell.get("outputs", []))
    )
    is_own = error.ename in _OUR_ERRORS
    reason = str(error.evalue) if is_own else f"an error of type {error.ename}"
    return RenderingError(
        f"The notebook stopped in cell {failed}: {reason}",
        where=f"{path.name}, cell {failed} ({error.ename})",
        fix=("mend what the message says" if is_own else "look at the cell in the kept notebook")
        + (f"; the notebook as far as it ran is kept privately in {kept}" * kept.exists()),
    )


def _kernel_failed(what: str, path: Path) -> RenderingError:
    return RenderingError(
        f"The kernel {what}.",
        where=path.name,
        expected=f"a kernel of {Path(sys.executable).name} with ipykernel, and enough memory",
        fix="run the command again; if it fails again, rebuild the environment (make setup)",
    )


def _keep(executed: Path, kept: Path) -> None:
    """Put the executed notebook where only its owner reads it, unless there is no room.

    It is there to be looked at, and no report is made from it.
    """
    if not executed.exists():
        return
    beside = kept.with_suffix(".tmp")
    try:
        beside.touch(mode=0o600)
        shutil.copyfile(executed, beside)
        beside.replace(kept)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _make_place(folder: Path) -> Path:
    """Make a fresh folder for one run inside `folder`, closed to everyone else."""
    close_folder(folder)
    forget_old(folder, "run-*")
    return Path(tempfile.mkdtemp(prefix="run-", dir=folder))


def _short_temporary_folder() -> str | None:
    """Return a temporary folder with a path short enough for a socket."""
    usual = tempfile.gettempdir()
    is_short = os.name == "nt" or len(os.fsencode(usual)) <= _LONGEST_SOCKET_FOLDER
    return usual if is_short else "/tmp"
