"""Which texts of the pack stand under which heading of the cover paper?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from analysis.blocks.model import Block
from analysis.documents.cover_forms import load_form
from analysis.documents.paper import CoverPaper, Section
from analysis.labels import date
from analysis.packs.record import PackRecord
from analysis.texts.pack.cover import propose_decisions
from analysis.texts.pack.cover_committee import (
    list_options,
    say_other_committees,
    say_staff,
    state_law,
    state_theme,
)
from analysis.texts.pack.cover_economy import say_economy
from analysis.texts.pack.cover_problem import state_problem
from analysis.texts.pack.cover_process import list_attachments, say_process
from analysis.texts.pack.cover_solution import describe_solution
from analysis.texts.pack.cover_words import COPENHAGEN

TITLE = "Anbefalinger om førtidspension, fleksjob, ressourceforløb og revalidering"
_JOINT, _ALONE = "Fælles direktionsmøde for BIF og SOF", "Direktionsmøde"


def make_cover(record: PackRecord, blocks: Mapping[str, Block], *, form: str) -> CoverPaper:
    """Put together the cover paper of a pack.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    blocks : mapping of str to Block
        The report's blocks by their ids.
    form : {'koebenhavn', 'slagelse'}
        Whose headings.

    Raises
    ------
    RenderingError
        If there is no such form.
    """
    headings = load_form(form).headings
    written = _koebenhavn(record, blocks) if form == "koebenhavn" else _slagelse(record, blocks)
    day = dt.date.fromisoformat(record.meeting_date or record.date)
    return CoverPaper(
        template=form,
        title=TITLE,
        municipality=record.municipality_name,
        meeting=name_meeting(record),
        meeting_date=day,
        is_meeting_set=bool(record.meeting_date),
        case_number="",
        status=record.status,
        stamp="",
        sections=tuple(Section(heading, written[heading]) for heading in headings),
        footer=f"Udarbejdet med værktøjet praksis, {date(dt.date.fromisoformat(record.date))}",
    )


def name_meeting(record: PackRecord) -> str:
    """Return what the meeting is called: joint in København, with two administrations."""
    return _JOINT if record.municipality_code == COPENHAGEN else _ALONE


def _koebenhavn(record: PackRecord, blocks: Mapping[str, Block]) -> dict[str, tuple[Block, ...]]:
    return {
        "Indstilling": (propose_decisions(record),),
        "Problemstilling": (state_problem(record, blocks),),
        "Løsning": describe_solution(record),
        "Økonomi": say_economy(record, blocks),
        "Videre proces": (say_process(record),),
        "Bilag": (list_attachments(),),
    }


def _slagelse(record: PackRecord, blocks: Mapping[str, Block]) -> dict[str, tuple[Block, ...]]:
    return {
        "Beslutningstema": (state_theme(record),),
        "Baggrund": (state_problem(record, blocks),),
        "Retligt grundlag": (state_law(record, blocks),),
        "Handlemuligheder": (list_options(record),),
        "Vurdering": describe_solution(record),
        "Økonomiske og personalemæssige konsekvenser": (
            *say_economy(record, blocks),
            say_staff(record),
        ),
        "Konsekvenser for andre udvalg": (say_other_committees(record),),
        "Indstilling": (propose_decisions(record),),
        "Bilag": (list_attachments(),),
    }
