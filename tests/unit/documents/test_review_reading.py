from __future__ import annotations

import datetime as dt
import hashlib
import io
import runpy
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from analysis.documents.review_answers import read_sheet
from analysis.documents.review_layout import lay_out
from analysis.documents.review_merge import write_read_back
from analysis.documents.review_read_back import describe_problems, describe_read_back
from analysis.documents.review_reading import read_workbooks
from analysis.documents.review_workbook import make_workbooks
from analysis.errors import ContractError, RequestError
from analysis.review.folder import open_review
from analysis.review.tables import ANSWER_COLUMNS, CONCLUSION_COLUMNS, DISPOSITION_COLUMNS

hand = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("review_cases.py"))))
CPR = "010190" + "-" + "1234"
CASE = hand.CASES[0]


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """Return a review and the three workbooks that were sent out."""
    folder = tmp_path_factory.mktemp("review")
    review = hand.write_review(folder)
    first, second, again = make_workbooks(review, folder / "ud", checklist=hand.CHECKLIST)
    return SimpleNamespace(review=review, first=first, second=second, again=again)


@pytest.fixture
def back(sent, tmp_path):
    """Return a function that fills in L1's first case, changes the file and reads it back."""

    def read(change=None, *, fill=True, name="L1.xlsx"):
        def hands(workbook):
            if fill:
                hand.finish(hand.sheet_of(workbook, CASE))
            if change:
                change(workbook)

        path = hand.damage(sent.first, tmp_path / name, hands)
        before = path.read_bytes()
        result = read_workbooks(sent.review, [path], checklist=hand.CHECKLIST, today=hand.TODAY)
        assert path.read_bytes() == before
        return result

    return read


@pytest.fixture(scope="module")
def opened(sent):
    """Return L1's first case as a program has it open, filled in."""
    sheet = hand.sheet_of(load_workbook(sent.first), CASE)
    hand.finish(sheet)
    return sheet


@pytest.fixture
def seen(opened):
    """Return a function that puts a value in a cell of the open sheet and reads the sheet.

    No file is written: what a file does to a value is tried with a few of them.
    """
    before = []

    def read(key, value, *, column="E"):
        cell = opened[f"{column}{hand.ROWS[key]}"]
        before.append((cell, cell.value, cell.number_format))
        cell.value = value
        return read_sheet(
            opened,
            file="L1.xlsx",
            name=opened.title,
            checklist=hand.CHECKLIST,
            layout=lay_out(hand.CHECKLIST),
            drawn_on=hand.DRAWN_ON,
            today=hand.TODAY,
        )

    yield read
    for cell, value, number_format in before:
        cell.value, cell.number_format = value, number_format


def on_case(change):
    """Change the sheet of the first case."""
    return lambda workbook: change(hand.sheet_of(workbook, CASE))


def answers_of(result, case=CASE):
    rows = result.answers[result.answers["case_id"] == case]
    return dict(zip(rows["item_id"], rows["answer"], strict=True))


def disposition_of(result, case=CASE):
    return dict(zip(result.dispositions["case_id"], result.dispositions["disposition"],
                    strict=True))[case]  # fmt: skip


def fatal(result):
    return [problem for problem in result.problems if problem.is_fatal]


# What is read when all is well


def test_finished_case_comes_back_with_answers_conclusion_and_disposition(back) -> None:
    result = back()
    assert fatal(result) == []
    assert tuple(result.answers) == ANSWER_COLUMNS
    assert tuple(result.conclusions) == CONCLUSION_COLUMNS
    assert tuple(result.dispositions) == DISPOSITION_COLUMNS
    conclusion = result.conclusions.iloc[0].to_dict()
    assert conclusion["case_id"] == CASE
    assert conclusion["reviewed_on"] == "2022-06-01"
    assert conclusion["minutes"] == 45
    assert conclusion["primary_scheme"] == "ingen"
    assert disposition_of(result) == "gennemgaaet"
    assert answers_of(result)["G1"] == "40_plus"


def test_untouched_cases_are_counted_and_give_no_answers(back) -> None:
    result = back(fill=False)
    assert result.answers.empty
    assert result.conclusions.empty
    assert set(result.dispositions["disposition"]) == {"ikke_afsluttet"}
    assert int(result.summary["n_untouched"].iloc[0]) == 2
    assert "2 not begun" in describe_read_back(result)


