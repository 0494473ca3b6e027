"""How can the checklist be answered in a form on a screen? As a workbook in XLSForm.

XLSForm is the plain-workbook standard that ODK, KoboToolbox and Survey123 read: a sheet
of questions, a sheet of choices and a sheet of settings. Skip rules travel as
expressions, and every answer carries the version of the checklist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from analysis.checklists.judge import NOT_SAID
from analysis.checklists.model import OTHER_SERVICES, Answer, Checklist, Item
from analysis.documents.checklist_sheets import fill_table
from analysis.documents.checklist_words import (
    NO_NAMES,
    UNKNOWN_MEANING,
    group_by_section,
    label_answer,
    mark,
    outcomes,
    say_date,
    say_unverified,
)
from analysis.documents.deterministic import finish_xlsx

_LANGUAGE = "Dansk (da)"
_SURVEY = {
    "type": 28,
    "name": 22,
    f"label::{_LANGUAGE}": 60,
    f"hint::{_LANGUAGE}": 44,
    "required": 10,
    f"required_message::{_LANGUAGE}": 24,
    "relevant": 40,
    "constraint": 34,
    f"constraint_message::{_LANGUAGE}": 30,
    "appearance": 14,
    "calculation": 24,
    "default": 12,
}
_CHOICES = {"list_name": 26, "name": 28, f"label::{_LANGUAGE}": 60}
# Ten digits in a row or with a sign after the sixth: the form of a CPR number.
_NO_CPR = "not(regex(., '.*[0-9]{6}[- ]?[0-9]{4}.*'))"
_REQUIRED = "Svaret mangler. Kan det ikke ses i sagen, er svaret »uoplyst«."
_FIELD_REQUIRED = "Feltet skal udfyldes."
_NO_NAMES_OF_PEOPLE = (
    "Dokumentets art, for eksempel »speciallægeerklæring«; hverken navn eller CPR-nummer."
)

_Row = dict[str, str]


def write_xlsform(checklist: Checklist) -> bytes:
    """Write the checklist as an XLSForm: sheets ``survey``, ``choices`` and ``settings``.

    Parameters
    ----------
    checklist : Checklist
        The items to ask. Every item that a skip rule names must be among them.

    Returns
    -------
    bytes
        An xlsx file, the same bytes each time. An item whose legal text is unverified
        carries the word ``[uverificeret]`` in its label.

    Notes
    -----
    A question that a skip rule hides counts as unanswered in later rules, so a rule on a
    hidden question hides too.
    """
    lists: dict[tuple[tuple[str, str], ...], str] = {}
    survey = _ask(checklist, lists)
    workbook = Workbook()
    workbook.properties.title = checklist.title
    workbook.properties.creator = "praksis"
    workbook.properties.language = "da-DK"
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "survey"
    rows = [[row.get(column, "") for column in _SURVEY] for row in survey]
    fill_table(sheet, list(_SURVEY), rows, widths=list(_SURVEY.values()), freeze="C2")
    choices = [(name, code, words) for pairs, name in lists.items() for code, words in pairs]
    fill_table(
        workbook.create_sheet("choices"), list(_CHOICES), choices, widths=list(_CHOICES.values())
    )
    settings = {
        "form_title": checklist.title,
        "form_id": _name_form(checklist),
        "version": checklist.version,
        "default_language": _LANGUAGE,
        "style": "pages",
    }
    fill_table(
        workbook.create_sheet("settings"),
        list(settings),
        [list(settings.values())],
        widths=[60, 22, 22, 18, 10],
    )
    return finish_xlsx(workbook, day=checklist.date)


def _name_form(checklist: Checklist) -> str:
    """Return an id of its own for a form that leaves out schemes which are open."""
    asked = {item.section for item in checklist.items}
    kept = [scheme.value for scheme in checklist.open_schemes if scheme.value in asked]
    is_whole = len(kept) == len(checklist.open_schemes)
    return "_".join(["praksis_tjekliste", *([] if is_whole else kept)])


def _ask(checklist: Checklist, lists: dict[tuple[tuple[str, str], ...], str]) -> list[_Row]:
    """Return the rows of the survey, and add the lists of choices they need to `lists`."""
    rows = [
        *({"type": "start", "name": "start"}, {"type": "end", "name": "end"}),
        _question("note", "om_tjeklisten", label=_introduce(checklist)),
        {"type": "calculate", "name": "checklist_version", "calculation": f"'{checklist.version}'"},
        *_ask_which_case(lists),
    ]
    for section in group_by_section(checklist):
        rows.append(_begin(f"afsnit_{section.code}", section.heading))
        for item in section.items:
            rows += _ask_item(checklist, item, lists)
        rows.append({"type": "end_group"})
    return [*rows, *_ask_conclusion(checklist, lists)]


def _ask_which_case(lists: dict[tuple[tuple[str, str], ...], str]) -> list[_Row]:
    readings = _list_name({"1": "Første læsning", "2": "Anden læsning"}, lists, "laesninger")
    return [
        _begin("sag", "Sag og læser"),
        _no_cpr("case_id", "Sagens pseudonym", hint=NO_NAMES) | _required(_FIELD_REQUIRED),
        _question(f"select_one {readings}", "reading", label="Læsning")
        | _required(_FIELD_REQUIRED),
        _no_cpr("reviewer_id", "Læserens kode") | _required(_FIELD_REQUIRED),
        _question("date", "reviewed_on", label="Dato for læsningen") | _required(_FIELD_REQUIRED),
        {"type": "end_group"},
    ]


def _ask_item(
    checklist: Checklist, item: Item, lists: dict[tuple[tuple[str, str], ...], str]
) -> list[_Row]:
    """Return an item, the document it lacks where it is *uoplyst*, and the one that shows it."""
    answers = {answer: label_answer(item, answer) for answer in item.answers}
    relevant = _relevant(item)
    label = f"{item.id}. {item.text} {mark(item)}".rstrip()
    hint = " ".join(
        part for part in (item.help, f"Retsgrundlag: {item.legal_basis}.", _guideline(item)) if part
    )
    stem = "svar" if not item.answer_labels else f"svar_{item.id}"
    asked = _question(
        f"select_one {_list_name(answers, lists, stem)}", item.id, label=label, hint=hint
    )
    rows = [
        _begin(f"punkt_{item.id}", "") | {"appearance": "field-list", "relevant": relevant},
        asked | _required(),
    ]
    if Answer.UNKNOWN in item.answers:
        rows.append(_ask_missing(checklist, item, lists))
    shown = f"${{{item.id}}} != '' and ${{{item.id}}} != '{Answer.UNKNOWN}'"
    shown += f" and ${{{item.id}}} != '{Answer.NOT_RELEVANT}'"
    return [
        *rows,
        _no_cpr(f"{item.id}_dokument", "Dokument, der viser det", hint=_NO_NAMES_OF_PEOPLE)
        | {"relevant": shown},
        _question("date", f"{item.id}_dato", label="Dokumentets dato") | {"relevant": shown},
        {"type": "end_group"},
    ]


def _ask_missing(
    checklist: Checklist, item: Item, lists: dict[tuple[tuple[str, str], ...], str]
) -> _Row:
    names = {document.code: document.label for document in checklist.documents}
    documents = {code: names.get(code, code) for code in item.documents or names}
    documents[NOT_SAID] = "Et andet dokument, eller det vides ikke hvilket"
    stem = f"dokumenter_{item.id}" if item.documents else "dokumenter"
    return (
        _question(
            f"select_one {_list_name(documents, lists, stem)}",
            f"{item.id}_mangler",
            label="Hvilket dokument mangler?",
        )
        | {"relevant": f"${{{item.id}}} = '{Answer.UNKNOWN}'"}
        | _required("Vælg det dokument, der mangler.")
    )


def _ask_conclusion(
    checklist: Checklist, lists: dict[tuple[tuple[str, str], ...], str]
) -> list[_Row]:
    found = outcomes(checklist)
    schemes = _list_name(found, lists, "konklusioner")
    yes_or_no = _list_name({"ja": "Ja", "nej": "Nej"}, lists, "ja_nej")
    return [
        _begin("konklusion", "Konklusion"),
        _question(
            f"select_one {schemes}",
            "primary_scheme",
            label="Hvilken ordning ligger nærmest ifølge gennemgangen?",
        )
        | _required(),
        _question(
            f"select_one {yes_or_no}",
            "other_services",
            label="Er der også behov for andre sociale eller sundhedsfaglige indsatser?",
        )
        | _required()
        | {"relevant": f"${{primary_scheme}} != '{OTHER_SERVICES}'"},
        {"type": "end_group"},
    ]


def _introduce(checklist: Checklist) -> str:
    parts = [say_date(checklist) + ".", *checklist.notes, say_unverified(checklist)]
    return " ".join(part for part in (*parts, UNKNOWN_MEANING) if part)


def _guideline(item: Item) -> str:
    return f"Kommunens retningslinje: {item.local_guideline}" if item.local_guideline else ""


def _relevant(item: Item) -> str:
    """Return a skip rule as an expression: each named item has one of the answers."""
    conditions = [
        " or ".join(f"${{{other}}} = '{answer}'" for answer in answers)
        for other, answers in item.relevant_when.items()
    ]
    if len(conditions) == 1:
        return conditions[0]
    return " and ".join(f"({condition})" for condition in conditions)


def _list_name(
    choices: Mapping[str, str], lists: dict[tuple[tuple[str, str], ...], str], stem: str
) -> str:
    """Return the name of a list of choices; one that is there already is used again."""
    pairs = tuple(choices.items())
    if pairs not in lists:
        taken: Sequence[str] = tuple(lists.values())
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}_{number}", number + 1
        lists[pairs] = name
    return lists[pairs]


def _begin(name: str, heading: str) -> _Row:
    return _question("begin_group", name, label=heading)


def _no_cpr(name: str, label: str, *, hint: str = "") -> _Row:
    return _question("text", name, label=label, hint=hint) | {
        "constraint": _NO_CPR,
        f"constraint_message::{_LANGUAGE}": "Skriv ikke et CPR-nummer.",
    }


def _required(message: str = _REQUIRED) -> _Row:
    return {"required": "yes", f"required_message::{_LANGUAGE}": message}


def _question(kind: str, name: str, *, label: str, hint: str = "") -> _Row:
    row = {"type": kind, "name": name, f"label::{_LANGUAGE}": label}
    return row | {f"hint::{_LANGUAGE}": hint} if hint else row
