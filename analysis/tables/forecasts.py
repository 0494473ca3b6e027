"""How many of the intervals held: recalculated, and those that were kept when they were made."""

from __future__ import annotations

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.comparison.ahead.forecast_scores import HeldForecasts
from analysis.comparison.ahead.forecasts import Forecasts, MeasureForecast
from analysis.comparison.ahead.kept_forecasts import KeptScore, KeptScores
from analysis.comparison.headlines import Headline
from analysis.labels import MISSING, interval, listing, number, sentence_case, share


def tabulate_forecasts(forecasts: Forecasts) -> Block:
    """Return the focus's next interval, and how many recalculated ones held.

    Parameters
    ----------
    forecasts : Forecasts
        The next period of each headline, and earlier ones foreseen again.
    """
    if not forecasts.measures:
        text = Paragraph(
            "Der er for få perioder i træk til at forudse tidligere perioder igen.",
            lead="Om prognoser holder, kan ikke efterprøves med disse data.",
        )
        return Block("prognoser-holdt", Text((text,), role="missing"), forecasts.lineage)
    level = share(forecasts.level)
    content = Table(
        caption="Holdt prognoserne? Genberegnet for alle kommuner",
        columns=(
            Column("name", "", "left"),
            Column("ahead", f"{forecasts.focus_name}, næste ({level})"),
            Column("held", "Holdt"),
            Column("share", f"Andel, der holdt ({share(0.95)})"),
            Column("stated", "Skulle holde"),
            Column("worst", "Færrest i én periode"),
        ),
        rows=tuple(_row(m, forecasts) for m in forecasts.measures),
        records=tuple(r for m in forecasts.measures for r in _records(m)),
        note="Genberegnet: hver periode er forudset med tallene op til perioden før, men med "
        "dagens data, så sene indberetninger er med i begge. Usikkerheden på andelen regner "
        "kommunerne for uafhængige; i en periode, hvor hele landet flytter sig, misser mange på "
        "én gang, så den er for smal. I små kommuner holder intervaller for tilkendelser oftere "
        "end angivet, fordi hele tal ikke kan deles."
        + _say_width({_name(m.headline): m.held for m in forecasts.measures if m.held}),
    )
    return Block("prognoser-holdt", content, forecasts.lineage)


def tabulate_kept(kept: KeptScores) -> Block:
    """Return how many of the kept forecasts held, or that none can be told yet.

    Parameters
    ----------
    kept : KeptScores
        Kept forecasts whose period has come.
    """
    if not kept.scores:
        return Block("prognoser-gemt", Text(tuple(_why_none(kept)), role="missing"), kept.lineage)
    content = Table(
        caption="Holdt de prognoser, der blev gemt, da de blev lavet?",
        columns=(
            Column("name", "", "left"),
            Column("period", "Periode", "left"),
            Column("held", "Holdt"),
            Column("share", f"Andel, der holdt ({share(0.95)})"),
            Column("stated", "Skulle holde"),
            Column("focus", f"{kept.focus_name}: faktisk (forudset)"),
        ),
        rows=tuple(_kept_row(score) for score in kept.scores),
        records=tuple(_kept_record(score) for score in kept.scores),
        note="Intervallerne blev skrevet ned, før tallene kom, og er ikke ændret siden."
        + _say_width({f"{_name(s.headline)}, {s.period.label}": s.held for s in kept.scores})
        + "".join(f" {p.lead} {p.text}" for p in _left_out(kept)),
    )
    return Block("prognoser-gemt", content, kept.lineage)


def _row(measure: MeasureForecast, forecasts: Forecasts) -> Row:
    own = measure.ahead[measure.ahead["municipality_code"] == forecasts.focus]
    ahead = MISSING
    if not own.empty:
        row = own.iloc[0]
        ahead = (
            f"{number(float(row['expected']))} "
            f"({interval(float(row['lower']), float(row['upper']))})"
        )
    name = _row_name(measure.headline)
    if measure.held is None:
        return Row((name, ahead, "for få perioder", MISSING, share(forecasts.level), MISSING))
    by_period = measure.past.groupby("period")["is_held"].agg(["sum", "count"])
    worst = by_period.sort_values(["sum", "count"]).iloc[0]
    return Row(
        (
            name,
            ahead,
            f"{number(measure.held.n_held)} af {number(measure.held.n)}",
            _share_text(measure.held),
            share(measure.held.level),
            f"{number(float(worst['sum']))} af {number(float(worst['count']))}",
        )
    )