def test_half_finished_case_keeps_its_answers_and_is_no_error(back) -> None:
    result = back(on_case(lambda sheet: hand.put(sheet, "F1", "Opfyldt")), fill=False)
    assert answers_of(result) == {"F1": "opfyldt"}
    assert disposition_of(result) == "ikke_afsluttet"
    assert fatal(result) == []


def test_case_closed_with_open_questions_is_unfinished_and_the_questions_are_named(back) -> None:
    result = back(on_case(lambda sheet: hand.put(sheet, "F3", None)))
    assert disposition_of(result) == "ikke_afsluttet"
    assert result.conclusions.empty
    assert any("F3" in problem.what for problem in result.problems)


def test_answers_are_understood_in_other_case_and_with_spaces(back) -> None:
    result = back(on_case(lambda sheet: hand.put(sheet, "F1", "  iKKE   opfyldt ")))
    assert answers_of(result)["F1"] == "ikke_opfyldt"
    assert fatal(result) == []


@pytest.mark.parametrize(
    "value", ["01-06-2022", "1.6.2022", "2022-06-01", dt.date(2022, 6, 1), 44713, 44713.0]
)
def test_date_is_understood_as_danes_and_programs_write_it(seen, value) -> None:
    assert seen("Slut 2", value).conclusion["Slut 2"] == "2022-06-01"


def test_date_that_excel_keeps_as_a_number_survives_the_file(back) -> None:
    result = back(on_case(lambda sheet: hand.put(sheet, "Slut 2", 44713)))
    assert result.conclusions["reviewed_on"].tolist() == ["2022-06-01"]


def test_unknown_answer_carries_its_document(back) -> None:
    def change(sheet):
        hand.put(sheet, "F3", "Uoplyst")
        hand.put(sheet, "F3", "speciallægeerklæring", column="F")

    rows = back(on_case(change)).answers.set_index(["case_id", "item_id"])
    assert rows.loc[(CASE, "F3"), "answer"] == "uoplyst"
    assert rows.loc[(CASE, "F3"), "missing_document"] == "speciallaege"


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("Sagen kunne ikke skaffes", "sag_ikke_tilgaengelig"),
        ("Hører ikke til (flyttet, død, sag lukket)", "ikke_i_population"),
    ],
)
def test_case_that_is_given_up_needs_no_answers(back, outcome, code) -> None:
    def change(sheet):
        hand.put(sheet, "Slut 1", outcome)
        hand.put(sheet, "Slut 6", "Ja")

    result = back(on_case(change), fill=False)
    assert disposition_of(result) == code
    assert fatal(result) == []


def test_hidden_answer_is_kept_apart_and_does_not_count(back) -> None:
    result = back(on_case(lambda sheet: hand.put(sheet, "F5", "Opfyldt")))  # 40_plus hides F5
    assert "F5" not in answers_of(result)
    assert result.hidden_answers["item_id"].tolist() == ["F5"]
    assert result.hidden_answers["answer"].tolist() == ["opfyldt"]
    assert any("F5" in problem.what and not problem.is_fatal for problem in result.problems)
    assert disposition_of(result) == "gennemgaaet"


def test_item_that_waits_for_an_unknown_answer_does_not_hold_the_case_back(back) -> None:
    def change(sheet):
        hand.put(sheet, "G1", "Uoplyst")
        hand.put(sheet, "G1", "Stamoplysninger i fagsystemet", column="F")

    assert disposition_of(back(on_case(change))) == "gennemgaaet"


# Damage to single cells: each is named by place, and takes nothing else with it


