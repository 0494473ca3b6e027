"""The page on a report of one's own: does what it says there run, and is it held to the gate?"""

from __future__ import annotations

import json
import re
import runpy

import nbformat
import pytest

from analysis.errors import RenderingError

PAGE = "docs/how-to/write-a-report-of-your-own.md"


@pytest.fixture(scope="module")
def code(repository):
    """Return the Python of the page: parameters, cell, script, and a review's."""
    text = (repository / PAGE).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)


@pytest.mark.slow
def test_notebook_of_the_page_becomes_a_report(code, tmp_path, monkeypatch):
    parameters, cell, script, _ = code
    cells = [nbformat.v4.new_code_cell(each) for each in (parameters, cell)]
    cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "egen.ipynb")
    (tmp_path / "egen.py").write_text(script, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    runpy.run_path("egen.py")
    written = {path.name for path in (tmp_path / "alder").iterdir()}
    assert written == {"alder.html", "alder.pdf", "alder.xlsx", "data", "manifest.json"}
    manifest = json.loads((tmp_path / "alder" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["municipality_code"] == "751"
    assert manifest["n_blocks_synthetic"] > 0
    assert "SYNTETISKE TAL" in (tmp_path / "alder" / "alder.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_review_of_the_page_passes_and_is_refused_before_small_numbers_are_hidden(code):
    script = code[3]
    exec(compile(script, PAGE, "exec"), {})
    released = 'case_review.suppress_results(case_review.estimate_review(review), "lukket")'
    assert released in script
    early = script.replace(released, "case_review.estimate_review(review)")
    with pytest.raises(RenderingError) as refused:
        exec(compile(early, PAGE, "exec"), {})
    assert "manglende-dokumenter: rests on adjudications.csv" in refused.value.where
    assert "suppress_results" in refused.value.where
