"""Does the code keep its shape? Direction of imports, size, public names, thin notebooks.

Each rule is a small function that takes source text and returns what breaks the rule, so
that it can be tried on planted violations too.

    errors, concepts < labels < parameters < checklists | caseflow < sources < datasets
      < measures < comparison | estimation | pathways < review | study | economics < findings
      < recommendations < packs < blocks < figures | tables | texts < pages, explorer < documents
      < commentary < progress < rendering < commands < __main__

``synthetic`` stands apart: the generator shares no code with the estimators.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import analysis

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "analysis").rglob("*.py"))
TEST_MODULES = sorted((ROOT / "tests").rglob("*.py"))
EXHIBITS = [path for path in MODULES if {"figures", "tables", "texts", "pages"} & set(path.parts)]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

UNRELEASED = {"ReviewResults", "PathwayResults", "Review", "EventLog"}
OPEN_TO_ALL = {"errors", "concepts"}
LAYERS = (
    *(OPEN_TO_ALL, {"labels"}, {"parameters"}, {"checklists", "caseflow"}, {"sources"}),
    *({"datasets"}, {"measures"}, {"comparison", "estimation", "pathways"}),
    *({"review", "study", "economics"}, {"findings"}, {"recommendations"}, {"packs"}, {"blocks"}),
    *({"figures", "tables", "texts"}, {"pages", "explorer"}, {"documents"}, {"commentary"}),
    *({"progress"}, {"rendering"}, {"commands"}, {"__main__"}),
)
MAY_IMPORT = {
    name: OPEN_TO_ALL.union(*LAYERS[:rank]) | {name}
    for rank, layer in enumerate(LAYERS)
    for name in layer
}
MAY_IMPORT["synthetic"] = OPEN_TO_ALL | {"synthetic"}
MAY_IMPORT["__main__"] = {*MAY_IMPORT, "__init__"}
MAY_IMPORT["__init__"] = set(MAY_IMPORT) - {"__main__"}

MAX_LINES = 400
MAX_PUBLIC_NAMES = 20
VAGUE_NAMES = {"utils", "helpers", "misc", "common", "base"}
SLOW_TO_IMPORT = ("pandas", "matplotlib", "scipy", "statsmodels")
# In brackets, so that this file does not contain what it looks for.
UNFINISHED = re.compile(r"\bTO[D]O\b|\bFIX[M]E\b|\bNotImplemented[E]rror\b")
CPR_LIKE = re.compile(r"(?<![\d.])(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d\d-\d{4}(?!\d)")
CONTROL = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.For, ast.AsyncFor, ast.While, ast.If, ast.IfExp, ast.Match, ast.Try, ast.TryStar),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def code_cell(source: str, *tags: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {"tags": list(tags)},
        "source": source.splitlines(keepends=True),
        "outputs": [],
        "execution_count": None,
    }


every_module = pytest.mark.parametrize("path", MODULES, ids=name_of)
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)


# The rules, on the tree


@every_module
def test_imports_point_upstream_only(path: Path) -> None:
    assert find_forbidden_imports(path.read_text(encoding="utf-8"), layer=layer_of(path)) == []


@pytest.mark.parametrize("path", MODULES + TEST_MODULES, ids=name_of)
def test_no_module_takes_a_private_name_of_another(path: Path) -> None:
    assert find_private_imports(path.read_text(encoding="utf-8")) == []


@every_module
def test_modules_are_small_and_finished(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    assert UNFINISHED.findall(text) == []


def test_modules_are_named_after_their_concept() -> None:
    assert find_vague_names([path.relative_to(ROOT) for path in MODULES]) == []


@pytest.mark.parametrize("path", EXHIBITS, ids=name_of)
def test_exhibits_take_only_what_went_through_a_release(path: Path) -> None:
    assert find_unreleased_parameters(path.read_text(encoding="utf-8")) == []


def test_only_suppression_says_that_results_are_released() -> None:
    makers = {
        name_of(path)
        for path in MODULES
        if re.search(r"\bReleased(Review|Pathways)\(|\.release\(\)", path.read_text("utf-8"))
    }
    assert makers == {
        "analysis/concepts.py",  # the example of what it does
        "analysis/findings/suppression.py",
        "analysis/findings/pathway_suppression.py",
    }


def test_public_names_are_few_and_resolve() -> None:
    assert find_faulty_public_names(analysis) == []


def test_importing_the_package_loads_nothing_slow() -> None:
    assert list_slow_imports("import analysis") == []


def test_there_are_modules_and_notebooks_to_judge() -> None:
    assert len(MODULES) > len(LAYERS)
    assert NOTEBOOKS != []


@every_notebook
def test_notebooks_are_thin_and_without_outputs(path: Path) -> None:
    assert find_notebook_faults(json.loads(path.read_text(encoding="utf-8"))) == []


def test_no_text_of_the_project_holds_a_cpr_like_number() -> None:
    texts = {name_of(path): path.read_text(encoding="utf-8") for path in list_text_files()}
    assert "bootstrap.py" in texts
    assert [name for name, text in texts.items() if CPR_LIKE.search(text)] == []


# The rules, on planted violations


@pytest.mark.parametrize(
    ("layer", "source"),
    [
        ("measures", "import analysis.figures.trend"),
        ("measures", "from analysis.figures.trend import plot_trend"),
        ("measures", "from analysis import figures"),
        ("measures", "def f():\n    from analysis.comparison import peers"),
        ("measures", "from ..figures import trend"),
        ("measures", "import analysis"),
        ("measures", "from analysis import Session"),
        ("measures", "import importlib\nimportlib.import_module('analysis.figures')"),
        ("comparison", "from analysis.estimation import potential"),
        ("estimation", "from analysis.comparison import peers"),
        ("figures", "from analysis.tables import overview"),
        ("tables", "from analysis.figures import trend"),
        ("blocks", "from analysis.figures import trend"),
        ("parameters", "from analysis.sources import manifest"),
        ("concepts", "from analysis.parameters import loader"),
        ("synthetic", "from analysis.measures import rates"),
        ("synthetic", "from analysis.sources import statbank"),
        ("rendering", "from analysis.synthetic import generator"),
        ("rendering", "import analysis.__main__"),
        ("__init__", "from analysis.__main__ import main"),
        ("newcomer", "x = 1"),
    ],
)
def test_import_against_the_stream_is_noticed(layer: str, source: str) -> None:
    assert len(find_forbidden_imports(source, layer=layer)) == 1


@pytest.mark.parametrize(
    ("layer", "source"),
    [
        ("concepts", "from analysis.errors import ContractError"),
        ("figures", "from analysis import blocks, concepts\nimport analysis.measures.counts.rates"),
        ("findings", "from analysis.comparison import peers\nfrom analysis.estimation import x"),
        ("synthetic", "from analysis.synthetic.ages import AGES\nimport numpy as np"),
        ("__main__", "from analysis.synthetic import generator\nimport analysis"),
        ("__init__", "from analysis.rendering import runner"),
        ("measures", "from analysis_of_others import figures"),
    ],
)
def test_import_with_the_stream_is_accepted(layer: str, source: str) -> None:
    assert find_forbidden_imports(source, layer=layer) == []


@pytest.mark.parametrize(
    "source",
    [
        "from analysis.measures.counts.rates import _limits",
        "from analysis.measures import rates\nrates._limits(3)",
        "import analysis.measures.counts.rates as r\nr._limits(3)",
        "import analysis.measures.counts.rates\nanalysis.measures.counts.rates._limits(3)",
    ],
)
def test_private_name_taken_from_another_module_is_noticed(source: str) -> None:
    assert len(find_private_imports(source)) == 1


def test_public_and_double_underscore_names_of_other_modules_are_accepted() -> None:
    source = "import analysis\nfrom analysis.measures import rates\nrates.limits(analysis.__all__)"
    assert find_private_imports(source + "\nself._own = rates.limits(3)._replace(a=1)") == []


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error"])
def test_unfinished_code_is_noticed(word: str) -> None:
    assert UNFINISHED.search(f"x = 1  # {word}: later")


@pytest.mark.parametrize("path", ["analysis/utils.py", "analysis/figures/common/labels.py"])
def test_vague_module_name_is_noticed(path: str) -> None:
    assert find_vague_names([Path(path), Path("analysis/measures/counts/rates.py")]) == [path]


@pytest.mark.parametrize(
    "annotation", ["ReviewResults", "ReviewResults | None", "Sequence[PathwayResults]"]
)
def test_exhibit_of_unreleased_results_is_noticed(annotation: str) -> None:
    source = f"def plot_it(ok: int, *, results: {annotation}) -> Block: ..."
    assert find_unreleased_parameters(source) == ["plot_it"]
    assert find_unreleased_parameters("def plot_it(results: ReleasedReview) -> Block: ...") == []


def test_faulty_public_names_are_noticed() -> None:
    class Crowded:
        __all__ = ("missing", *(f"name_{i}" for i in range(MAX_PUBLIC_NAMES)))

    for i in range(MAX_PUBLIC_NAMES):
        setattr(Crowded, f"name_{i}", i)
    assert find_faulty_public_names(Crowded) == ["21 public names", "missing"]


def test_slow_import_is_noticed() -> None:
    assert list_slow_imports("import pandas") == ["pandas"]


def test_cpr_like_number_is_noticed() -> None:
    assert CPR_LIKE.search("on 0101" + "99-1234,")
    assert not CPR_LIKE.search("from 2024-1234 and 991399-1234")


@pytest.mark.parametrize(
    "line",
    [
        *("def f(): return 1", "class A: x = 1", "f = lambda: 1", "if period: period = 1"),
        *("for i in period: i", "while False: pass", "x = 1 if period else 2"),
        *("[i for i in period]", "{i for i in period}", "{i: i for i in period}"),
        *("list(i for i in period)", "try: x = 1\nexcept ValueError: x = 2"),
        *("import pandas as pd", "from pathlib import Path", "%matplotlib inline"),
        "match period:\n    case 1: x = 1",
    ],
)
def test_code_that_does_not_belong_in_a_notebook_is_noticed(line: str) -> None:
    notebook = make_notebook(code_cell("period: str = ''", "parameters"), code_cell(line))
    assert len(find_notebook_faults(notebook)) == 1


@pytest.mark.parametrize(
    ("notebook", "fault"),
    [
        ({"cells": []}, "0 cells are tagged parameters"),
        ({"cells": 2 * [code_cell("x = 1", "parameters")]}, "2 cells are tagged parameters"),
        ({"metadata": {"kernelspec": {"name": "python3"}}}, "the kernel is python3"),
        ({"metadata": {}}, "the kernel is None"),
    ],
)
def test_notebook_without_parameters_or_kernel_is_noticed(
    notebook: dict[str, Any], fault: str
) -> None:
    good = make_notebook(code_cell("period: str = ''", "parameters"))
    assert find_notebook_faults({**good, **notebook}) == [fault]


def test_stored_output_and_execution_count_are_noticed() -> None:
    ran = {**code_cell("period"), "outputs": [{"output_type": "stream"}], "execution_count": 3}
    notebook = make_notebook(code_cell("period: str = ''", "parameters"), ran)
    assert find_notebook_faults(notebook) == [
        "cell 1 holds outputs",
        "cell 1 holds an execution count",
    ]


def test_thin_notebook_is_accepted() -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["for a reader, if any"]},
        code_cell("period: str = ''", "parameters"),
        code_cell("from analysis import compare\nresult = compare(period)\nresult"),
    ]
    assert find_notebook_faults(make_notebook(*cells)) == []


# What the rules are made of


def layer_of(path: Path) -> str:
    """Return the layer of a module: its folder, or its own name at the top."""
    return path.relative_to(ROOT / "analysis").parts[0].removesuffix(".py")


def find_forbidden_imports(source: str, *, layer: str) -> list[str]:
    """Return the layers that a module imports and may not."""
    if layer not in MAY_IMPORT:
        return [f"{layer} has no place in the order of layers"]
    return sorted(set(list_imported_layers(source)) - MAY_IMPORT[layer])


def list_imported_layers(source: str) -> Iterator[str]:
    """Yield the layer behind every import, in whichever of the spellings."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (layer_in(alias.name) for alias in node.names if is_ours(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield "a relative import"
        elif isinstance(node, ast.ImportFrom) and node.module == "analysis":
            names = (alias.name for alias in node.names)
            yield from (name if name in MAY_IMPORT else "__init__" for name in names)
        elif isinstance(node, ast.ImportFrom) and is_ours(node.module or ""):
            yield layer_in(node.module or "")
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            texts = (arg.value for arg in node.args if isinstance(arg, ast.Constant))
            yield from (layer_in(str(text)) for text in texts if is_ours(str(text)))