@pytest.mark.parametrize(
    ("key", "column", "value", "says"),
    [
        ("F1", "E", "måske 3", "not on the list"),
        ("F1", "E", 7, "not on the list"),
        ("F1", "E", True, "not on the list"),
        ("F1", "E", "Ikke relevant", "not on the list"),
        ("F1", "E", '=IF(1=1,"Opfyldt","")', "formula"),
        ("F1", "F", "Speciallægeerklæring", "not answered with uoplyst"),
        ("F1", "F", "en seddel", "not on the list"),
        ("F1", "F", "=F2", "formula"),
        ("Slut 1", "E", "noget", "not on the list"),
        ("Slut 2", "E", dt.datetime(2022, 7, 1), "in the future"),
        ("Slut 2", "E", dt.datetime(2022, 5, 1), "before the draw"),
        ("Slut 2", "E", "i går", "no date"),
        ("Slut 2", "E", "31-02-2022", "no date"),
        ("Slut 2", "E", 10**9, "no date"),
        ("Slut 2", "E", "=TODAY()", "formula"),
        ("Slut 3", "E", 0, "minutes"),
        ("Slut 3", "E", -5, "minutes"),
        ("Slut 3", "E", 601, "minutes"),
        ("Slut 3", "E", "lang tid", "minutes"),
        ("Slut 3", "E", "nan", "minutes"),
        ("Slut 4", "E", "Efterløn", "not on the list"),
        ("Slut 5", "E", "måske", "not on the list"),
        ("Slut 6", "E", "næsten", "not on the list"),
    ],
)
def test_wrong_cell_is_named_by_place_without_content(seen, key, column, value, says) -> None:
    found = seen(key, value, column=column)
    (problem,) = [each for each in found.problems if each.is_fatal]
    assert says in problem.what
    assert (problem.row, problem.column) == (hand.ROWS[key], column)
    assert problem.sheet.startswith("Sag ")
    if isinstance(value, str) and value not in ("Ikke relevant", "nan", "Speciallægeerklæring"):
        assert value not in "\n".join(describe_problems(found.problems))
    assert len(found.answers) > 5


def test_wrong_cells_of_a_file_are_all_said_and_the_other_answers_kept(back) -> None:
    wrong = {"F1": "måske 3", "J1": '=IF(1=1,"Opfyldt","")', "Slut 2": "i går", "Slut 3": -5}

    def change(sheet):
        for key, value in wrong.items():
            hand.put(sheet, key, value)

    result = back(on_case(change))
    assert [problem.row for problem in fatal(result)] == [hand.ROWS[key] for key in wrong]
    assert not {"måske", "i går"} & set(describe_read_back(result).split())
    assert len(answers_of(result)) > 3


def test_unknown_answer_without_document_is_named_and_kept(back) -> None:
    result = back(on_case(lambda sheet: hand.put(sheet, "F3", "Uoplyst")))
    assert [(p.row, p.column) for p in fatal(result)] == [(hand.ROWS["F3"], "F")]
    assert answers_of(result)["F3"] == "uoplyst"


@pytest.mark.parametrize("primary", ["Førtidspension", "Fleksjob"])
def test_primary_scheme_that_the_answers_rule_out_is_a_contradiction(back, primary) -> None:
    result = back(on_case(lambda sheet: hand.put(sheet, "Slut 4", primary)))
    assert ["primary scheme" in problem.what for problem in fatal(result)] == [True]
    assert result.conclusions.empty
    assert disposition_of(result) == "ikke_afsluttet"


def test_no_primary_scheme_though_one_is_ready_is_a_contradiction(back) -> None:
    ready = dict.fromkeys(("G5", "F1", "F3", "F4"), "opfyldt")
    result = back(on_case(lambda sheet: hand.finish(sheet, ready)))
    assert ["No scheme is primary" in problem.what for problem in fatal(result)] == [True]


def test_answers_that_exclude_each_other_are_pointed_out_and_kept(back) -> None:
    against = {"F1": "ikke_opfyldt", "J1": "opfyldt", "J2": "opfyldt"}
    result = back(
        on_case(lambda sheet: hand.finish(sheet, against, primary="Fleksjob", other="Ja"))
    )
    assert any("F1/J2 speak against" in problem.what for problem in result.problems)
    assert answers_of(result)["J2"] == "opfyldt"


def test_other_services_first_and_not_needed_is_a_contradiction(back) -> None:
    result = back(on_case(lambda sheet: hand.put(sheet, "Slut 4", "Andre indsatser")))
    assert len(fatal(result)) == 1


# CPR numbers, wherever they stand


def put_in_answer(workbook):
    hand.put(hand.sheet_of(workbook, CASE), "F1", f"se {CPR}")


def put_in_free_cell(workbook):
    workbook["Oversigt"]["K30"] = CPR


def put_as_number(workbook):
    workbook["Oversigt"]["K30"] = int("0" + "10190" + "1234")


