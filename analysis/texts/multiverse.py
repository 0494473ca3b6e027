"""What may be said of the conclusion when other peers are chosen, in words."""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import or_
from pathlib import Path

import yaml

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.multiverse.flips import PeerChange
from analysis.comparison.multiverse.multiverse import MeasureMultiverse, Multiverse
from analysis.concepts import Stage
from analysis.labels import interval, listing, number, sentence_case, share

SECTION_TITLE = "Holder konklusionen med andre kommuner?"

_WORDS = Path(__file__).with_name("multiverse.da.yaml")
_NEARLY_ALL, _FEW_AGREE, _DEPENDS = 0.95, 0.5, 0.75
_NAMED_AT_MOST = 2
_ONE_IN_A_HUNDRED = 0.01


def front_page_clause(
    comparison: PracticeComparison, multiverse: Multiverse, *, headline: str = "", page: str = ""
) -> str:
    """Return one sentence for page one: do other choices give the same answer?

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the names.
    multiverse : Multiverse
        Every headline by every choice of peers.
    headline : str, default ''
        Id of the headline. Empty: the first that can be told.
    page : str, default ''
        Where more stands, such as ``side 6``; in brackets at the end.

    Returns
    -------
    str
        In Danish; empty where there is nothing to say.
    """
    told = [m for m in multiverse.measures if m.is_told]
    chosen = next((m for m in told if not headline or m.measure.headline.id == headline), None)
    if chosen is None:
        return ""
    text = f"{_how_many(chosen.varied.same_answer)} for {_name(chosen)}"
    if change := _single_change(comparison, chosen):
        text += f"; {change}"
    unsure = [m for m in told if m is not chosen and m.varied.same_answer < _DEPENDS]
    if unsure:
        text += f"; valget afgør svaret for {listing([_name(m) for m in unsure])}"
    return f"{text} ({page})." if page else f"{text}."


def explain_multiverse(comparison: PracticeComparison, multiverse: Multiverse) -> tuple[Block, ...]:
    """Return the words of the section: what was tried, and each headline's result.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives names and lineage.
    multiverse : Multiverse
        Every headline by every choice of peers.
    """
    lineage = reduce(or_, (m.measure.lineage for m in multiverse.measures), comparison.name_lineage)
    lineage |= comparison.peers.lineage
    told = [m for m in multiverse.measures if m.is_told]
    if not told:
        text = Paragraph(
            "Ingen af tallene er store nok til et svar, eller ingen andre kommuner kan vælges. "
            "Hent tal for alle kommuner, og vilkår for den valgte kommune, for at se andre valg.",
            lead="Kan ikke besvares med disse data.",
        )
        return (Block("andre-valg-mangler", Text((text,), role="missing"), lineage),)
    results = tuple(
        Paragraph(_result(comparison, m), lead=f"{sentence_case(_name(m))}.") for m in told
    )
    values = {
        "peers": listing([comparison.name(code) for code in comparison.peers.codes]),
        "peer_label": comparison.peers.label,
        "n": number(multiverse.n_others),
        "focus": comparison.focus_name,
        "standing": _standing_of_signs(told),
    }
    words = tuple(Paragraph(e["text"].format(**values), e["lead"]) for e in _words()["section"])
    return (
        Block("andre-valg-resultat", Text(results, role="list"), lineage),
        Block("andre-valg-forklaring", Text(words, role="note"), lineage),
    )


def _how_many(same: float) -> str:
    """Say how many of the other choices give the same answer."""
    tenths = round(10 * same)
    if same > 1 - 1e-9:
        return "Alle andre rimelige valg af kommuner giver samme svar"
    if same >= _NEARLY_ALL:
        return "Næsten alle andre rimelige valg af kommuner giver samme svar"
    if tenths == 0:
        return "Næsten ingen andre rimelige valg af kommuner giver samme svar"
    only = "Kun " if same < _FEW_AGREE else ""
    return f"{only}{number(tenths)} af 10 andre rimelige valg af kommuner giver samme svar"