def is_ours(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] == "analysis"


def layer_in(module: str) -> str:
    return [*module.split("."), "__init__"][1]


def find_private_imports(source: str) -> list[str]:
    """Return the private names that are taken from a module of ours."""
    nodes = list(ast.walk(ast.parse(source)))
    taken, ours = [], set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and is_ours(node.module or ""):
            taken += [alias.name for alias in node.names if is_private(alias.name)]
            ours |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            ours |= {alias.asname or alias.name for alias in node.names if is_ours(alias.name)}
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    return taken + [
        ast.unparse(node)
        for node in attributes
        if is_private(node.attr) and ast.unparse(node.value) in ours
    ]


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def find_unreleased_parameters(source: str) -> list[str]:
    """Return the functions that take what was measured in people's files before a release."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return [
        function.name
        for function in functions
        for argument in (*function.args.args, *function.args.kwonlyargs)
        if argument.annotation is not None
        and UNRELEASED & set(re.findall(r"\w+", ast.unparse(argument.annotation)))
    ]


def find_vague_names(paths: list[Path]) -> list[str]:
    """Return the modules whose name, or whose folder's name, names no concept."""
    return [str(path) for path in paths if VAGUE_NAMES & {*path.with_suffix("").parts}]


def find_faulty_public_names(package: Any) -> list[str]:
    """Return the number of public names when there are too many, and those without a value."""
    names = list(package.__all__)
    too_many = [f"{len(names)} public names"] if len(names) > MAX_PUBLIC_NAMES else []
    return too_many + [name for name in names if not hasattr(package, name)]


