"""The stated rates beside those that came out when copies of the country were judged."""

from __future__ import annotations

import math
from functools import reduce
from operator import or_
from typing import Any

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.calibration.realised import BANDS, Band, Realised
from analysis.comparison.calibration.verdicts import (
    Answered,
    Calibration,
    MeasureCalibration,
    Question,
)
from analysis.comparison.gaps import SMALLEST_EXPECTED_STOCK
from analysis.concepts import Lineage
from analysis.labels import MISSING, interval, number, sentence_case, share

_QUESTIONS = {
    Question.DIFFERENT: "Forskellig, hvis al praksis var ens",
    Question.CLEARLY_DIFFERENT: "– og meget sikkert",
    Question.DIFFERENT_VARYING: "Forskellig, når praksis varierer som fundet",
    Question.UNUSUAL: "Usædvanlig, når praksis varierer som fundet",
    Question.CLEARLY_UNUSUAL: "– og meget usædvanlig",
    Question.UNUSUAL_PLANTED: "Usædvanlig, når få andre skiller sig helt ud",
}
_BY_SIZE = (Question.DIFFERENT, Question.UNUSUAL)


def tabulate_calibration(comparison: PracticeComparison, calibration: Calibration) -> Block:
    """Return the rate that each verdict states beside the rate in the copies.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives names and lineage.
    calibration : Calibration
        The verdicts on the copies.
    """
    told = [m for m in calibration.measures if m.answers]
    if not told:
        return _missing("kalibrering", comparison)
    columns = (
        Column("question", "", "left"),
        Column("stated", "Oplyst"),
        Column("focus", comparison.focus_name),
        Column("everybody", "Alle kommuner"),
        Column("n_named", "Udpegede i en kopi"),
        Column("remark", "Af dem", "left"),
    )
    rows: list[Row] = []
    for measure in told:
        rows.append(Row((_group(measure),), is_group=True))
        rows += [_row(answer) for answer in measure.answers]
    content = Table(
        caption=f"Hvor tit vurderingerne falder i {number(calibration.n_copies)} kopier af landet, "
        "hvor al praksis er almindelig",
        columns=columns,
        rows=tuple(rows),
        records=tuple(_record(m, a) for m in told for a in m.answers),
        note="I parentes: usikkerheden ved at trække kopier (95 %). Udpegede: gennemsnit af "
        "kopierne, og hvad 95 % af dem ligger imellem. Få andre: seks ud af 98 kommuner med "
        "halv eller dobbelt rate; tallene gælder de øvrige. Afstanden fra midten er ét tal, midt "
        "imellem det over og det under, der står ved alle kommuner. Kommunerne er dem med mindst "
        f"{number(SMALLEST_EXPECTED_STOCK)} forventede i en bestand, her ved deres egne "
        "sammenlignelige kommuners rater; ved resten af landets rater kan antallet være et andet.",
    )
    return Block("kalibrering", content, _lineage(comparison, told))


def tabulate_calibration_by_size(comparison: PracticeComparison, calibration: Calibration) -> Block:
    """Return the same rates by how many each municipality expects.

    Parameters
    ----------
    comparison, calibration
        As in `tabulate_calibration`.
    """
    told = [
        (m, a)
        for m in calibration.measures
        for a in m.answers
        if a.question in _BY_SIZE and a.by_size
    ]
    if not told:
        return _missing("kalibrering-stoerrelse", comparison)
    rows = []
    for measure, answer in told:
        of_band = {band.start: band for band in answer.by_size}
        cells = (_band_cell(of_band.get(start)) for start in BANDS)
        kind = "forskellig" if answer.question is Question.DIFFERENT else "usædvanlig"
        rows.append(Row((f"{_name(measure)}: {kind}", *cells)))
    content = Table(
        caption="Det samme efter hvor mange kommunen forventes at have. Oplyst er "
        f"{share(1 - calibration.level)}",
        columns=(
            Column("name", "", "left"),
            *(Column(f"from_{start:.0f}", _band_label(start)) for start in BANDS),
        ),
        rows=tuple(rows),
        records=tuple(_band_record(m, a, band) for m, a in told for band in a.by_size),
        note="I parentes: antal kommuner. Med én eller to kommuner er tallet disse kommuners "
        "eget. En streg: ingen kommune af den størrelse får en vurdering.",
    )
    return Block("kalibrering-stoerrelse", content, _lineage(comparison, [m for m, _ in told]))


def tabulate_extremeness(comparison: PracticeComparison, calibration: Calibration) -> Block:
    """Return how rarely an ordinary municipality looks as extreme as the focus does.

    Parameters
    ----------
    comparison, calibration
        As in `tabulate_calibration`.
    """
    told = [(m, m.extremeness) for m in calibration.measures if m.extremeness is not None]
    if not told:
        return _missing("saa-yderlig", comparison)
    content = Table(
        caption=f"Hvor tit ville en kommune med almindelig praksis ligge mindst så langt ude som "
        f"{comparison.focus_name}?",
        columns=(
            Column("name", "", "left"),
            Column("ratio", "Faktisk / forventet"),
            Column("predicted", "Beregnet"),
            Column("copied", "I kopierne"),
        ),
        rows=tuple(
            Row(
                (
                    _name(measure),
                    number(measure.measure.against_peers.plain_ratio, decimals=2),
                    _small_share(found.predicted),
                    _with_limits(found.copied),
                )
            )
            for measure, found in told
        ),
        records=tuple(
            {
                "measure": measure.measure.headline.id,
                "ratio": plain_number(measure.measure.against_peers.plain_ratio),
                "predicted": plain_number(found.predicted),
                "copied": plain_number(found.copied.share),
                "copied_lower": plain_number(found.copied.lower),
                "copied_upper": plain_number(found.copied.upper),
                "n_copies": found.copied.n,
            }
            for measure, found in told
        ),
        note="Til begge sider. Beregnet: af den fordeling, som det almindelige antal på side 1 "
        "kommer fra. I kopierne: kommunens egen plads i landet, når dens praksis er almindelig.",
    )
    return Block("saa-yderlig", content, _lineage(comparison, [m for m, _ in told]))