def _single_change(comparison: PracticeComparison, found: MeasureMultiverse) -> str:
    """Name the single municipality whose presence or absence changes the answer."""
    if found.leaving:
        return f"valget af {_named(comparison, found.leaving, 'eller')} ændrer det"
    if found.joining:
        return f"tages {_named(comparison, found.joining, 'eller')} med, ændres det"
    return ""


def _result(comparison: PracticeComparison, found: MeasureMultiverse) -> str:
    """Say one headline's result: who agrees, how that stands, and what changes it."""
    varied, standing = found.varied, found.varied.standing
    others = varied.ratio[varied.weights > 0]
    answer = _answer(found.side, found.measure.headline.stage)
    parts = [
        f"{sentence_case(_most(varied.same_answer))} af de andre valg giver samme svar som "
        f"hovedvalget ({answer}); forholdet ligger fra "
        f"{interval(float(others.min()), float(others.max()), decimals=2)}."
    ]
    if standing.n_copies and found.side:
        parts.append(
            f"Så enige om en forskel ville valgene også være i "
            f"{_in_a_hundred(standing.answer_on_difference)} kommuner med almindelig praksis."
        )
    elif standing.n_copies:
        parts.append(
            f"Så enige ville valgene også være i {_in_a_hundred(standing.answer)} kommuner med "
            "almindelig praksis."
        )
    if found.leaving:
        parts.append(f"Uden {_named(comparison, found.leaving, 'eller')} er svaret et andet.")
    if found.joining:
        parts.append(f"Tages {_named(comparison, found.joining, 'eller')} med, er svaret et andet.")
    turning = [a for a in found.turning if a.option.decision != "leave_one_out"]
    if turning:
        named = [f"»{a.option.label}«" for a in turning[:_NAMED_AT_MOST]]
        parts.append(f"De fleste valg under {listing(named)} giver et andet svar.")
    return " ".join(parts)


def _standing_of_signs(told: list[MeasureMultiverse]) -> str:
    """Say how often the sets agree on the mere side in ordinary municipalities."""
    first = told[0]
    standing = first.varied.standing
    if not standing.n_copies:
        return ""
    varied = first.varied
    return (
        f" For {_name(first)} peger {_most(varied.same_sign)} af de andre valg til samme side "
        f"(færre eller flere end forventet) som hovedvalget "
        f"({_most(varied.same_sign_lower)} til {_most(varied.same_sign_upper)}, hvis "
        "tilfældighederne falder anderledes); det gør mindst lige så mange i "
        f"{_in_a_hundred(standing.sign)} kommuner med almindelig praksis."
    )


def _answer(side: int, stage: Stage) -> str:
    """Return an answer in a few words, without regard to how sure it is."""
    if stage is Stage.FLOW:
        words = {-1: "færre end forventet", 0: "ingen sikker forskel", 1: "flere end forventet"}
    else:
        words = {-1: "usædvanligt få", 0: "ikke usædvanligt", 1: "usædvanligt mange"}
    return words[side]


def _in_a_hundred(value: float) -> str:
    """Write how many of a hundred copies, which are counted and not exact."""
    if value < _ONE_IN_A_HUNDRED:
        return "under 1 ud af 100"
    return f"omkring {number(100 * value)} ud af 100"


def _most(value: float) -> str:
    """Write a share so that nearly all is not written as all."""
    nearly_all = 1 - _ONE_IN_A_HUNDRED / 2 <= value < 1 - 1e-9
    return f"over {share(0.99)}" if nearly_all else share(value)


def _named(comparison: PracticeComparison, changes: tuple[PeerChange, ...], last: str) -> str:
    """Name the first municipalities, and count the rest."""
    names = [comparison.name(change.code) for change in changes[:_NAMED_AT_MOST]]
    rest = len(changes) - len(names)
    if rest:
        return f"{', '.join(names)} {last} én af {number(rest)} andre"
    return listing(names, last=last)


def _name(found: MeasureMultiverse) -> str:
    """Return a headline in running text."""
    headline = found.measure.headline
    return f"{headline.benefit.label} ({headline.stage.label})"


@lru_cache(maxsize=1)
def _words() -> dict[str, list[dict[str, str]]]:
    """Read the standing words."""
    words: dict[str, list[dict[str, str]]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return words
