"""How does a machine with nothing but Python get to a report? With this one file.

``python3 bootstrap.py`` builds the environment in ``.venv``: every package at the
version and hash that ``requirements.lock`` names, this project on top of them, and a
Jupyter kernel named ``praksis``. Every other command looks first whether the environment
is whole and newer than the lock, and builds it when it is not. ``make`` calls this file,
so a machine without make loses nothing.

A stamp inside ``.venv`` says which lock and which ``pyproject.toml`` it was built from.
It is removed first and written last, so an interrupted build is noticed and begun again.

It needs the standard library alone, and holds nothing that Python 3.6 cannot parse, so
that an older Python gets a message instead of a syntax error.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


class SetupError(Exception):
    """Say what is wrong, where, what was expected and how to fix it."""

    def __init__(self, what: str, *, where: str, expected: str, fix: str) -> None:
        """Join the four parts into the message."""
        super().__init__(f"{what}\n  Found in: {where}\n  Expected: {expected}\n  To fix:   {fix}")


if sys.version_info < (3, 11):  # noqa: UP036 - the file is read by whichever Python is there
    too_old = SetupError(
        "This Python is too old.",
        where=f"{sys.executable} (Python {sys.version.split()[0]})",
        expected="Python 3.11 or newer",
        fix="install one (python.org), then: make setup PYTHON=python3.12",
    )
    sys.exit(str(too_old))

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "praksis-setup.json"
LOCK = ROOT / "requirements.lock"
WHEELS = ROOT / "wheels"  # only in a bundle
KERNEL = "praksis"
INTERRUPTED = 130

CHECKS = {
    "ruff check": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "mypy": ("-m", "mypy"),
}
# Tests of one file stay together, since they share what is slow to make (a rendered report).
PYTEST = ("-m", "pytest", "-n", str(min(4, os.cpu_count() or 2)), "--dist", "loadfile", "-rs")
COMPILE = (
    *("pip", "compile", "pyproject.toml", "--extra", "lab", "--extra", "cluster"),
    *("--extra", "dev", "--universal"),
    *("--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"),
    *("--no-emit-index-url", "--no-emit-find-links", "-o", "requirements.lock"),
)
REPORT_VARIABLES = ("MUNICIPALITY", "PERIOD", "PEERS", "RAW", "OUT")
PACK_VARIABLES = (*REPORT_VARIABLES, "REVIEW", "INPUTS")
EMBEDDED_REVIEW = "101"  # the municipality of the review that comes with the project

PIP_INSTALL = [str(PYTHON), "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
UNREACHABLE = "Connection|NameResolution|Timeout|timed out|Proxy|SSL|CERTIFICATE|versions: none"

HELP = """\
usage: python3 bootstrap.py [COMMAND] [ARGUMENTS]      (or: make COMMAND ARGS="ARGUMENTS")

  setup      build the environment in .venv, or bring it up to date (the default)
  report     render the practice comparison and the case review; arguments go to `praksis report`
  pack       render the pack for a directors' meeting; arguments go to `praksis pack`
  lab        open JupyterLab on the notebooks
  test       what the continuous integration runs: check, then the quick tests
  test-all   check, then all tests, the slow ones too
  check      ruff check, ruff format --check, mypy
  bench      run the benchmarks
  look       open every page in a browser: accessibility, and pictures in build/look
  bundle     put project and wheels in one folder for a machine without a registry (--help)
  lock       compile requirements.lock again (needs uv; --upgrade takes newer versions)
  clean      remove .venv and caches; reports and data stay

MUNICIPALITY, PERIOD, PEERS, RAW and OUT choose the practice comparison, REVIEW (a folder)
and RAW the case review, and all of them and INPUTS (a folder) the pack:

  MUNICIPALITY=751 python3 bootstrap.py report
  make report MUNICIPALITY=751 PERIOD=2025K4 PEERS=6byerne