def list_slow_imports(statement: str) -> list[str]:
    """Return the slow packages that a statement loads in a fresh interpreter."""
    code = f"{statement}\nimport sys\nprint(*(n for n in {SLOW_TO_IMPORT} if n in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout.split()


def find_notebook_faults(notebook: dict[str, Any]) -> list[str]:
    """Return everything in a notebook that belongs in the package, or in a report."""
    cells = list(notebook["cells"])
    n_tagged = sum("parameters" in cell["metadata"].get("tags", []) for cell in cells)
    kernel = notebook["metadata"].get("kernelspec", {}).get("name")
    return [
        *([] if n_tagged == 1 else [f"{n_tagged} cells are tagged parameters"]),
        *([] if kernel == "praksis" else [f"the kernel is {kernel}"]),
        *(fault for i, cell in enumerate(cells) for fault in find_cell_faults(i, cell)),
    ]


def find_cell_faults(number: int, cell: dict[str, Any]) -> Iterator[str]:
    """Yield what one cell may not hold."""
    if cell["cell_type"] != "code":
        return
    if cell["outputs"]:
        yield f"cell {number} holds outputs"
    if cell["execution_count"] is not None:
        yield f"cell {number} holds an execution count"
    try:
        tree = ast.parse("".join(cell["source"]))
    except SyntaxError:
        yield f"cell {number} is not plain Python"
        return
    for node in ast.walk(tree):
        if isinstance(node, CONTROL):
            yield f"cell {number} holds a {type(node).__name__}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None) or alias.name for alias in node.names]
            yield from (f"cell {number} imports {name}" for name in names if not is_ours(name))


def make_notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {"kernelspec": {"name": "praksis"}}}


def list_text_files() -> Iterator[Path]:
    """List what a person wrote: code, notebooks, documentation, settings, small data."""
    kinds = {".py", ".md", ".toml", ".yml", ".yaml", ".ipynb", ".csv", ".json", ".html", ".typ"}
    folders = ("analysis", "benchmarks", "data/raw", "docs", "notebooks", "tests")
    inside = chain.from_iterable((ROOT / folder).rglob("*") for folder in folders)
    return (path for path in (*ROOT.glob("*"), *inside) if path.suffix in kinds)