def _row_name(headline: Headline) -> str:
    return f"{sentence_case(headline.benefit.label)}, {headline.stage.label}"


def _name(headline: Headline) -> str:
    return f"{headline.benefit.label} ({headline.stage.label})"


def _say_width(held: dict[str, HeldForecasts]) -> str:
    """Name the forecasts whose share that held leaves the stated level out; or nothing."""
    too_wide = [name for name, one in held.items() if one.share_lower > one.level]
    too_narrow = [name for name, one in held.items() if one.share_upper < one.level]
    said = ""
    if too_wide:
        said += f" For brede, holdt oftere, end de skulle: {listing(too_wide)}."
    if too_narrow:
        said += f" For smalle, holdt sjældnere, end de skulle: {listing(too_narrow)}."
    return said


def _share_text(held: HeldForecasts) -> str:
    # One decimal: whether the stated level is inside is read from the limits.
    limits = interval(100 * held.share_lower, 100 * held.share_upper, decimals=1)
    return f"{share(held.n_held / held.n, decimals=1)} ({limits})"


def _records(measure: MeasureForecast) -> list[dict[str, object]]:
    """Return one record per period, with the mean interval score."""
    records: list[dict[str, object]] = []
    for period, rows in measure.past.groupby("period"):
        records.append(
            {
                "measure": measure.headline.id,
                "unit": measure.unit,
                "period": str(period),
                "kind": "genberegnet",
                "n_held": int(rows["is_held"].sum()),
                "n": len(rows),
                "stated_level": plain_number(rows["level"].iloc[0]),
                "mean_interval_score": plain_number(rows["score"].mean()),
                "mean_width": plain_number((rows["upper"] - rows["lower"]).mean()),
            }
        )
    return records


def _kept_row(score: KeptScore) -> Row:
    own = MISSING
    if score.focus_observed is not None and score.focus_lower is not None:
        limits = interval(score.focus_lower, score.focus_upper or 0.0)
        own = f"{number(score.focus_observed)} ({limits})"
    return Row(
        (
            _row_name(score.headline),
            score.period.label,
            f"{number(score.held.n_held)} af {number(score.held.n)}",
            _share_text(score.held),
            share(score.held.level),
            own,
        )
    )


def _kept_record(score: KeptScore) -> dict[str, object]:
    return {
        "measure": score.headline.id,
        "period": str(score.period),
        "made_with": str(score.made_with),
        "kind": "gemt",
        "n_held": score.held.n_held,
        "n": score.held.n,
        "stated_level": plain_number(score.held.level),
        "mean_interval_score": plain_number(score.held.mean_score),
        "focus_lower": score.focus_lower,
        "focus_upper": score.focus_upper,
        "focus_observed": score.focus_observed,
    }


def _why_none(kept: KeptScores) -> list[Paragraph]:
    return [
        Paragraph(
            "Når en rapport laves, gemmes alle kommuners intervaller for den næste periode. "
            "Rapporten viser, hvor mange der holdt, når periodens tal er kommet.",
            lead="Ingen gemte prognoser kan gøres op endnu.",
        ),
        *_left_out(kept),
    ]


def _left_out(kept: KeptScores) -> list[Paragraph]:
    """Say which kept files are not used, and why."""
    paragraphs = []
    if kept.set_aside:
        paragraphs.append(
            Paragraph(
                f"{number(len(kept.set_aside))} gemte filer bygger på tal af en anden oprindelse. "
                "Syntetiske prognoser holdes aldrig op mod virkelige tal.",
                lead="Sat til side.",
            )
        )
    if kept.unreadable:
        paragraphs.append(
            Paragraph(
                f"{number(len(kept.unreadable))} filer i mappen med gemte prognoser kan ikke "
                f"læses: {', '.join(kept.unreadable)}.",
                lead="Ulæselige.",
            )
        )
    return paragraphs
