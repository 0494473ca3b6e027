"""The first cell of a row heads it, and nothing else about the file changes."""

from __future__ import annotations

import io
import json
from typing import Any

import pikepdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.documents.pdf_row_headers import name_rows
from analysis.documents.pdf_tags import walk_tags

TEMPLATE = """
#let rows = json(bytes(sys.inputs.rows))
#set document(title: "Prøve")
#set text(lang: "da")
= Prøve
#table(
  columns: 3,
  table.header([Ordning], [Faktisk], [Forventet]),
  ..rows.map(row => if row.len() == 1 {
    (table.header(level: 2, repeat: false, table.cell(colspan: 3, row.first())),)
  } else { row }).flatten(),
)
"""
ROWS = [
    ["Førtidspension", "12", "15"],
    ["", "3", "4"],
    ["Bestand"],
    ["Fleksjob", "120", "131"],
]


def set_table(rows: list[list[str]]) -> bytes:
    pdf = typst.compile(
        TEMPLATE.encode(),
        format="pdf",
        sys_inputs={"rows": json.dumps(rows)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=0,
    )
    assert isinstance(pdf, bytes)
    return pdf


def read_cells(data: bytes) -> list[list[tuple[str, str, list[str], str]]]:
    """Return kind, scope, named headers and name of each cell, row by row."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        rows = [e for e in walk_tags(pdf.Root.StructTreeRoot.K) if e.S == "/TR"]
        return [[_read_cell(cell) for cell in row.K] for row in rows]


def _read_cell(cell: pikepdf.Object) -> tuple[str, str, list[str], str]:
    attributes: Any = next((a for a in cell.get("/A", ()) if a.get("/O") == "/Table"), {})
    headers = [str(name) for name in attributes.get("/Headers", ())]
    return str(cell.S), str(attributes.get("/Scope", "")), headers, str(cell.get("/ID", ""))


@pytest.fixture(scope="module")
def plain() -> bytes:
    return set_table(ROWS)


def test_the_first_cell_heads_its_row_and_the_others_point_at_it(plain: bytes) -> None:
    row = read_cells(name_rows(plain))[1]
    assert [(kind, scope) for kind, scope, _, _ in row] == [
        ("/TH", "/Row"),
        ("/TD", ""),
        ("/TD", ""),
    ]
    own_name = row[0][3]
    columns = [name for _, _, _, name in read_cells(plain)[0]]
    assert [headers for _, _, headers, _ in row[1:]] == [
        [columns[1], own_name],
        [columns[2], own_name],
    ]


def test_a_first_cell_without_words_stays_data(plain: bytes) -> None:
    assert [kind for kind, *_ in read_cells(name_rows(plain))[2]] == ["/TD", "/TD", "/TD"]


def test_a_heading_of_rows_stays_one(plain: bytes) -> None:
    ((kind, scope, *_),) = read_cells(name_rows(plain))[3]
    assert (kind, scope) == ("/TH", "/Column")


def test_each_name_leads_to_its_cell(plain: bytes) -> None:
    with pikepdf.open(io.BytesIO(name_rows(plain))) as pdf:
        names = dict(pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree).items())
        cells = [e for e in walk_tags(pdf.Root.StructTreeRoot.K) if "/ID" in e]
        assert {str(cell.ID) for cell in cells} == set(names)
        assert all(names[str(cell.ID)].objgen == cell.objgen for cell in cells)
        listed = [bytes(name) for name in pdf.Root.StructTreeRoot.IDTree.Names[::2]]
    assert listed == sorted(listed)


def test_words_metadata_colours_and_dates_are_as_they_were(plain: bytes) -> None:
    named = name_rows(plain)
    with pikepdf.open(io.BytesIO(plain)) as before, pikepdf.open(io.BytesIO(named)) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert "/Filter" not in after.Root.Metadata
        assert dict(after.docinfo.items()) == dict(before.docinfo.items())
        assert after.Root.OutputIntents[0].S == before.Root.OutputIntents[0].S
        assert [page.Contents.read_bytes() for page in after.pages] == [
            page.Contents.read_bytes() for page in before.pages
        ]
        assert after.check_pdf_syntax() == []


def test_the_same_file_gives_the_same_bytes_and_twice_is_as_once(plain: bytes) -> None:
    once = name_rows(plain)
    assert once == name_rows(plain)
    assert read_cells(name_rows(once)) == read_cells(once)


@settings(deadline=None, max_examples=15)
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "A", "Æ ø"]), st.just("1"), st.just("2")).map(list),
        min_size=1,
        max_size=6,
    )
)
def test_every_row_with_a_name_has_one_header_of_its_own(rows: list[list[str]]) -> None:
    read = read_cells(name_rows(set_table([*rows, ["Sidst", "1", "2"]])))[1:]
    expected = [bool(row[0]) for row in [*rows, ["Sidst"]]]
    assert [row[0][0] == "/TH" for row in read] == expected
    names = [cell[3] for row in read for cell in row if cell[3]]
    assert len(names) == len(set(names))