def put_in_comment(workbook):
    hand.sheet_of(workbook, CASE)["E7"].comment = Comment(f"borger {CPR}", "x")


def put_in_sheet_name(workbook):
    workbook.create_sheet(f"Noter {CPR}")


def put_in_properties(workbook):
    workbook.properties.description = CPR


def put_in_footer(workbook):
    workbook["Oversigt"].oddFooter.center.text = f"om {CPR}"


@pytest.mark.parametrize(
    "change",
    [
        *(put_in_answer, put_as_number, put_in_comment),
        *(
            pytest.param(change, marks=pytest.mark.slow)
            for change in (put_in_free_cell, put_in_sheet_name, put_in_properties, put_in_footer)
        ),
    ],
)
def test_cpr_number_is_refused_wherever_it_stands_and_never_shown(back, change) -> None:
    result = back(change)
    assert any("CPR" in problem.what for problem in fatal(result))
    shown = describe_read_back(result)
    assert CPR not in shown
    assert CPR.replace("-", "") not in shown


def test_cpr_number_in_the_name_of_the_file_is_not_shown(back) -> None:
    result = back(name=f"L1 {CPR}.xlsx")
    assert any("name of the file" in problem.what for problem in fatal(result))
    assert CPR not in describe_read_back(result)


# Damage to rows, columns and sheets


def test_inserted_row_is_noticed_and_loses_nothing(back) -> None:
    result = back(on_case(lambda sheet: sheet.insert_rows(9)))
    assert fatal(result) == []
    assert any("inserted" in problem.what for problem in result.problems)
    assert disposition_of(result) == "gennemgaaet"


def test_inserted_column_is_noticed_and_loses_nothing(back) -> None:
    result = back(on_case(lambda sheet: sheet.insert_cols(3)))
    assert any("inserted" in problem.what for problem in result.problems)
    assert len(answers_of(result)) > 5


def test_deleted_row_loses_that_answer_alone(back) -> None:
    result = back(on_case(lambda sheet: sheet.delete_rows(hand.ROWS["F3"])))
    assert ["F3" in problem.what for problem in fatal(result)] == [True]
    assert "F3" not in answers_of(result)
    assert "F4" in answers_of(result)
    assert disposition_of(result) == "ikke_afsluttet"


def test_repeated_row_is_not_read(back) -> None:
    result = back(on_case(lambda sheet: sheet.__setitem__("A40", "F3")))
    assert any("stands 2 times" in problem.what for problem in fatal(result))
    assert "F3" not in answers_of(result)


def test_sheet_with_changed_headings_is_named_and_the_others_read(back) -> None:
    other = hand.CASES[1]

    def change(workbook):
        hand.finish(hand.sheet_of(workbook, other))
        for letter in "ABEF":
            hand.sheet_of(workbook, CASE)[f"{letter}4"] = "x"

    result = back(change)
    assert len(fatal(result)) == 1
    assert disposition_of(result, other) == "gennemgaaet"
    assert answers_of(result) == {}


def test_changed_case_id_is_refused_and_the_other_cases_are_read(back) -> None:
    def change(workbook):
        hand.finish(hand.sheet_of(workbook, hand.CASES[1]))
        hand.sheet_of(workbook, CASE)["B2"] = hand.CASES[3]

    result = back(change)
    assert ["pseudonym" in problem.what for problem in fatal(result)] == [True]
    assert set(result.answers["case_id"]) == {hand.CASES[1]}


def test_emptied_case_id_is_refused(back) -> None:
    result = back(on_case(lambda sheet: sheet.__setitem__("B2", None)))
    assert len(fatal(result)) == 1
    assert result.answers.empty


def test_renamed_sheet_is_found_by_its_pseudonym_and_its_new_name_is_not_shown(back) -> None:
    result = back(on_case(lambda sheet: setattr(sheet, "title", "Hansen")))
    assert fatal(result) == []
    assert any("renamed" in problem.what for problem in result.problems)
    assert "Hansen" not in describe_read_back(result)
    assert disposition_of(result) == "gennemgaaet"


