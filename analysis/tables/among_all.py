"""How many of all municipalities does each answer name, and what is it worth here?"""

from __future__ import annotations

import math
from functools import reduce
from operator import or_
from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.comparison.among.among_all import AmongAll, MeasureAmongAll
from analysis.comparison.among.answers import Answer
from analysis.comparison.among.variation import Variation
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.gaps import SMALLEST_EXPECTED_STOCK
from analysis.labels import HARD_SPACE, MISSING, number, sentence_case, share
from analysis.measures.between.variation import TypicalDistance

_FEWEST_FOR_POWER = 10
_COLUMNS = 7
_SMALLEST_SHARE = 0.01
_Q_LIMIT = 0.05


def tabulate_among_all(comparison: PracticeComparison, among_all: AmongAll) -> Block:
    """Return who is named among all municipalities, and what being named is worth.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus and the names.
    among_all : AmongAll
        From `judge_all`.
    """
    different = [m for m in among_all.measures if m.different is not None]
    unusual = [m for m in among_all.measures if m.unusual is not None]
    untold = [m for m in among_all.measures if m.different is None and m.unusual is None]
    rows = []
    if different:
        rows.append(Row(("Forskellig fra resten af landet? (kun tilkendelser)",), is_group=True))
        rows += [_row(comparison, m, m.different, variation=None) for m in different]
    rows.append(
        Row(("Usædvanlig blandt kommuner, hvis praksis varierer i forvejen?",), is_group=True)
    )
    rows += [_row(comparison, m, m.unusual, variation=m.variation) for m in unusual]
    rows += [Row((_name(m), *[MISSING] * (_COLUMNS - 2), "for få kommuner")) for m in untold]
    content = Table(
        caption="Hvor mange af alle kommuner bliver udpeget, og hvor mange ville blive det ved et "
        "tilfælde?",
        columns=(
            Column("name", "", "left"),
            Column("by_chance", "Ved et tilfælde"),
            Column("named", "Udpeget"),
            Column("named_among_all", "Efter samlet kontrol"),
            Column("focus", comparison.focus_name, "left"),
            Column("spread", "En typisk kommune ligger", "left"),
            Column("power", f"Ville det halve ses i {comparison.focus_name}?", "left"),
        ),
        rows=tuple(rows),
        records=tuple(_records(comparison, among_all)),
        note=_note(among_all),
    )
    start = comparison.name_lineage | comparison.peers.lineage
    lineage = reduce(or_, (m.measure.lineage for m in among_all.measures), start)
    return Block("blandt-alle-svar", content, lineage)


def _row(
    comparison: PracticeComparison,
    judged: MeasureAmongAll,
    answer: Answer | None,
    *,
    variation: Variation | None,
) -> Row:
    """Write one headline's answer to one question."""
    assert answer is not None
    own = judged.place(comparison.focus)
    return Row(
        (
            _name(judged),
            f"{number(answer.n_by_chance)} af {number(answer.n_compared)}",
            number(answer.n_named),
            number(answer.n_named_among_all),
            _own_answer(judged, answer, own),
            _spread_words(variation),
            _power_words(answer, own),
        )
    )


def _name(judged: MeasureAmongAll) -> str:
    """Return a headline's name and stage."""
    headline = judged.measure.headline
    return f"{sentence_case(headline.benefit.label)}, {headline.stage.label}"


def _own_answer(judged: MeasureAmongAll, answer: Answer, own: int) -> str:
    """Say the focus's answer with its q."""
    q = float(answer.q_value[own])
    if math.isnan(q):
        return "for små tal"
    side = "lavere" if judged.ratio[own] < 1 else "højere"
    is_unusual = answer is judged.unusual
    if answer.is_named_among_all[own]:
        words = f"ja, {side}"
    elif answer.is_named[own]:
        words = f"{side}, men ikke efter samlet kontrol"
    else:
        words = "nej" if is_unusual else "ikke til at skelne"
    return f"{words} ({_q_text(q)})"


def _q_text(q: float) -> str:
    """Write a q value; one that rounds to nothing as under the smallest shown."""
    if q < 0.001:
        return f"q{HARD_SPACE}<{HARD_SPACE}{number(0.001, decimals=3)}"
    # Near the limit two decimals would not tell on which side it lies.
    decimals = 3 if q < 0.01 or abs(q - _Q_LIMIT) < 0.01 else 2
    return f"q{HARD_SPACE}={HARD_SPACE}{number(q, decimals=decimals)}"


def _spread_words(variation: Variation | None) -> str:
    """Say how far a typical municipality lies from the middle."""
    if variation is None:
        return ""
    low, high = variation.typical_lower, variation.typical_upper
    if variation.tau2 == 0:
        return f"så nær, som tilfældet tillader (0 til {_percent(high.above_pct)} over)"
    middle: TypicalDistance = variation.typical
    return (
        f"{_percent(middle.above_pct)} over eller {_percent(middle.below_pct)} under "
        f"({number(low.above_pct)} til {_percent(high.above_pct)} over)"
    )


def _percent(value: float) -> str:
    """Write a number of per cent."""
    return number(value) + HARD_SPACE + "%"


