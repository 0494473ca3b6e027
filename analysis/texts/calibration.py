"""What it means that the verdicts were tried on copies of the country, in plain words."""

from __future__ import annotations

from functools import reduce
from operator import or_

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.calibration.verdicts import (
    Answered,
    Calibration,
    MeasureCalibration,
    Question,
)
from analysis.labels import interval, listing, number, share

# A departure smaller than this is told, but does not change how a verdict may be read.
_WORTH_SAYING = 0.01
# One or two municipalities are no size.
_FEWEST_IN_A_BAND = 3


def explain_calibration(comparison: PracticeComparison, calibration: Calibration) -> Block:
    """Return what the copies are, and what they say of the verdicts.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives names and lineage.
    calibration : Calibration
        The verdicts on the copies.
    """
    told = [m for m in calibration.measures if m.answers]
    start = comparison.name_lineage | comparison.peers.lineage
    lineage = reduce(or_, (m.measure.lineage for m in told), start)
    if not told:
        text = Paragraph(
            "Ingen af opgørelserne har tal nok til en vurdering. Hent AUK01 eller PEN113 for alle "
            "98 kommuner.",
            lead="Vurderingerne kan ikke prøves.",
        )
        return Block("kalibrering-tekst", Text((text,), role="missing"), lineage)
    paragraphs = [_what_was_done(calibration)]
    paragraphs += [_different(m, comparison) for m in told if m.answer(Question.DIFFERENT)]
    paragraphs += _departures(told, calibration)
    paragraphs.append(_what_it_does_not_say())
    return Block("kalibrering-tekst", Text(tuple(paragraphs)), lineage)


def _what_was_done(calibration: Calibration) -> Paragraph:
    return Paragraph(
        f"Rapporten er prøvet på {number(calibration.n_copies)} kopier af landet. I en kopi bor de "
        "samme mennesker i de samme kommuner, men antallene er trukket med landets rater, så det "
        "rigtige svar kendes. Kopierne er vurderet på samme måde som side 1. Så kan det tælles, "
        "hvor tit en vurdering falder, når der ikke er noget at finde.",
        lead="Sådan er det prøvet.",
    )


def _different(measure: MeasureCalibration, comparison: PracticeComparison) -> Paragraph:
    """Say what *different* is worth, for awards."""
    alone, varying = (
        measure.answer(question) for question in (Question.DIFFERENT, Question.DIFFERENT_VARYING)
    )
    assert alone is not None
    mean, low, high = alone.n_named
    n = number(measure.n_municipalities)
    parts = [
        f"Var praksis ens overalt, ville tilfældigheder alene få {_of_hundred(alone)} kommuner til "
        f"at se forskellige ud: {number(mean)} af {n}, som regel {number(low)} til {number(high)}."
    ]
    if varying is not None and varying.everybody is not None:
        named = number(varying.n_named[0])
        parts.append(
            f"Når praksis varierer så meget, som den ser ud til, kaldes {named} "
            f"af {n} forskellige. Det er ikke fejl, men rigtige forskelle; til den forkerte side "
            f"peger {share(varying.wrong_sign, decimals=1)} af dem."
        )
    if alone.focus is not None:
        least, most = (number(100 * part) for part in (alone.focus.lower, alone.focus.upper))
        parts.append(
            f"{comparison.focus_name} selv ser forskellig ud i {share(alone.focus.share)} af "
            f"kopierne uden variation ({least} til {most} efter usikkerheden ved at trække kopier)."
        )
    name = measure.measure.headline.benefit.label
    return Paragraph(" ".join(parts), lead=f"Forskellig (tilkendelser af {name}).")