def test_added_sheet_is_not_read_and_its_name_is_not_shown(back) -> None:
    result = back(lambda workbook: workbook.create_sheet("Noter om Hansen"))
    assert fatal(result) == []
    assert "Hansen" not in describe_read_back(result)
    assert any("sheet number 7" in problem.place for problem in result.problems)


def test_missing_case_sheet_is_named_and_the_others_are_read(back) -> None:
    def change(workbook):
        workbook.remove(hand.sheet_of(workbook, hand.CASES[1]))

    result = back(change)
    assert ["missing" in problem.what for problem in fatal(result)] == [True]
    assert disposition_of(result) == "gennemgaaet"


def test_copied_case_sheet_is_not_read_twice(back) -> None:
    def change(workbook):
        workbook.copy_worksheet(hand.sheet_of(workbook, CASE))

    result = back(change)
    assert not result.answers.duplicated(["case_id", "item_id"]).any()
    assert any("added" in problem.what for problem in result.problems)


def test_file_without_its_hidden_sheet_is_refused_whole(back) -> None:
    result = back(lambda workbook: workbook.remove(workbook["_kontrol"]))
    assert len(fatal(result)) == 1
    assert result.answers.empty


def test_changed_hidden_sheet_is_noticed(back) -> None:
    def change(workbook):
        for row in workbook["_kontrol"].iter_rows():
            if row[0].value == "reviewer_id":
                row[2].value = "L2"

    result = back(change)
    assert any("hidden sheet" in problem.what for problem in fatal(result))
    assert sum("not assigned" in problem.what for problem in fatal(result)) == 2
    assert result.answers.empty


def test_helping_sheets_may_go_without_loss(back) -> None:
    result = back(lambda workbook: workbook.remove(workbook["Oversigt"]))
    assert fatal(result) == []
    assert disposition_of(result) == "gennemgaaet"


# Damage to files


def read_bytes(sent, tmp_path, data, name="L1.xlsx"):
    path = tmp_path / name
    path.write_bytes(data)
    return read_workbooks(
        sent.review, [path, sent.second], checklist=hand.CHECKLIST, today=hand.TODAY
    )


def with_part(source, part):
    copy = io.BytesIO(source.read_bytes())
    with zipfile.ZipFile(copy, "a") as archive:
        archive.writestr(part, b"x")
    return copy.getvalue()


