import json

import pytest

from analysis.errors import RenderingError
from analysis.rendering.parameters import check_parameters, read_parameters

CELL = '''"""What the report is about."""
municipality_code: str = "9901"
period: str = "2025"; level: float = 0.95
seed: int = 7
is_public: bool = False
peers: list[str] = []
raw: str | None = None
'''


@pytest.fixture
def notebook(tmp_path):
    def write(source=CELL, tags=("parameters",)):
        cells = [
            {"cell_type": "markdown", "metadata": {"tags": ["parameters"]}, "source": "# Title"},
            *(
                {
                    "cell_type": "code",
                    "metadata": {"tags": [tag]},
                    "source": source.splitlines(True),
                }
                for tag in tags
            ),
        ]
        path = tmp_path / "comparison.ipynb"
        path.write_text(json.dumps({"cells": cells, "nbformat": 4}), encoding="utf-8")
        return path

    return write


def test_given_values_replace_the_defaults(notebook):
    values = check_parameters(notebook(), {"municipality_code": "9902", "peers": ["9901"]})
    assert values == {
        "municipality_code": "9902",
        "period": "2025",
        "level": 0.95,
        "seed": 7,
        "is_public": False,
        "peers": ["9901"],
        "raw": None,
    }


def test_two_assignments_on_one_line_are_both_read(notebook):
    assert {"period", "level"} <= {each.name for each in read_parameters(notebook())}


def test_unknown_name_is_refused_with_what_the_notebook_takes(notebook):
    with pytest.raises(RenderingError, match="does not take municipality") as error:
        check_parameters(notebook(), {"municipality": "9901"})
    assert "municipality_code: str, period: str" in error.value.expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("municipality_code", 9901),
        ("level", "0.95"),
        ("seed", 1.5),
        ("seed", True),
        ("is_public", 1),
        ("peers", "9901"),
        ("peers", [9901]),
        ("raw", 3),
        ("period", None),
    ],
)
def test_value_of_another_type_is_refused(notebook, name, value):
    with pytest.raises(RenderingError, match=f"{name} must be"):
        check_parameters(notebook(), {name: value})


@pytest.mark.parametrize(("name", "value"), [("level", 1), ("raw", "a"), ("raw", None)])
def test_value_that_fits_is_taken(notebook, name, value):
    assert check_parameters(notebook(), {name: value})[name] == value


def test_all_problems_are_named_at_once(notebook):
    with pytest.raises(RenderingError) as error:
        check_parameters(notebook(), {"a": 1, "b": 2, "seed": "x"})
    assert all(part in error.value.what for part in ["take a;", "take b;", "seed must be int"])


def test_value_without_default_must_be_given(notebook):
    path = notebook("period: str\n")
    with pytest.raises(RenderingError, match="period has no value"):
        check_parameters(path, {})
    assert check_parameters(path, {"period": "2025"}) == {"period": "2025"}


@pytest.mark.parametrize("tags", [(), ("other",), ("parameters", "parameters")])
def test_notebook_without_exactly_one_tagged_cell_is_refused(notebook, tags):
    with pytest.raises(RenderingError, match="cells tagged 'parameters'"):
        check_parameters(notebook(tags=tags), {})


@pytest.mark.parametrize(
    "source",
    ["import os", "a: str = os.name", "a: Path = 1", "a, b = 1, 2", "a: int = 'x'", "a = (", "f()"],
)
def test_cell_with_anything_but_typed_values_is_refused(notebook, source):
    with pytest.raises(RenderingError, match="cannot be read"):
        check_parameters(notebook(source), {})


def test_file_that_is_no_notebook_is_refused(tmp_path):
    path = tmp_path / "a.ipynb"
    with pytest.raises(RenderingError, match="does not exist"):
        check_parameters(path, {})
    path.write_text("<html>", encoding="utf-8")
    with pytest.raises(RenderingError, match="cannot be read"):
        check_parameters(path, {})