def _departures(told: list[MeasureCalibration], calibration: Calibration) -> list[Paragraph]:
    """Say where the realised rate is not the one that is stated."""
    stated = share(1.0 - calibration.level)
    unusual = [(m, a) for m in told if (a := m.answer(Question.UNUSUAL)) and a.everybody]
    if not unusual:
        return []
    above = [_named(m, a) for m, a in unusual if _departs(a) > 0]
    below = [_named(m, a) for m, a in unusual if _departs(a) < 0]
    far = max(_departs(a) for _, a in unusual) >= _WORTH_SAYING
    if not above and not below:
        text = (
            f"Af kommuner med almindelig praksis kaldes omkring {stated} usædvanlige, som oplyst, "
            "for alle opgørelserne."
        )
    else:
        text = f"Oplyst er, at {stated} af kommuner med almindelig praksis kaldes usædvanlige. "
        if above:
            text += f"I kopierne er det flere for {listing(above)}"
            text += ": læg mindre i den vurdering. " if far else ". "
        if below:
            text += f"I kopierne er det færre for {listing(below)}: vurderingen er dér forsigtig. "
        text += "For de øvrige passer det." if len(above) + len(below) < len(unusual) else ""
    small = sorted({_small(m, a) for m, a in unusual} - {""})
    if small:
        text += f" Blandt de mindste kommuner afviger det mere: {listing(small)}."
    return [Paragraph(text.strip(), lead="Usædvanlig."), *_clear_departures(told)]


def _clear_departures(told: list[MeasureCalibration]) -> list[Paragraph]:
    """Say where *very unusual* does not come at the rate that is stated."""
    clear = [(m, a) for m in told if (a := m.answer(Question.CLEARLY_UNUSUAL)) and a.everybody]
    if not clear:
        return []
    text = f"Oplyst er {share(clear[0][1].stated, decimals=1)}. "
    above = [_named(m, a) for m, a in clear if _departs(a) > 0]
    below = [_named(m, a) for m, a in clear if _departs(a) < 0]
    unsure = [
        _named(m, a, has_limits=True)
        for m, a in clear
        if not _departs(a) and a.everybody and a.everybody.share - a.stated >= _WORTH_SAYING
    ]
    if above:
        text += f"I kopierne er det flere for {listing(above)}: læg mindre i den vurdering. "
    if below:
        text += f"I kopierne er det færre for {listing(below)}: vurderingen er dér forsigtig. "
    if unsure:
        text += (
            f"I kopierne er det flere for {listing(unsure)}, men der er for få kommuner til at "
            "sige, om det er et tilfælde: læg mindre i den vurdering. "
        )
    if len(above) + len(below) + len(unsure) < len(clear):
        is_all = not (above or below or unsure)
        text += "Det passer for alle opgørelserne." if is_all else "For de øvrige passer det."
    return [Paragraph(text.strip(), lead="Meget usædvanlig.")]


def _what_it_does_not_say() -> Paragraph:
    return Paragraph(
        "At en vurdering holder i kopierne siger, at metoden gør, hvad den oplyser, hvis modellen "
        "passer. Det siger ikke, hvorfor en kommune ligger, hvor den ligger.",
        lead="Det siger prøven ikke.",
    )


def _departs(answer: Answered) -> float:
    """Return how far beyond chance the realised rate is from the stated; 0 where it is not."""
    found = answer.everybody
    if found is None or found.lower <= answer.stated <= found.upper:
        return 0.0
    return found.share - answer.stated


def _named(measure: MeasureCalibration, answer: Answered, *, has_limits: bool = False) -> str:
    everybody = answer.everybody
    assert everybody is not None
    headline = measure.measure.headline
    found = share(everybody.share, decimals=1)
    if has_limits:
        found += f"; {interval(100 * everybody.lower, 100 * everybody.upper, decimals=1)}"
    return f"{headline.benefit.label}, {headline.stage.label} ({found})"


def _small(measure: MeasureCalibration, answer: Answered) -> str:
    """Name a headline whose smallest municipalities depart, beyond chance and by two points."""
    for band in answer.by_size:
        is_sure = not band.realised.lower <= answer.stated <= band.realised.upper
        far = abs(band.realised.share - answer.stated) >= 2 * _WORTH_SAYING
        if band.end <= 30 and band.n_municipalities >= _FEWEST_IN_A_BAND and is_sure and far:
            headline, found = measure.measure.headline, share(band.realised.share, decimals=1)
            return (
                f"{headline.benefit.label}, {headline.stage.label} "
                f"({found} med under {number(band.end)} forventede)"
            )
    return ""


def _of_hundred(answer: Answered) -> str:
    assert answer.everybody is not None
    return f"{number(100 * answer.everybody.share, decimals=1)} af 100"
