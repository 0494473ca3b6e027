"""Does each headline's answer hold with other peers? One row per headline."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.multiverse.flips import PeerChange
from analysis.comparison.multiverse.multiverse import MeasureMultiverse, Multiverse
from analysis.comparison.multiverse.sets import MAIN
from analysis.findings.verdict import judge, verdict_words
from analysis.labels import MISSING, interval, listing, number, sentence_case, share
from analysis.tables.measure_rows import missing_row, row_name

_NAMED_AT_MOST = 2
_ONE_IN_A_HUNDRED = 0.01


def tabulate_multiverse(comparison: PracticeComparison, multiverse: Multiverse) -> Block:
    """Return for each headline the main answer, who agrees, and what changes it.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives names and lineage.
    multiverse : Multiverse
        Every headline by every choice of peers.

    Returns
    -------
    Block
        The table, or a text that says what is missing where no headline can be told.
    """
    lineage = reduce(or_, (m.measure.lineage for m in multiverse.measures), comparison.name_lineage)
    lineage |= comparison.peers.lineage
    if not multiverse.measures or multiverse.n_others < 1:
        text = Paragraph(
            "Der er ingen tal for kommunen og dens sammenlignelige kommuner, eller ingen andre "
            "kommuner at vælge. Hent tal for alle kommuner for at se andre valg.",
            lead="Kan ikke vises med disse data.",
        )
        return Block("andre-valg-svar", Text((text,), role="missing"), lineage)
    columns = (
        Column("name", "", "left"),
        Column("ratio", "Forhold"),
        Column("main", "Svar ved hovedvalget", "left"),
        Column("range", "Forhold ved andre valg"),
        Column("share_same", "Samme svar"),
        Column("standing", "Lige så enige i en almindelig kommune"),
        Column("changes", "Det ændrer svaret", "left"),
    )
    rows = [Row(_cells(comparison, measure)) for measure in multiverse.measures]
    rows += [Row(missing_row(headline, len(columns))) for headline in multiverse.untold]
    content = Table(
        caption=f"Hovedvalget og {number(multiverse.n_others)} andre valg af kommuner",
        columns=columns,
        rows=tuple(rows),
        records=tuple(_record(measure) for measure in multiverse.measures),
        note=_note(multiverse),
    )
    return Block("andre-valg-svar", content, lineage)


def _cells(comparison: PracticeComparison, found: MeasureMultiverse) -> tuple[str, ...]:
    """Return the cells of one headline."""
    measure, varied = found.measure, found.varied
    others = varied.ratio[varied.weights > 0]
    verdict = judge(measure.against_peers)
    is_told = found.is_told
    return (
        f"{row_name(measure, with_time=False)}, {measure.headline.stage.label}",
        number(float(varied.ratio[MAIN]), decimals=2),
        verdict_words(verdict, measure.headline.stage),
        interval(float(others.min()), float(others.max()), decimals=2) if is_told else MISSING,
        _most(varied.same_answer) if is_told else MISSING,
        _standing(found) if is_told else MISSING,
        _changes(comparison, found) if is_told else MISSING,
    )


def _standing(found: MeasureMultiverse) -> str:
    """Say in how many of a hundred ordinary municipalities the sets agree as far."""
    standing = found.varied.standing
    if not standing.n_copies:
        return MISSING
    is_difference = found.side != 0
    value = standing.answer_on_difference if is_difference else standing.answer
    about = " om en forskel" if is_difference else ""
    counted = number(100 * value) if value >= _ONE_IN_A_HUNDRED else "under 1"
    return f"{counted} af 100{about}"


def _most(value: float) -> str:
    """Write a share so that nearly all is not written as all."""
    nearly_all = 1 - _ONE_IN_A_HUNDRED / 2 <= value < 1 - 1e-9
    return f"over {share(0.99)}" if nearly_all else share(value)


def _changes(comparison: PracticeComparison, found: MeasureMultiverse) -> str:
    """Name the choices and the single municipalities that change the answer."""
    parts = []
    if found.leaving:
        parts.append(f"uden {_named(comparison, found.leaving)}")
    if found.joining:
        parts.append(f"også med {_named(comparison, found.joining)}")
    parts += [
        f"{answer.option.decision_label.lower()}: {answer.option.label}"
        for answer in found.turning[:_NAMED_AT_MOST]
        if answer.option.decision != "leave_one_out"
    ]
    return sentence_case("; ".join(parts)) or "intet enkelt valg"


def _named(comparison: PracticeComparison, changes: tuple[PeerChange, ...]) -> str:
    """Name the first municipalities, and count the rest."""
    names = [comparison.name(change.code) for change in changes[:_NAMED_AT_MOST]]
    rest = len(changes) - len(names)
    if rest:
        return f"{', '.join(names)} eller én af {number(rest)} andre"
    return listing(names, last="eller")


def _note(multiverse: Multiverse) -> str:
    """Say how the numbers are made, and how sure they are."""
    text = (
        "Samme svar: hvor stor en del af de andre valg der giver hovedvalgets svar "
        f"({share(multiverse.level)}), når hver beslutning tæller lige meget. Enighed er ikke "
        "bevis: næstsidste kolonne viser, hvor mange af 100 kommuner med helt almindelig praksis "
        "der ville se lige så stor enighed"
    )
    if multiverse.n_copies:
        text += (
            f" (optalt på {number(multiverse.n_copies)} kopier af landet; usikkerheden er højst "
            f"{number(_counting_error(multiverse.n_copies))} af 100 til hver side)"
        )
    return text + "."


def _counting_error(n_copies: int) -> float:
    """Return how far a share in a hundred may be off for want of copies, at 95 %."""
    return float(100 * 1.96 * (0.25 / n_copies) ** 0.5)


def _record(found: MeasureMultiverse) -> dict[str, Any]:
    """Return the numbers of one headline for the CSV file."""
    varied, standing = found.varied, found.varied.standing
    others = varied.ratio[varied.weights > 0]
    return {
        "measure": found.measure.headline.id,
        "stage": found.measure.headline.stage.value,
        "ratio_main": plain_number(varied.ratio[MAIN]),
        "side_main": found.side,
        "verdict_main": judge(found.measure.against_peers).value,
        "ratio_lowest": plain_number(others.min()) if others.size else None,
        "ratio_highest": plain_number(others.max()) if others.size else None,
        "share_same_answer": plain_number(varied.same_answer),
        "share_same_sign": plain_number(varied.same_sign),
        "share_same_sign_lower": plain_number(varied.same_sign_lower),
        "share_same_sign_upper": plain_number(varied.same_sign_upper),
        "level": found.measure.level,
        "n_copies": standing.n_copies,
        "ordinary_agree_as_far_on_sign": plain_number(standing.sign),
        "ordinary_agree_as_far": plain_number(standing.answer),
        "ordinary_agree_as_far_on_a_difference": plain_number(standing.answer_on_difference),
        "changed_without": " ".join(change.code for change in found.leaving),
        "changed_with": " ".join(change.code for change in found.joining),
        "changed_by": "; ".join(
            f"{answer.option.decision_label}: {answer.option.label}" for answer in found.turning
        ),
    }