"""


def main(arguments: list[str]) -> int:
    """Run the command that the first argument names, and return its exit code.

    That is 1 when something could not be understood or built, 130 after Ctrl-C, and
    otherwise the exit code of the program that was run.
    """
    command, extra = (arguments[0], arguments[1:]) if arguments else ("setup", [])
    if command in {"help", "-h", "--help"}:
        _say(HELP.rstrip())
        return 0
    try:
        if command not in COMMANDS or (extra and command in {"setup", "check", "clean"}):
            raise SetupError(
                f"The command {' '.join(arguments)} is not understood.",
                where="bootstrap.py",
                expected=f"one of {', '.join(COMMANDS)}; no arguments to setup, check and clean",
                fix="python3 bootstrap.py --help",
            )
        return COMMANDS[command](extra)
    except SetupError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. Run the same command to begin again.", file=sys.stderr, flush=True)
        return INTERRUPTED


def setup(_: list[str]) -> int:
    """Build the environment, or say that it is up to date."""
    if not _prepare():
        _say("The environment in .venv is up to date.")
    _say("Next: make report, or python3 bootstrap.py report")
    return 0


def report(extra: list[str]) -> int:
    """Render the reports that the environment variables choose: both, where both can be."""
    _prepare()
    options = _read_options(REPORT_VARIABLES)
    # The user's own folder, since RAW, REVIEW and OUT may be relative to it.
    code = _run([SCRIPTS / "praksis", "report", *options, *extra], cwd=Path.cwd())
    return code or _report_review()


def pack(extra: list[str]) -> int:
    """Render the pack for a directors' meeting that the environment variables choose."""
    _prepare()
    options = _read_options(PACK_VARIABLES)
    return _run([SCRIPTS / "praksis", "pack", *options, *extra], cwd=Path.cwd())


def _read_options(names: tuple[str, ...]) -> list[str]:
    """Return the environment variables that are set, as options of the command."""
    chosen = [(name, os.environ.get(name)) for name in names]
    return [part for name, value in chosen if value for part in (f"--{name.lower()}", value)]


def _report_review() -> int:
    """Render the case review: the user's own, or the embedded one beside its municipality."""
    review, raw, out = (os.environ.get(name, "") for name in ("REVIEW", "RAW", "OUT"))
    if not review and (raw or os.environ.get("MUNICIPALITY", EMBEDDED_REVIEW) != EMBEDDED_REVIEW):
        _say("No case review was rendered: name its folder with REVIEW=FOLDER.")
        return 0
    options = ["--raw", raw] if raw else []
    # A folder of its own: a delivery never shares one.
    options += ["--out", f"{out.rstrip('/')}-sagsgennemgang"] if out else []
    folder = [review] if review else []
    return _run([SCRIPTS / "praksis", "review", "report", *folder, *options], cwd=Path.cwd())


def lab(extra: list[str]) -> int:
    """Open JupyterLab in the folder of the notebooks, with the project's kernel alone."""
    _prepare()
    options = [
        f"--ServerApp.root_dir={ROOT}",
        "--LabApp.default_url=/lab/tree/notebooks",
        f"--KernelSpecManager.allowed_kernelspecs={KERNEL}",
        f"--MultiKernelManager.default_kernel_name={KERNEL}",
    ]
    return _run([PYTHON, "-m", "jupyterlab", *options, *extra])


def check(_: list[str]) -> int:
    """Run the checks that need no test: lint, format, types."""
    _prepare()
    return _run_all(CHECKS)


def test(extra: list[str]) -> int:
    """Run what the continuous integration runs; arguments go to pytest."""
    _prepare()
    return _run_all({**CHECKS, "pytest": (*PYTEST, "-m", "not slow and not look", *extra)})


def test_all(extra: list[str]) -> int:
    """Run the checks and every test; arguments go to pytest."""
    _prepare()
    return _run_all({**CHECKS, "pytest": (*PYTEST, "-m", "not look", *extra)})


def bench(extra: list[str]) -> int:
    """Run each benchmark in turn."""
    _prepare()
    files = sorted((ROOT / "benchmarks").glob("*.py"))
    return _run_all({file.name: (str(file), *extra) for file in files})


def look(extra: list[str]) -> int:
    """Look at every page as a browser and a printer show it; arguments go to pytest."""
    missing = [name for name in ("chromium", "pdftoppm") if shutil.which(name) is None]
    if missing:
        raise SetupError(
            f"The pages cannot be looked at: {' and '.join(missing)} is not here.",
            where="PATH",
            expected="the browser chromium, and pdftoppm of poppler",
            fix="install them with the system's packages (Debian: chromium poppler-utils)",
        )
    _prepare()
    return _run([PYTHON, "-m", "pytest", "-m", "look", "-q", "-rs", "tests/look", *extra])