def _power_words(answer: Answer, own: int) -> str:
    """Say the chance of seeing a halving, and how often the side is the wrong one."""
    power, wrong = float(answer.power_half[own]), float(answer.wrong_sign[own])
    if math.isnan(power):
        return MISSING
    # A share that rounds to nothing would fill the column without telling anything.
    aside = f" (forkert side: {share(wrong)})" if wrong >= _SMALLEST_SHARE else ""
    return _rounded_share(power) + aside


def _rounded_share(value: float) -> str:
    """Write a chance without claiming never or always."""
    if value < _SMALLEST_SHARE:
        return f"under {share(_SMALLEST_SHARE)}"
    most = 1 - _SMALLEST_SHARE
    return f"over {share(most)}" if value > most else share(value)


def _note(among_all: AmongAll) -> str:
    """Explain the columns, and say where there is little to see with."""
    level = among_all.level
    parts = [
        f"Hver kommune holdes op mod resten af landet ved {share(level)}. Ved et tilfælde: så "
        "mange ville blive udpeget, hvis der intet var at finde.",
        f"Efter samlet kontrol: af dem, der så er tilbage, er højst {share(1 - level)} udpeget ved "
        "et tilfælde i det lange løb (Benjamini og Hochberg); q er det tal, der afgør det.",
        "Hvor praksis varierer, er mange forskellige fra resten, uden at de er usædvanlige.",
        "Sidste kolonne: chancen for, at kommunen bliver udpeget, hvis den i virkeligheden har det "
        f"halve af det forventede; i parentes, hvor det er {share(_SMALLEST_SHARE)} eller mere, "
        "hvor ofte en udpeget kommune af den størrelse ligger på den anden side.",
        f"Bestande med under {number(SMALLEST_EXPECTED_STOCK)} forventede, her ved resten af "
        "landets rater, regnes ikke med; antallet af kommuner er derfor ikke det samme overalt.",
        "»Over« og »under« er samme afstand regnet opad og nedad. Hvor rapporten ellers giver ét "
        "tal for den, ligger det midt imellem eller bygger på en anden model, som nævnes dér.",
    ]
    small = [
        m.measure.headline.benefit.label
        for m in among_all.measures
        if m.different is not None
        and m.variation is not None
        and m.variation.mean_expected < _FEWEST_FOR_POWER
    ]
    if small:
        parts.append(
            f"I gennemsnit er der under {number(_FEWEST_FOR_POWER)} forventede "
            f"({', '.join(small)}): så ses kun meget store forskelle."
        )
    likeliest = [
        f"{m.measure.headline.benefit.label} {_percent(m.variation.likeliest.above_pct)} over"
        for m in among_all.measures
        if m.variation is not None and m.variation.likeliest is not None
    ]
    if likeliest:
        parts.append(
            "Regnet med alle kommuner, som de er (negativ binomial, største sandsynlighed), er den "
            f"typiske afstand for tilkendelser: {', '.join(likeliest)}."
        )
    return " ".join(parts)


def _records(comparison: PracticeComparison, among_all: AmongAll) -> list[dict[str, Any]]:
    """Return the numbers of every answer for the CSV file."""
    records = []
    for judged in among_all.measures:
        own = judged.place(comparison.focus)
        for question, answer in (("different", judged.different), ("unusual", judged.unusual)):
            if answer is None:
                continue
            records.append(
                {
                    "measure": judged.measure.headline.id,
                    "question": question,
                    "level": among_all.level,
                    "n_compared": answer.n_compared,
                    "n_named_by_chance": plain_number(answer.n_by_chance),
                    "n_named": answer.n_named,
                    "n_named_after_benjamini_hochberg": answer.n_named_among_all,
                    "focus_p_value": plain_number(answer.p_value[own], 9),
                    "focus_q_value": plain_number(answer.q_value[own], 9),
                    "focus_power_half": plain_number(answer.power_half[own]),
                    "focus_power_double": plain_number(answer.power_double[own]),
                    "focus_wrong_sign": plain_number(answer.wrong_sign[own]),
                    **_variation_record(judged.variation),
                }
            )
    return records


def _variation_record(variation: Variation | None) -> dict[str, Any]:
    """Return how much municipalities vary, as numbers."""
    if variation is None:
        return {}
    scv, likeliest = variation.scv, variation.likeliest
    return {
        "tau2": plain_number(variation.tau2),
        "typical_above_pct": plain_number(variation.typical.above_pct),
        "typical_above_pct_lower": plain_number(variation.typical_lower.above_pct),
        "typical_above_pct_upper": plain_number(variation.typical_upper.above_pct),
        "typical_below_pct": plain_number(variation.typical.below_pct),
        "times_90_to_10": plain_number(variation.typical.times_90_to_10),
        "likeliest_above_pct": None if likeliest is None else plain_number(likeliest.above_pct),
        "scv": None if scv is None else plain_number(scv.scv),
        "scv_lower": None if scv is None else plain_number(scv.scv_lower),
        "scv_upper": None if scv is None else plain_number(scv.scv_upper),
        "n_municipalities": variation.n,
        "mean_expected": plain_number(variation.mean_expected),
    }
