"""What conditions do to the expected numbers, in words, and what to be careful with."""

from __future__ import annotations

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.explained.given_conditions import (
    ConditionedMeasure,
    ConditionEffect,
    GivenConditions,
)
from analysis.concepts import Stage
from analysis.labels import genitive, interval, listing, number, sentence_case, share

_SMALL = 10.0


def explain_given_conditions(given: GivenConditions) -> tuple[Block, ...]:
    """Return one paragraph per headline: before, after, and what is ordinary.

    Parameters
    ----------
    given : GivenConditions
        Headlines expected given age, sex and conditions.

    Returns
    -------
    tuple of Block
        The paragraphs; empty where no headline can be expected.
    """
    if not given.measures:
        return ()
    paragraphs = tuple(
        Paragraph(_headline_text(given, measure), f"{_name(measure)}.")
        for measure in given.measures
    )
    return (Block("rammevilkaar-i-ord", Text(paragraphs), given.whole_lineage),)


def explain_condition_effects(given: GivenConditions) -> tuple[Block, ...]:
    """Return which conditions go with more or fewer, where the numbers can tell.

    Parameters
    ----------
    given : GivenConditions
        Headlines expected given age, sex and conditions.

    Returns
    -------
    tuple of Block
        One paragraph per headline; empty where no headline can be expected.
    """
    if not given.measures:
        return ()
    paragraphs = tuple(
        Paragraph(_effects_text(measure), f"{_name(measure)}.") for measure in given.measures
    )
    return (Block("rammevilkaar-sammenhaeng-i-ord", Text(paragraphs), given.whole_lineage),)


def caution_given_conditions(given: GivenConditions) -> tuple[Block, ...]:
    """Return what an expected number given conditions must not be taken for.

    Parameters
    ----------
    given : GivenConditions
        Headlines expected given age, sex and conditions.

    Returns
    -------
    tuple of Block
        A list; empty where no headline can be expected.
    """
    if not given.measures:
        return ()
    n_conditions = len(given.conditions)
    entries = [
        (
            "Rammevilkår kan selv være resultat af praksis.",
            "Tilkender en kommune få ydelser, kan flere blive gående uden arbejde, og så tæller "
            "ledigheden med i det forventede. Forskellen efter rammevilkår kan derfor være for "
            "lille. Se altid begge tal.",
        ),
        (
            f"{number(n_conditions)} rammevilkår og {_how_many(given)} kommuner.",
            "Antallet afhænger af, hvor mange der har store nok tal til opgørelsen. Det er få "
            "kommuner til at skille så mange vilkår ad. Vilkårene er valgt, før resultaterne blev "
            "læst, og ingen er valgt, fordi de passede. Helbred, uddannelse og boligmarked er ikke "
            "med.",
        ),
        (
            "En sammenhæng er ikke en årsag.",
            "Tallene siger, hvad der følges ad i de andre kommuner, ikke hvad der ville ske, hvis "
            "et vilkår blev ændret.",
        ),
    ]
    beyond = list(dict.fromkeys(c.word for m in given.measures for c in m.beyond))
    if beyond:
        entries.append(
            (
                f"{given.focus_name} ligger uden for alle andre kommuner på {listing(beyond)}.",
                "Det forventede bygger dér på, at sammenhængen fortsætter lige så langt ud. Det "
                "kan ingen se efter, og intervallet rummer kun en del af den tvivl.",
            )
        )
    moved = max(given.measures, key=lambda m: abs(m.n_given_without / m.given.n_expected - 1))
    entries.append(
        (
            f"Én kommune kan flytte tallet: mest {given.names[moved.influential]}.",
            f"Uden den ventes {number(moved.n_given_without)} i stedet for "
            f"{number(moved.given.n_expected)} på {_name(moved, is_first=False)}.",
        )
    )
    paragraphs = tuple(Paragraph(text, lead) for lead, text in entries)
    return (Block("rammevilkaar-forbehold", Text(paragraphs, role="list"), given.whole_lineage),)


