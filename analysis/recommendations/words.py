"""How are targets, costs and dates of recommendations written, the same in every format?"""

from __future__ import annotations

from analysis.caseflow.deadlines import read_deadlines
from analysis.caseflow.steps import Step
from analysis.comparison.headlines import HEADLINES
from analysis.concepts import Benefit
from analysis.findings.register import Kind
from analysis.labels import MINUS, date, number, share
from analysis.recommendations.finding_ids import kind_of
from analysis.recommendations.judge import BasisState, JudgedRecommendation
from analysis.recommendations.model import Cost, Indicator, TargetUnit
from analysis.study.themes import load_themes

NOT_RECKONED = "ikke opgjort"
UNVERIFIED = "°"
UNVERIFIED_NOTE = f"{UNVERIFIED} Ikke efterprøvet."


def write_target(indicator: Indicator) -> str:
    """Return the target in words.

    Examples
    --------
    >>> from analysis.recommendations.model import Direction, IndicatorKind
    >>> weeks = Indicator("Uger", IndicatorKind.WEEKS, TargetUnit.WEEKS, Direction.AT_MOST, 13,
    ...                   "median")
    >>> write_target(weeks)
    'højst 13 uger'
    """
    if indicator.target is None:
        return "gennemført til fristen"
    return f"{indicator.direction.value} {_write_value(indicator, indicator.target)}"


def write_reading(judged: JudgedRecommendation) -> str:
    """Return the indicator's present value with limits, and whether the target is reached."""
    reading, indicator = judged.indicator, judged.recommendation.indicator
    if reading.number is None:
        return reading.state.label
    value = _write_value(indicator, reading.number.value)
    limits = f" ({reading.number.limits_text})" if reading.number.limits_text else ""
    return f"{value}{limits}: {reading.state.label}"


def write_cost(cost: Cost) -> tuple[str, ...]:
    """Return the cost, one line for each area, in 1,000 kr. at the stated price level.

    What is not reckoned says so: it is not nothing.
    """
    if not cost.is_counted:
        lines = [f"Service: {NOT_RECKONED}."]
    else:
        lines = [f"Service: {_write_area(cost, cost.service_bif, cost.service_sof)}"]
    if cost.transfers_bif is not None or cost.transfers_sof is not None:
        transfers = _write_area(cost, cost.transfers_bif, cost.transfers_sof)
    else:
        transfers = "se økonomien." if cost.finding_id else f"{NOT_RECKONED}."
    lines.append(f"Efterspørgselsstyrede overførsler: {transfers}")
    return (*lines, cost.note) if cost.note else tuple(lines)


def write_amount(amount: float | None) -> str:
    """Return an amount in 1,000 kr.; a dash where it is not reckoned."""
    return "–" if amount is None else number(amount)


def name_bases(judged: JudgedRecommendation) -> str:
    """Return which kinds of evidence hold, such as ``sagsgennemgang, sagsforløb``."""
    kinds = dict.fromkeys(
        basis.finding.kind.label
        for basis in judged.bases
        if basis.finding is not None and basis.state is BasisState.HOLDS
    )
    return ", ".join(kinds)


def write_deadline(judged: JudgedRecommendation) -> str:
    """Return the deadline, with how far it is passed."""
    day = date(judged.recommendation.deadline)
    return f"{day} (overskredet)" if judged.is_overdue else day


def write_slip(weeks: float) -> str:
    """Return a slippage in weeks, signed, with one decimal; on time as words.

    Examples
    --------
    >>> write_slip(0.0), write_slip(2.14), write_slip(-1)
    ('ingen', '+2,1', '−1,0')
    """
    text = number(weeks, decimals=1, signed=True)
    return "ingen" if text.strip(f"+{MINUS}") in {"0,0", "0"} else text


def write_slip_words(weeks: float) -> str:
    """Return a slippage as a sentence has it.

    Examples
    --------
    >>> write_slip_words(0.0), write_slip_words(1.71), write_slip_words(-1)
    ('som besluttet', '1,7 uger senere end besluttet', '1,0 uger tidligere end besluttet')
    """
    if write_slip(weeks) == "ingen":
        return "som besluttet"
    side = "senere" if weeks > 0 else "tidligere"
    return f"{number(abs(weeks), decimals=1)} uger {side} end besluttet"


def name_finding(finding_id: str) -> str:
    """Return what a finding is about, in Danish, whether it is there or not.

    Examples
    --------
    >>> name_finding("events.weeks.sag_rejst.afgoerelse")
    'sagsforløb: uger fra »sagen rejses« til »kommunen afgør«'
    >>> name_finding("benchmark.fleksjob-bestand")
    'praksissammenligning: fleksjob, bestand'
    """
    parts = finding_id.split(".")
    kind, subject, rest = kind_of(finding_id), parts[1], parts[2:]
    if kind is Kind.BENCHMARK:
        headline = next(each for each in HEADLINES if each.id == subject)
        words = f"{headline.benefit.label}, {headline.stage.label}"
    elif kind is Kind.FLOW:
        words = "forventede uger i dag og i forslaget"
    elif subject == "weeks":
        first, last = (Step(each).label for each in rest)
        words = f"uger fra »{first}« til »{last}«"
    elif subject == "deadline":
        labels = {each.id: each.label for each in read_deadlines()}
        words = "fristen »" + labels.get(rest[0], rest[0].replace("_", " ")) + "«"
    elif kind is Kind.STUDY:
        words = load_themes()[subject].label
    else:
        words = _SUBJECTS.get(subject) or _name_scheme(subject)
    return f"{kind.label}: {words}"


_SUBJECTS = {
    "mindst_en": "mindst én ordning",
    "andre_indsatser": "andre indsatser",
    "documents": "manglende dokumentation",
    "light": "det étårige ressourceforløb",
    "fast_track": "åbenbare sager",
    "agreement": "læsernes enighed",
    "rework": "sager, der tages om",
    "reversals": "afgørelser, som Ankestyrelsen ændrer eller hjemviser",
    "centres": "forskelle mellem egne centre",
    "total": "økonomi i alt",
}


def _name_scheme(subject: str) -> str:
    """Return the Danish name of a scheme, or the subject as it is written."""
    known = {each.value: each.label for each in Benefit}
    return known.get(subject, subject.replace("_", " "))


def _write_value(indicator: Indicator, value: float) -> str:
    """Return a value in the unit of an indicator."""
    if indicator.unit is TargetUnit.SHARE:
        return share(value)
    decimals = 2 if indicator.unit is TargetUnit.KAPPA else 0 if float(value).is_integer() else 1
    return f"{number(value, decimals=decimals)} {indicator.unit.label}"


def _write_area(cost: Cost, bif: float | None, sof: float | None) -> str:
    """Return one area: BIF, SOF, together, price level, every year or once."""
    amounts = [amount for amount in (bif, sof) if amount is not None]
    if not amounts:
        return f"{NOT_RECKONED}."
    mark = "" if cost.is_verified else UNVERIFIED
    often = "om året" if cost.is_lasting else "én gang"
    # Where one administration is not reckoned, the sum would count it as nothing.
    total = f", i alt {number(sum(amounts))}" if len(amounts) > 1 else ""
    return (
        f"BIF {write_amount(bif)}, SOF {write_amount(sof)}{total} tusind kr. {often} "
        f"({cost.price_year} p/l){mark}."
    )