def zip_of(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return SimpleNamespace(read_bytes=buffer.getvalue)


UNREADABLE = [
    ("a.xlsm", lambda path: path.read_bytes(), "macros"),
    ("a.xlsx", lambda path: with_part(path, "xl/vbaProject.bin"), "macros"),
    ("a.xlsx", lambda path: with_part(path, "xl/externalLinks/externalLink1.xml"), "links"),
    ("a.xlsx", lambda path: with_part(path, "xl/embeddings/oleObject1.bin"), "embedded"),
    ("a.xlsx", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
    ("a.xlsx", lambda path: path.read_bytes()[:4000], "broken"),
    ("a.xlsx", lambda _: b"case_id;answer\n1;2\n", "no Excel workbook"),
    ("a.xlsx", lambda _: b"", "no Excel workbook"),
    ("a.pdf", lambda _: b"%PDF-1.7 ...", "no Excel workbook"),
    ("a.ods", lambda _: with_part(zip_of({"mimetype": b"x"}), "content.xml"), "no Excel"),
    ("a.xlsx", lambda _: zip_of({"xl/workbook.xml": b"<x"}).read_bytes(), "broken"),
]


def test_files_that_may_not_be_read_are_named_and_the_others_are_read(sent, tmp_path) -> None:
    paths = []
    for number, (name, make, _) in enumerate(UNREADABLE):
        paths.append(tmp_path / f"{number}-{name}")
        paths[-1].write_bytes(make(sent.first))
    result = read_workbooks(
        sent.review, [*paths, sent.second], checklist=hand.CHECKLIST, today=hand.TODAY
    )
    said = {problem.file: problem.what for problem in fatal(result)}
    assert list(said) == [path.name for path in paths]
    assert len(fatal(result)) == len(paths)
    for path, (_, _, says) in zip(paths, UNREADABLE, strict=True):
        assert says in said[path.name], path.name
    assert result.summary["n_cases"].tolist() == [0] * len(paths) + [2]


def test_foreign_workbook_is_refused(sent, tmp_path) -> None:
    Workbook().save(tmp_path / "andet.xlsx")
    result = read_workbooks(
        sent.review, [tmp_path / "andet.xlsx"], checklist=hand.CHECKLIST, today=hand.TODAY
    )
    assert len(fatal(result)) == 1


def test_missing_file_is_named(sent, tmp_path) -> None:
    result = read_workbooks(
        sent.review, [tmp_path / "nej.xlsx"], checklist=hand.CHECKLIST, today=hand.TODAY
    )
    assert "not there" in fatal(result)[0].what


def test_folder_is_read_without_files_that_a_program_has_open(sent, tmp_path) -> None:
    (tmp_path / "~$L1.xlsx").write_bytes(b"lock")
    (tmp_path / "L1.xlsx").write_bytes(sent.first.read_bytes())
    result = read_workbooks(sent.review, [tmp_path], checklist=hand.CHECKLIST, today=hand.TODAY)
    assert result.summary["file"].tolist() == ["L1.xlsx"]


def test_nothing_to_read_is_said(sent, tmp_path) -> None:
    with pytest.raises(RequestError, match="no workbook"):
        read_workbooks(sent.review, [tmp_path], checklist=hand.CHECKLIST, today=hand.TODAY)


def test_workbook_of_another_review_is_refused(sent, tmp_path) -> None:
    other = hand.write_review(tmp_path)
    tickets = other.draw.assign(ticket=[hashlib.sha256(b"x").hexdigest()] * 8)
    elsewhere = SimpleNamespace(**{**vars(other), "draw": tickets[1:]})
    result = read_workbooks(elsewhere, [sent.first], checklist=hand.CHECKLIST, today=hand.TODAY)
    assert ["another review" in problem.what for problem in fatal(result)] == [True]


def test_older_version_keeps_what_is_unchanged_and_says_what_to_answer_again(
    sent, tmp_path
) -> None:
    from analysis.checklists.load import load_checklist

    older = load_checklist(dt.date(2018, 7, 2))
    path = make_workbooks(sent.review, tmp_path, reading=1, checklist=older)[0]
    workbook = load_workbook(path)
    sheet = hand.sheet_of(workbook, CASE)
    for row in range(5, 80):
        if sheet[f"A{row}"].value in {item.id for item in older.items} - {"G1"}:
            sheet[f"E{row}"] = "Opfyldt"
    workbook.save(path)
    result = read_workbooks(sent.review, [path], today=hand.TODAY)
    (problem,) = fatal(result)
    assert "version" in problem.what
    assert "praksis review workbooks" in problem.fix
    kept = set(answers_of(result))
    assert kept
    same = {item.id for item in hand.FULL.items if item in older.items}
    assert kept <= same
    assert result.conclusions.empty


def test_version_that_nobody_knows_is_refused_and_the_version_is_not_shown(back) -> None:
    def change(workbook):
        for row in workbook["_kontrol"].iter_rows():
            if row[0].value == "checklist_version":
                row[2].value = "hemmelig"

    result = back(change)
    assert any("version" in problem.what for problem in fatal(result))
    assert "hemmelig" not in describe_read_back(result)


# The same case twice


def test_equal_files_count_once(sent, tmp_path) -> None:
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for path in paths:
        hand.damage(sent.first, path, on_case(hand.finish))
    result = read_workbooks(sent.review, paths, checklist=hand.CHECKLIST, today=hand.TODAY)
    assert fatal(result) == []
    assert len(result.conclusions) == 1


def test_unequal_files_with_the_same_case_give_neither_and_keep_the_rest(sent, tmp_path) -> None:
    def second(workbook):
        hand.finish(hand.sheet_of(workbook, CASE), minutes=50)
        hand.finish(hand.sheet_of(workbook, hand.CASES[1]))

    paths = [
        hand.damage(sent.first, tmp_path / "a.xlsx", on_case(hand.finish)),
        hand.damage(sent.first, tmp_path / "b.xlsx", second),
    ]
    result = read_workbooks(sent.review, paths, checklist=hand.CHECKLIST, today=hand.TODAY)
    assert len(fatal(result)) == 2
    assert result.conclusions["case_id"].tolist() == [hand.CASES[1]]


def test_two_readings_of_a_case_are_not_the_same(sent, tmp_path) -> None:
    paths = [
        hand.damage(path, tmp_path / path.name, on_case(hand.finish))
        for path in (sent.first, sent.again)
    ]
    result = read_workbooks(sent.review, paths, checklist=hand.CHECKLIST, today=hand.TODAY)
    assert fatal(result) == []
    assert sorted(result.conclusions["reading"]) == [1, 2]
    assert (result.dispositions["case_id"] == CASE).sum() == 1


# Writing to the folder


@pytest.fixture
def review(tmp_path):
    return hand.write_review(tmp_path / "review")


def read_into(review, sent, tmp_path, change, *, keep_valid=False, name="L1.xlsx"):
    path = hand.damage(sent.first, tmp_path / name, change)
    result = read_workbooks(review, [path], checklist=hand.CHECKLIST, today=hand.TODAY)
    return write_read_back(review.folder, result, keep_valid=keep_valid)


def test_answers_are_written_and_read_again_from_the_folder(review, sent, tmp_path) -> None:
    read_into(review, sent, tmp_path, on_case(hand.finish))
    again = open_review(review.folder)
    assert set(again.answers["case_id"]) == {CASE}
    assert again.conclusions["minutes"].tolist() == [45]
    assert again.dispositions.set_index("case_id")["disposition"][CASE] == "gennemgaaet"


def test_nothing_is_written_when_something_was_left_out(review, sent, tmp_path) -> None:
    def change(workbook):
        hand.finish(hand.sheet_of(workbook, CASE))
        hand.put(hand.sheet_of(workbook, CASE), "F1", "måske")

    with pytest.raises(ContractError, match="nothing was written") as caught:
        read_into(review, sent, tmp_path, change)
    assert "måske" not in str(caught.value)
    assert open_review(review.folder).answers.empty
    read_into(review, sent, tmp_path, change, keep_valid=True)
    assert len(open_review(review.folder).answers) > 5


def test_newer_reading_takes_the_place_of_the_earlier_and_says_so(review, sent, tmp_path) -> None:
    read_into(review, sent, tmp_path, on_case(hand.finish))
    n_before = len(open_review(review.folder).answers)
    said = read_into(
        review,
        sent,
        tmp_path,
        on_case(lambda sheet: hand.finish(sheet, minutes=60)),
        name="ny.xlsx",
    )
    again = open_review(review.folder)
    assert len(again.answers) == n_before
    assert again.conclusions["minutes"].tolist() == [60]
    assert any("took the place" in line for line in said)


def test_reading_the_same_file_twice_changes_no_byte(review, sent, tmp_path) -> None:
    read_into(review, sent, tmp_path, on_case(hand.finish))
    before = {path.name: path.read_bytes() for path in review.folder.glob("*.csv")}
    read_into(review, sent, tmp_path, on_case(hand.finish))
    assert {path.name: path.read_bytes() for path in review.folder.glob("*.csv")} == before


def test_empty_file_read_later_takes_nothing_away(review, sent, tmp_path) -> None:
    read_into(review, sent, tmp_path, on_case(hand.finish))
    read_into(review, sent, tmp_path, lambda _: None)
    again = open_review(review.folder)
    assert len(again.conclusions) == 1
    assert again.dispositions.set_index("case_id")["disposition"][CASE] == "gennemgaaet"


def test_unfinished_reading_does_not_replace_a_finished_one(review, sent, tmp_path) -> None:
    read_into(review, sent, tmp_path, on_case(hand.finish))
    before = open_review(review.folder).answers
    said = read_into(
        review, sent, tmp_path, on_case(lambda sheet: hand.put(sheet, "F1", "Opfyldt"))
    )
    again = open_review(review.folder)
    assert again.answers.equals(before)
    assert again.dispositions.set_index("case_id")["disposition"][CASE] == "gennemgaaet"
    assert any("the earlier is kept" in line for line in said)


def test_hidden_answers_are_written_beside(review, sent, tmp_path) -> None:
    def change(sheet):
        hand.finish(sheet)
        hand.put(sheet, "F5", "Opfyldt")

    read_into(review, sent, tmp_path, on_case(change))
    assert "F5" in (review.folder / "hidden_answers.csv").read_text(encoding="utf-8")
    assert "F5" not in set(open_review(review.folder).answers["item_id"])