def say_conditions_are_missing(given: GivenConditions) -> tuple[Block, ...]:
    """Return which headlines cannot be expected given conditions, each with the reason.

    Parameters
    ----------
    given : GivenConditions
        Knows the headlines without an expected number.

    Returns
    -------
    tuple of Block
        A list of reasons; empty where none is missing.
    """
    if not given.missing:
        return ()
    paragraphs = tuple(
        Paragraph(
            entry.reason,
            f"{sentence_case(entry.measure.headline.benefit.label)} "
            f"({entry.measure.headline.stage.label}) har intet forventet tal efter rammevilkår.",
        )
        for entry in given.missing
    )
    return (Block("rammevilkaar-mangler", Text(paragraphs, role="missing"), given.lineage),)


def _how_many(given: GivenConditions) -> str:
    """Write the number of municipalities that the headlines rest on."""
    fewest, most = min(m.n for m in given.measures), max(m.n for m in given.measures)
    return number(most) if fewest == most else interval(fewest, most)


def _headline_text(given: GivenConditions, measure: ConditionedMeasure) -> str:
    """Say what is observed, expected and ordinary on one headline."""
    result, gap = measure.given, measure.measure.against_country
    limits = interval(result.expected_lower, result.expected_upper)
    usual = interval(result.usual_lower, result.usual_upper)
    return (
        f"Faktisk {number(gap.n_observed)}. Efter alder og køn er det forventede "
        f"{_small_or_whole(gap.n_expected)}, og forholdet er "
        f"{number(measure.ratio_before, decimals=2)}. Med {genitive(given.focus_name)} "
        f"rammevilkår er det forventede {_small_or_whole(result.n_expected)} "
        f"({share(given.level)}: {limits}), og forholdet er "
        f"{number(measure.ratio_given, decimals=2)}. En kommune med almindelig praksis, samme "
        f"befolkning og samme rammevilkår ville have {usual}; {given.focus_name} ligger "
        f"{_place(measure)}."
    )


def _small_or_whole(value: float) -> str:
    """Return a number without decimals, or with one where it is small."""
    return number(value, decimals=1 if value < _SMALL else 0)


def _place(measure: ConditionedMeasure) -> str:
    """Say where the observed number lies."""
    if measure.n_observed < measure.given.usual_lower:
        return "under"
    return "over" if measure.n_observed > measure.given.usual_upper else "inden for"


def _effects_text(measure: ConditionedMeasure) -> str:
    """Say which conditions go with more or fewer, and which cannot be told."""
    clear = [effect for effect in measure.effects if _is_clear(effect)]
    unclear = [effect.condition.word for effect in measure.effects if effect not in clear]
    noun = "tilkendelser" if measure.measure.headline.stage is Stage.FLOW else "modtagere"
    sentences = [_effect_sentence(effect, noun) for effect in clear]
    if unclear:
        sentences.append(f"For {listing(unclear)} kan tallene ikke skelne flere fra færre.")
    sentences.append(
        f"En typisk af de {number(measure.n)} andre kommuner ligger "
        f"{share(measure.spread_before)} fra det forventede efter alder og køn, og "
        f"{share(measure.spread)} når rammevilkårene er med."
    )
    return " ".join(sentences)


def _is_clear(effect: ConditionEffect) -> bool:
    """Tell whether both limits are more, or both fewer, as they are printed."""
    return round(100 * (effect.lower - 1)) > 0 or round(100 * (effect.upper - 1)) < 0


def _effect_sentence(effect: ConditionEffect, noun: str) -> str:
    """Say what goes with one standard deviation more of a condition."""
    is_more = effect.factor > 1
    size = abs(100 * (effect.factor - 1))
    ends = sorted(abs(100 * (limit - 1)) for limit in (effect.lower, effect.upper))
    return (
        f"Én standardafvigelse mere på {effect.condition.word} ({_step(effect)}) hører sammen med "
        f"{number(size)} pct. {'flere' if is_more else 'færre'} {noun} ({interval(*ends)} pct.)."
    )


def _step(effect: ConditionEffect) -> str:
    """Say what one standard deviation is."""
    if effect.condition.is_logarithmic:
        return f"{number(effect.step, decimals=1)} gange så mange indbyggere"
    return f"{number(effect.step, decimals=1)} procentpoint"


def _name(measure: ConditionedMeasure, *, is_first: bool = True) -> str:
    """Return a headline's name and stage."""
    headline = measure.measure.headline
    name = headline.benefit.label
    return f"{sentence_case(name) if is_first else name} ({headline.stage.label})"
