"""The notebook of the pack holds calls alone, and takes what the command gives it."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
from pathlib import Path

import pytest

from analysis import pages
from analysis.packs.assemble import assemble_pack
from analysis.rendering.pack import NOTEBOOK, Request
from analysis.rendering.parameters import read_parameters


@pytest.fixture(scope="module")
def cells(repository) -> list[str]:
    content = json.loads((repository / NOTEBOOK).read_text("utf-8"))
    return ["".join(c["source"]) for c in content["cells"] if c["cell_type"] == "code"]


def test_parameters_are_those_of_the_pack(repository):
    names = {each.name for each in read_parameters(repository / NOTEBOOK)}
    assert names == set(inspect.signature(assemble_pack).parameters)


def test_every_default_of_the_command_is_the_notebooks(repository):
    defaults = {each.name: each.default for each in read_parameters(repository / NOTEBOOK)}
    asked = {each.name: each.default for each in dataclasses.fields(Request)}
    shared = defaults.keys() & asked.keys()
    assert {"municipality_code", "meeting_date", "release", "status"} <= shared
    folders = {name for name in shared if name.endswith("_dir")}
    # The notebook's own is a draft; a command that says nothing leaves it to the own words.
    others = shared - folders - {"status"}
    assert (defaults["status"], asked["status"]) == ("udkast", "")
    assert {n: defaults[n] for n in others} == {n: asked[n] for n in others}
    assert {defaults[name] for name in folders} == {""}


def test_each_page_is_shown_once_and_a_cell_decides_nothing(cells):
    called = [
        node.func.attr
        for source in cells
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "pages.pack"
    ]
    assert sorted(called) == sorted(pages.pack.__all__)
    kinds = (ast.If, ast.For, ast.While, ast.FunctionDef, ast.ListComp, ast.BinOp)
    logic = [n for source in cells[1:] for n in ast.walk(ast.parse(source)) if isinstance(n, kinds)]
    assert logic == []


def test_notebook_is_kept_without_outputs(repository):
    text = Path(repository / NOTEBOOK).read_text("utf-8")
    outputs = [c.get("outputs") for c in json.loads(text)["cells"] if c["cell_type"] == "code"]
    assert [each for each in outputs if each] == []
