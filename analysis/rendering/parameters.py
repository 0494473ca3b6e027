"""Which parameters does a notebook take, and do the given ones fit?

Papermill warns about an unknown parameter and goes on, so a misspelt name would give
the default municipality's report under another's file name. Here it stops the run,
before anything is started. The notebook is read as text and never executed.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import RenderingError

_TAG = "parameters"
_SCALARS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "None": (type(None),),
}
_MISSING = object()


@dataclass(frozen=True)
class Parameter:
    """One name that a notebook takes, with its type as written there."""

    name: str
    annotation: str
    default: Any = _MISSING

    @property
    def is_required(self) -> bool:
        """Tell whether the notebook has no default of its own."""
        return self.default is _MISSING


def read_parameters(path: Path) -> tuple[Parameter, ...]:
    """Return what the notebook takes: the assignments in its cell tagged `parameters`.

    Parameters
    ----------
    path : Path
        A notebook. The tagged cell holds assignments such as ``period: str = "2025"``;
        the types are ``str``, ``int``, ``float``, ``bool``, ``list[...]`` of one of
        these, or one of them ``| None``.

    Raises
    ------
    RenderingError
        If the file is no notebook, or has no such cell, or more than one, or if the cell
        holds anything but typed assignments of plain values.
    """
    cells = [cell for cell in _read_cells(path) if _is_tagged(cell)]
    if len(cells) != 1:
        raise RenderingError(
            f"{path.name} has {len(cells) or 'no'} cells tagged '{_TAG}'.",
            where=path.name,
            expected=f"exactly one code cell with the tag '{_TAG}'",
            fix="tag the cell with the defaults (JupyterLab: Property Inspector, Cell Tags)",
        )
    try:
        statements = ast.parse("".join(cells[0]["source"])).body
    except SyntaxError:
        raise _unreadable(path, "a statement that is not Python") from None
    return tuple(_read_statement(each, path) for each in statements if not _is_docstring(each))


def check_parameters(path: Path, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to run a notebook with: the given ones and its own defaults.

    Parameters
    ----------
    path : Path
        A notebook with a cell tagged `parameters`.
    parameters : mapping
        Values by name.

    Raises
    ------
    RenderingError
        If a name is unknown, a value has another type than the notebook says, or a
        value without default is missing. All that is wrong is named at once, together
        with what the notebook takes.
    """
    taken = {each.name: each for each in read_parameters(path)}
    problems = [f"{path.name} does not take {name}" for name in parameters if name not in taken]
    problems += [
        f"{name} must be {taken[name].annotation}, not {type(value).__name__}"
        for name, value in parameters.items()
        if name in taken and not _fits(value, ast.parse(taken[name].annotation, mode="eval").body)
    ]
    problems += [
        f"{each.name} has no value"
        for each in taken.values()
        if each.is_required and each.name not in parameters
    ]
    if problems:
        raise RenderingError(
            f"The parameters do not fit: {'; '.join(problems)}.",
            where=path.name,
            expected=", ".join(f"{each.name}: {each.annotation}" for each in taken.values()),
            fix=f"correct the name or value, or add it to the cell tagged '{_TAG}'",
        )
    return {name: parameters.get(name, each.default) for name, each in taken.items()}


def _read_cells(path: Path) -> list[dict[str, Any]]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError:
        raise RenderingError(
            "The notebook does not exist.", where=path.name, fix="check the name and the folder"
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise _unreadable(path, "something other than notebook JSON (version 4)") from None
    return [cell for cell in cells if cell.get("cell_type") == "code"]


def _is_tagged(cell: dict[str, Any]) -> bool:
    return _TAG in cell.get("metadata", {}).get("tags", [])


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _read_statement(statement: ast.stmt, path: Path) -> Parameter:
    """Read one ``name: type = value``; an untyped one takes the type of its default."""
    try:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name, kind = statement.target.id, ast.unparse(statement.annotation)
            if not _is_known(statement.annotation):
                raise _unreadable(path, f"the unknown type {kind} of {name}")
            if statement.value is None:
                return Parameter(name, kind)
            default = ast.literal_eval(statement.value)
            if not _fits(default, statement.annotation):
                raise _unreadable(path, f"a default of {name} that is not {kind}")
            return Parameter(name, kind, default)
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            default = ast.literal_eval(statement.value)
            kind = type(default).__name__
            if isinstance(target, ast.Name) and kind in _SCALARS:
                return Parameter(target.id, kind, default)
    except ValueError:
        pass
    raise _unreadable(path, f"line {statement.lineno}, which is no typed value")


def _is_known(annotation: ast.expr) -> bool:
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return _is_known(annotation.left) and _is_known(annotation.right)
    if isinstance(annotation, ast.Subscript):
        return ast.unparse(annotation.value) == "list" and _is_known(annotation.slice)
    return ast.unparse(annotation) in _SCALARS


def _fits(value: Any, annotation: ast.expr) -> bool:
    if isinstance(annotation, ast.BinOp):
        return _fits(value, annotation.left) or _fits(value, annotation.right)
    if isinstance(annotation, ast.Subscript):
        return isinstance(value, list) and all(_fits(each, annotation.slice) for each in value)
    kinds = _SCALARS[ast.unparse(annotation)]
    # True is an int in Python, yet never meant where a number is asked for.
    return isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))


def _unreadable(path: Path, what: str) -> RenderingError:
    return RenderingError(
        f"The parameters of {path.name} cannot be read: it holds {what}.",
        where=f"{path.name}, cell tagged '{_TAG}'",
        expected='assignments such as municipality_code: str = "9901"',
        fix="write one typed assignment per parameter, with a plain value",
    )