def _group(measure: MeasureCalibration) -> str:
    """Return the heading of one headline."""
    if math.isnan(measure.typical_distance):
        return f"{_name(measure)} · for få kommuner til at se, hvor meget praksis varierer"
    municipalities = "kommune" if measure.n_municipalities == 1 else "kommuner"
    distance = (
        f"praksis ligger typisk {share(measure.typical_distance)} fra midten"
        if measure.typical_distance > 0
        else "praksis varierer ikke ud over tilfældigheder"
    )
    return f"{_name(measure)} · {number(measure.n_municipalities)} {municipalities}, {distance}"


def _name(measure: MeasureCalibration) -> str:
    headline = measure.measure.headline
    return f"{sentence_case(headline.benefit.label)}, {headline.stage.label}"


def _row(answer: Answered) -> Row:
    mean, low, high = answer.n_named
    named = f"{number(mean, decimals=0 if mean >= 10 else 1)} ({interval(low, high)})"
    return Row(
        (
            _QUESTIONS[answer.question],
            _small_share(answer.stated),
            _with_limits(answer.focus),
            _with_limits(answer.everybody),
            named,
            _remark(answer),
        )
    )


def _remark(answer: Answered) -> str:
    """Say what the answers were worth, where some of them are true."""
    if answer.question is Question.DIFFERENT_VARYING and not math.isnan(answer.wrong_sign):
        return f"{_small_share(answer.wrong_sign)} til forkert side"
    if answer.question is Question.UNUSUAL_PLANTED and not math.isnan(answer.found):
        return f"fandt {share(answer.found)} af de få"
    return ""


def _with_limits(found: Realised | None) -> str:
    if found is None:
        return MISSING
    decimals = 1 if found.upper < 0.095 else 0
    low, high = (number(100 * part, decimals=decimals) for part in (found.lower, found.upper))
    return f"{share(found.share, decimals=decimals)} ({low}–{high})"


def _small_share(value: float) -> str:
    if math.isnan(value):
        return MISSING
    return share(value, decimals=0 if math.isclose(100 * value, round(100 * value)) else 1)


def _band_label(start: float) -> str:
    end = next((other for other in BANDS if other > start), None)
    if start == 0.0:
        return f"Under {number(BANDS[1])}"
    return f"{number(start)} og flere" if end is None else f"{number(start)}–{number(end)}"


def _band_cell(band: Band | None) -> str:
    if band is None:
        return MISSING
    return f"{share(band.realised.share, decimals=1)} ({number(band.n_municipalities)})"


def _record(measure: MeasureCalibration, answer: Answered) -> dict[str, Any]:
    """Return one answer for the CSV file."""
    record: dict[str, Any] = {
        "measure": measure.measure.headline.id,
        "question": answer.question.value,
        "n_municipalities": measure.n_municipalities,
        "typical_distance": plain_number(measure.typical_distance),
        "stated": plain_number(answer.stated),
    }
    for name, found in (("focus", answer.focus), ("everybody", answer.everybody)):
        for part in ("share", "lower", "upper"):
            value = math.nan if found is None else getattr(found, part)
            record[f"{name}_{part}"] = plain_number(value)
    named = zip(("mean", "lower", "upper"), answer.n_named, strict=True)
    record |= {f"n_named_{part}": plain_number(value) for part, value in named}
    return record | {
        "share_of_planted_found": plain_number(answer.found),
        "share_on_wrong_side": plain_number(answer.wrong_sign),
    }


def _band_record(measure: MeasureCalibration, answer: Answered, band: Band) -> dict[str, Any]:
    return {
        "measure": measure.measure.headline.id,
        "question": answer.question.value,
        "expected_from": plain_number(band.start),
        "expected_below": plain_number(band.end),
        "n_municipalities": band.n_municipalities,
        "stated": plain_number(answer.stated),
        "share": plain_number(band.realised.share),
        "share_lower": plain_number(band.realised.lower),
        "share_upper": plain_number(band.realised.upper),
    }


def _lineage(comparison: PracticeComparison, told: list[MeasureCalibration]) -> Lineage:
    start = comparison.name_lineage | comparison.peers.lineage
    return reduce(or_, (m.measure.lineage for m in told), start)


def _missing(block_id: str, comparison: PracticeComparison) -> Block:
    """Say that nothing can be calibrated."""
    text = Paragraph(
        "Ingen af opgørelserne har tal nok til en vurdering, der kan prøves efter. Hent AUK01 "
        "eller PEN113 for alle 98 kommuner.",
        lead="Kan ikke prøves med disse data.",
    )
    return Block(block_id, Text((text,), role="missing"), comparison.name_lineage)
