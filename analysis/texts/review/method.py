"""How the review's numbers were made, in short, for the analyst."""

from __future__ import annotations

import math

from analysis.blocks.model import Block, Paragraph, Text
from analysis.concepts import Estimate
from analysis.findings.released import ReleasedReview
from analysis.labels import interval, number, share
from analysis.review.results import ANY
from analysis.texts.review.reservations import read_standing_words

BLOCK_ID = "gennemgang-metode"


def explain_method(results: ReleasedReview) -> Block:
    """Return how the numbers were made, and what the checks on them showed.

    Parameters
    ----------
    results : ReleasedReview
        Gives the level, the drift, the time per reading and the checks.
    """
    values = {"level": share(results.level)}
    paragraphs = [
        Paragraph(entry["text"].format(**values), entry["lead"])
        for entry in read_standing_words()["method"]
    ]
    if results.drift is not None:
        paragraphs.append(Paragraph(_say_drift(results.drift), lead="Skred undervejs."))
    if results.minutes is not None:
        paragraphs.append(
            Paragraph(_say_minutes(results.minutes, results), lead="Tid pr. læsning.")
        )
    checked = _say_check(results)
    if checked:
        paragraphs.append(Paragraph(checked, lead="Hvad efterprøvningen viste."))
    return Block(BLOCK_ID, Text(tuple(paragraphs), role="list"), results.lineage)


def _say_drift(drift: Estimate) -> str:
    """Say how the share called klar moved from the first half of the readings to the last."""
    if math.isnan(drift.value):
        return "Kan ikke beregnes med disse data."
    limits = interval(100 * drift.lower, 100 * drift.upper)
    change = number(100 * drift.value, signed=True)
    said = (
        f"Fra første til sidste halvdel af læsningerne ændrede andelen, der blev fundet klar, sig "
        f"{change} procentpoint ({limits})."
    )
    if drift.lower <= 0 <= drift.upper:
        return f"{said} Det kan ikke skelnes fra tilfældigheder."
    return f"{said} Læserne kan have ændret deres målestok undervejs; se på de først læste igen."


def _say_minutes(minutes: Estimate, results: ReleasedReview) -> str:
    if math.isnan(minutes.value):
        return "Er ikke oplyst."
    limits = interval(minutes.lower, minutes.upper)
    hours = minutes.value * (results.n_cases_read + max(0, results.n_second_readings)) / 60
    return (
        f"I gennemsnit {number(minutes.value)} minutter ({limits}), eller omkring "
        f"{number(hours)} timer til alle læsninger. Læserne skriver selv tiden."
    )


def _say_check(results: ReleasedReview) -> str:
    """Hold the main figure of at least one scheme beside calibration and the posterior."""
    outcome = results.outcomes.get(ANY)
    calibrated = results.calibrated.get(ANY)
    if outcome is None or math.isnan(outcome.now.value):
        return ""
    others = [
        (name, each)
        for name, each in (("kalibreret", calibrated), ("Bayes", outcome.pooled))
        if each is not None and not math.isnan(each.value)
    ]
    if not others:
        return ""
    said = " og ".join(f"{name} {number(each.value)}" for name, each in others)
    outside = [
        name for name, each in others if not outcome.now.lower <= each.value <= outcome.now.upper
    ]
    verdict = (
        f"{' og '.join(outside)} ligger uden for hovedtallets interval og skal forklares."
        if outside
        else "Det er inden for hovedtallets interval."
    )
    return (
        f"Klar nu til {outcome.label}: hovedtal {number(outcome.now.value)}, {said}. "
        f"{verdict[:1].upper()}{verdict[1:]}"
    )