def bundle(extra: list[str]) -> int:
    """Put the project and the wheels of its lock in one folder."""
    _prepare()
    return _run([PYTHON, ROOT / "bundle.py", *extra])


def lock(extra: list[str]) -> int:
    """Compile the lock from ``pyproject.toml``."""
    uv = shutil.which("uv")
    if uv is None:
        raise SetupError(
            "The lock is compiled by uv, which is not here.",
            where="PATH",
            expected="uv, which can lock for all systems at once",
            fix="install uv (python3 -m pip install uv), then make lock",
        )
    return _run([uv, *COMPILE, *extra])


def clean(_: list[str]) -> int:
    """Remove the environment and the caches. Reports and data are the user's and stay."""
    caches = (".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "__pycache__")
    made = [VENV, *(ROOT / name for name in (*caches, "build", "dist"))]
    for name in ("analysis", "tests", "benchmarks"):
        made += (ROOT / name).rglob("__pycache__")
    for path in made:
        if path.is_symlink():
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)
    _say("Removed .venv and the caches.")
    return 0


COMMANDS = {
    "setup": setup,
    "report": report,
    "pack": pack,
    "lab": lab,
    "test": test,
    "test-all": test_all,
    "check": check,
    "bench": bench,
    "look": look,
    "bundle": bundle,
    "lock": lock,
    "clean": clean,
}


def _prepare() -> bool:
    """Bring the environment up to date; tell whether anything had to be done."""
    wanted = _wanted_stamp()
    stamp = _read_stamp() if PYTHON.exists() else {}
    if stamp == wanted:
        return False
    start = time.monotonic()
    if stamp.get("packages") != wanted["packages"]:
        state = "not whole, or not made from this lock and folder" if VENV.exists() else "missing"
        _say(f"The environment in .venv is {state}. Building it takes a minute or two.")
        STAMP.unlink(missing_ok=True)
        _create_environment()
        _install_packages()
        _write_stamp({"packages": wanted["packages"]})
    _install_project()
    _check_environment()
    _write_stamp(wanted)
    _say(f"The environment in .venv is ready ({time.monotonic() - start:.0f} seconds).")
    return True


def _wanted_stamp() -> dict[str, str]:
    """Say what a finished environment is made from, its folder too: it cannot be moved."""
    packages = hashlib.sha256(LOCK.read_bytes() + str(VENV).encode())
    project = hashlib.sha256((ROOT / "pyproject.toml").read_bytes())
    return {"packages": packages.hexdigest(), "project": project.hexdigest()}


def _read_stamp() -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
        return stamp
    except (OSError, ValueError):
        return {}


def _write_stamp(stamp: dict[str, str]) -> None:
    beside = STAMP.with_suffix(".new")
    beside.write_text(json.dumps(stamp), encoding="utf-8")
    beside.replace(STAMP)


def _create_environment() -> None:
    _say("1/4  Creating .venv")
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(
            "This Python cannot make environments: its module venv or ensurepip is missing.",
            where=sys.executable,
            expected="a Python with venv and pip, as python.org and conda deliver it",
            fix=f"on Debian and Ubuntu: sudo apt install {version}-venv, then the same command",
        )
    _succeed([sys.executable, "-m", "venv", "--clear", str(VENV)], doing="creating .venv")


def _install_packages() -> None:
    _say("2/4  Fetching and installing the packages in requirements.lock")
    hashed = ["--require-hashes", "-r", str(LOCK)]
    if WHEELS.is_dir():
        _install_from_bundle(hashed)
        return
    uv = shutil.which("uv")
    if uv is not None:
        if _capture([uv, "pip", "install", "--python", str(PYTHON), *hashed])[0] == 0:
            return
        # A mirror or certificate may be set up for pip alone.
        _say("     uv could not install them; trying pip")
    code, output = _capture([*PIP_INSTALL, *hashed], show=_show_pip_progress)
    if code:
        lost = re.search(UNREACHABLE, "\n".join(output))
        what = "The package registry cannot be reached, or lacks a package."
        fix = "check network, proxy (HTTPS_PROXY) and mirror (pip config list)"
        raise SetupError(
            what if lost else "The packages could not be installed.",
            where="pip install -r requirements.lock",
            expected="the Python package index or a mirror of it, and 1.2 GB of room",
            fix=(fix if lost else "mend what pip says here, then run it again") + _tail(output),
        )


