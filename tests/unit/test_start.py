"""What is loaded when: the package by itself, the help, and a report whose run was kept."""

import json
import subprocess
import sys

import pytest

SLOW = ("pandas", "matplotlib", "statsmodels", "scipy", "numpy", "pyarrow", "rich", "papermill")


def loaded_by(statement):
    """Return which of the slow packages a fresh Python has loaded after a statement."""
    told = f"import sys, json; print(json.dumps([n for n in {SLOW!r} if n in sys.modules]))"
    result = subprocess.run(
        [sys.executable, "-c", f"{statement}\n{told}"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return json.loads(result.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "statement",
    [
        "import analysis",
        "import analysis.__main__",
        "import sys\nfrom analysis.__main__ import app\n"
        "sys.argv = ['praksis', '--help']\napp(standalone_mode=False)",
        "import analysis.rendering.kept, analysis.rendering.warm",
    ],
)
def test_package_command_line_and_help_load_nothing_slow(statement):
    assert loaded_by(statement) == []


def test_all_public_names_are_there_without_being_loaded():
    assert loaded_by("import analysis\nassert 'compare_practice' in dir(analysis)") == []
