"""Why the review was made, on what basis, and how its cases were drawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

from analysis.blocks.model import Block, Paragraph, Text
from analysis.findings.released import ReleasedReview
from analysis.findings.suppression import is_hidden
from analysis.labels import date, number, sentence_case
from analysis.review.results import StratumRow

PURPOSE_ID, SAMPLE_ID = "formaal", "udtraekning-tekst"
_SHORT = 12


def state_purpose(results: ReleasedReview) -> Block:
    """Return purpose, legal basis, sharing, key holder and deletion, as recorded.

    Parameters
    ----------
    results : ReleasedReview
        What the review found; its purpose was recorded before the draw.
    """
    purpose = results.review.purpose
    if not purpose:
        text = Paragraph(
            "Formål og retsgrundlag skal være skrevet ned, før der trækkes sager. Udfyld "
            "purpose.yaml i gennemgangens mappe.",
            lead="Formålet er ikke registreret.",
        )
        return Block(PURPOSE_ID, Text((text,), role="missing"), results.lineage)
    said = [
        ("Formål", _as_text(purpose.get("formaal"))),
        ("Retsgrundlag", _as_text(purpose.get("retsgrundlag"))),
        ("Deling mellem forvaltninger", _as_text(purpose.get("delingsgrundlag"))),
        ("Konsekvensanalyse", _as_text(purpose.get("konsekvensanalyse"))),
        ("Besluttet", _say_decision(purpose)),
        ("Nøgle til pseudonymerne", _as_text(purpose.get("noegleholder"))),
        ("Slettes", _as_text(purpose.get("slettedato"))),
        ("Sager, der er klar", _say_hand_over(purpose)),
    ]
    paragraphs = tuple(Paragraph(text, lead=f"{lead}.") for lead, text in said if text)
    return Block(PURPOSE_ID, Text(paragraphs, role="list"), results.lineage)


def explain_sample(results: ReleasedReview) -> Block:
    """Return how the cases were drawn and what became of them.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.
    """
    record = results.review.draw_record
    paragraphs = [
        Paragraph(_say_population(results), lead="Hvem der kunne trækkes."),
        Paragraph(_say_strata(results.strata), lead="Hvor mange."),
        Paragraph(
            "Hver person fik et lod: SHA-256 af en seed-tekst og personens pseudonym. De laveste "
            "lodder i hvert stratum blev trukket, de næste er reserver i fast rækkefølge. "
            "Udtrækningen kan gentages af enhver med listen, også i et regneark."
            f"{_say_seed(record)}",
            lead="Lodtrækning.",
        ),
        Paragraph(
            "Kun en borger, der ikke hørte til gruppen (flyttet, død, sagen lukket før "
            "opgørelsen), erstattes, og af næste lod i samme stratum. En svær eller tyk sag "
            "erstattes aldrig, for så ville resultatet handle om lette sager.",
            lead="Erstatning.",
        ),
        Paragraph(_say_dispositions(results), lead="Hvad der blev af sagerne."),
    ]
    paragraphs += [Paragraph(note, lead="Bemærk.") for note in results.notes]
    shown = tuple(each for each in paragraphs if each.text)
    return Block(SAMPLE_ID, Text(shown), results.lineage)


def _as_text(value: Any) -> str:
    """Write an answer; YAML gives dates as dates."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return date(value)
    text = str(value).strip()
    try:
        return date(dt.date.fromisoformat(text))
    except ValueError:
        return sentence_case(text)


def _say_decision(purpose: dict[str, Any]) -> str:
    who, when = _as_text(purpose.get("besluttet_af")), _as_text(purpose.get("besluttet_den"))
    return f"{who}, {when}" if who and when else who or when


def _say_hand_over(purpose: dict[str, Any]) -> str:
    used = purpose.get("bruges_i_sagsbehandling")
    # YAML reads an unquoted ja as text, but yes as true.
    if used is True or str(used).strip().lower() == "ja":
        return (
            "Sager, som en læser finder klar, går tilbage til sagsbehandling som en liste af "
            "pseudonymer gennem den, der har nøglen. Rapporten og dens tal navngiver ingen."
        )
    return (
        "Gennemgangen bruges kun til statistik, og ingen sag går tilbage til sagsbehandling på "
        "grund af den."
    )


def _say_population(results: ReleasedReview) -> str:
    frame = results.review.frame_record
    people = sum(row.n_population for row in results.strata)
    when = _as_text(frame.get("date"))
    on = f" den {when}" if when else ""
    return (
        f"{number(people)} personer, der fik kontanthjælp eller sygedagpenge i "
        f"{results.municipality_name}{on}, én række pr. person og uden navn og CPR-nummer."
    )


def _say_strata(rows: tuple[StratumRow, ...]) -> str:
    drawn = _total(rows, "n_drawn")
    if not drawn:
        return ""
    strata = f" i {number(len(rows))} strata" if len(rows) > 1 else ""
    return (
        f"{number(drawn)} sager er trukket{strata}, reserver for frafaldne medregnet. Hver sag "
        "taler for de personer i sit stratum, som den er trukket iblandt."
    )


def _say_seed(record: dict[str, Any]) -> str:
    seed = str(record.get("seed", ""))
    if not seed:
        return ""
    sums = [
        (name, str(record.get(key, ""))[:_SHORT])
        for name, key in (("listen", "frame_sha256"), ("udtrækningen", "draw_sha256"))
    ]
    said = ", ".join(f"{name} {value}…" for name, value in sums if value)
    when = _as_text(record.get("draw_date"))
    drawn = f" den {when}" if when else ""
    checks = f" Kontrolsummer begynder med: {said}." if said else ""
    return f" Trukket{drawn} med seed-teksten »{seed}«.{checks}"


def _say_dispositions(results: ReleasedReview) -> str:
    rows = results.strata
    parts = [
        (_total(rows, "n_read"), "er læst"),
        (_total(rows, "n_not_available"), "kunne ikke skaffes"),
        (_total(rows, "n_outside"), "hørte ikke til og er erstattet, så længe der var reserver"),
        (_total(rows, "n_unfinished"), "er ikke læst færdig"),
    ]
    said = [f"{number(count)} {words}" for count, words in parts if count]
    if not said:
        return ""
    text = f"{'; '.join(said)}."
    names = ("n_not_available", "n_outside", "n_unfinished")
    if any(is_hidden(getattr(row, name)) for row in rows for name in names):
        text += " Hvad der blev af resten, er så få sager, at det ikke vises af diskretion."
    if _total(rows, "n_not_available"):
        text += (
            " De sager, der ikke kunne skaffes, regnes som de læste i deres stratum; de yderste "
            "grænser viser, hvad de kunne ændre, hvis alle var nej eller alle ja."
        )
    if _total(rows, "n_unfinished"):
        text += " Ufærdige sager bruges ikke: et nej findes tit før et ja."
    return text


def _total(rows: tuple[StratumRow, ...], name: str) -> int:
    """Return the sum over strata; nothing where a part of it may not be shown."""
    counts = [getattr(row, name) for row in rows]
    return 0 if any(is_hidden(count) for count in counts) else sum(counts)
