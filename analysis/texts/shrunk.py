"""What it means that a ratio is pulled towards an expectation, and how far it was."""

from __future__ import annotations

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.among.shrunk import ShrunkComparison, ShrunkMeasure
from analysis.concepts import Stage
from analysis.labels import interval, listing, number, share


def explain_shrunk(shrunk: ShrunkComparison) -> Block:
    """Return how the shrunken ratios are read, with the focus's own awards.

    Parameters
    ----------
    shrunk : ShrunkComparison
        Every headline with all municipalities shrunk.
    """
    paragraphs = [
        Paragraph(
            "De mest yderlige tal hører oftest til de mindste kommuner, fordi få sager mere eller "
            "mindre flytter dem langt. Derfor vises det rå forhold sammen med et, hvor "
            "tilfældighederne er trukket fra. Det rå forhold er det, der skete; det trukne er det "
            "bedste bud på, hvad praksis er.",
            lead="Hvorfor trække?",
        )
    ]
    paragraphs += [_own(m, shrunk) for m in shrunk.measures if _is_told(m, shrunk)]
    conditions = next((m.conditions for m in shrunk.measures if m.conditions), ())
    if conditions:
        paragraphs.append(
            Paragraph(
                f"Der trækkes mod det, en model venter efter {listing(conditions)}, og ikke mod "
                "landet: ellers skjules et mønster, som små kommuner har til fælles. Et "
                "rammevilkår kan selv være et resultat af praksis; så forklarer modellen for "
                "meget.",
                lead="Trukket mod hvad?",
            )
        )
    else:
        paragraphs.append(
            Paragraph(
                "Der trækkes mod ét fælles niveau, fordi rammevilkårene mangler eller ikke kan "
                "skilles ad med så få kommuner.",
                lead="Trukket mod hvad?",
            )
        )
    if shrunk.missing:
        names = listing([f"{h.benefit.label} ({h.stage.label})" for h in shrunk.missing])
        paragraphs.append(Paragraph(f"For få kommuner har tal: {names}.", lead="Ikke med."))
    return Block("trukket-forklaring", Text(tuple(paragraphs), role="note"), shrunk.lineage)


def _is_told(measure: ShrunkMeasure, shrunk: ShrunkComparison) -> bool:
    return measure.headline.stage is Stage.FLOW and shrunk.focus in measure.municipalities.index


def _own(measure: ShrunkMeasure, shrunk: ShrunkComparison) -> Paragraph:
    """Say the focus's raw, modelled and shrunken ratio together."""
    line = measure.numbers_of(shrunk.focus)
    limits = interval(line["ratio_lower"], line["ratio_upper"], decimals=2)
    return Paragraph(
        f"{number(line['n_observed'])} faktiske mod {number(line['n_expected'])} forventede giver "
        f"forholdet {number(line['raw_ratio'], decimals=2)}. En kommune med de samme rammevilkår "
        f"ventes at have {number(line['modelled_ratio'], decimals=2)}. Trukket mod det er "
        f"forholdet {number(line['ratio'], decimals=2)} ({limits}, {share(shrunk.level)}).",
        lead=f"{shrunk.focus_name}, {measure.headline.stage.label} af "
        f"{measure.headline.benefit.label}.",
    )