def _install_from_bundle(hashed: list[str]) -> None:
    """Install from the wheels of a bundle, which is for machines that reach no registry."""
    local = ["--no-index", "--find-links", str(WHEELS)]
    code, output = _capture([*PIP_INSTALL, *local, *hashed], show=_show_pip_progress)
    if code:
        raise SetupError(
            "The packages of the bundle could not be installed.",
            where=str(WHEELS),
            expected="wheels for this system and this Python, which is "
            f"{sys.platform} and {sys.version.split()[0]}",
            fix="make the bundle for this system (bootstrap.py bundle --help), or remove the "
            "folder wheels to fetch the packages from a registry" + _tail(output),
        )


def _show_pip_progress(lines: list[str]) -> None:
    """Tell from pip's lines so far how far it has come."""
    fetching = ("Collecting ", "Processing ")
    n_fetched = sum(line.startswith(fetching) for line in lines)
    if lines[-1].startswith(fetching) and n_fetched % 20 == 0:
        _say(f"     {n_fetched} packages fetched")
    elif lines[-1].startswith("Installing collected packages"):
        _say(f"     {n_fetched} packages fetched; unpacking them (the longest step)")


def _install_project() -> None:
    _say("3/4  Installing praksis itself and its Jupyter kernel")
    # Isolation would fetch the build tools again, past the lock.
    editable = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    kernel = ["--prefix", str(VENV), "--name", KERNEL, "--display-name", KERNEL]
    _succeed([*PIP_INSTALL, *editable], doing="installing praksis")
    _succeed([str(PYTHON), "-m", "ipykernel", "install", *kernel], doing="installing the kernel")


_SELF_CHECK = """
import sys
import analysis, matplotlib, numpy, pandas, papermill, scipy, typst
import jupyterlab, seaborn, statsmodels
from jupyter_client.kernelspec import get_kernel_spec
interpreter = get_kernel_spec(sys.argv[1]).argv[0]
if interpreter != sys.executable:
    sys.exit(f"kernel {sys.argv[1]} starts {interpreter}")
"""


def _check_environment() -> None:
    _say("4/4  Checking that everything can be imported and the kernel is found")
    _succeed([str(PYTHON), "-c", _SELF_CHECK, KERNEL], doing="checking the environment")


def _run_all(commands: dict[str, tuple[str, ...]]) -> int:
    """Run every command, so that one run shows all that is wrong; name those that failed."""
    failed = []
    for name, command in commands.items():
        _say(f"--- {name}")
        code = _run([PYTHON, *command])
        if code == INTERRUPTED:
            raise KeyboardInterrupt
        if code:
            failed.append(name)
    if failed:
        _say("Failed: " + ", ".join(failed))
    return 1 if failed else 0


def _run(command: list[str | Path], *, cwd: Path = ROOT) -> int:
    """Run a program in the foreground and return its exit code."""
    interrupted = False
    with subprocess.Popen([str(part) for part in command], cwd=cwd) as process:
        while process.returncode is None:
            try:
                process.wait()
            except KeyboardInterrupt:
                # The program got Ctrl-C too: leave it the time to tidy up, or to ask.
                interrupted = True
    return INTERRUPTED if interrupted and process.returncode else process.returncode


def _succeed(command: list[str], *, doing: str) -> None:
    """Run a program that has no reason to fail."""
    code, output = _capture(command)
    if code:
        raise SetupError(
            f"Something went wrong while {doing}.",
            where=str(VENV),
            expected="a folder that may be written, and that no running program uses",
            fix="close what uses .venv, run bootstrap.py clean, then setup" + _tail(output),
        )


def _capture(
    command: list[str], *, show: Callable[[list[str]], None] | None = None
) -> tuple[int, list[str]]:
    """Run a program quietly; return its exit code and the lines that it wrote."""
    lines = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                lines.append(line.rstrip())
                if show is not None:
                    show(lines)
        except BaseException:
            process.terminate()
            raise
    return process.returncode, lines


def _tail(lines: list[str]) -> str:
    return "".join(f"\n    | {line}" for line in lines[-6:])


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
