"""What lies before one meeting? Evidence, findings, recommendations, plan and what changed.

Everything a pack shows comes from here, so that report, cover paper and slides can say
only one thing of each number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.comparison.assemble import PracticeComparison, compare_practice
from analysis.concepts import Lineage
from analysis.economics.rates import read_rates
from analysis.economics.results import EconomicsResults
from analysis.economics.value import value_moves
from analysis.errors import CoverageError
from analysis.findings.benchmark_findings import find_benchmark
from analysis.findings.economics_findings import find_economics
from analysis.findings.flow_findings import find_flow
from analysis.findings.pathway_findings import find_pathways
from analysis.findings.register import Finding, FindingRegister, Kind
from analysis.findings.review_findings import find_review
from analysis.findings.study_findings import find_study
from analysis.packs.changes import PackChanges, compare_packs
from analysis.packs.evidence import Evidence, describe_inputs, gather_evidence
from analysis.packs.inputs import InputFile
from analysis.packs.method import describe_method
from analysis.packs.moves import list_moves
from analysis.packs.record import PackRecord, read_record
from analysis.packs.remember import recommendation_lines, task_lines
from analysis.recommendations.follow import MilestoneStatus, follow_milestones, reduce_plan
from analysis.recommendations.judge import JudgedRecommendation, judge_recommendations
from analysis.recommendations.model import RecommendationFile
from analysis.recommendations.read import read_recommendations
from analysis.recommendations.read_plan import read_milestones

HORIZON_YEARS = 5


@dataclass(frozen=True)
class Pack:
    """Everything that one meeting gets.

    Attributes
    ----------
    evidence : Evidence
        What is known.
    economics : EconomicsResults or None
        What the moves cost, and whom; None without rates or people.
    register : FindingRegister
        Every claim of the quarter.
    recommendations : RecommendationFile or None
        The register of recommendations.
    judged : tuple of JudgedRecommendation
        The same held against the findings.
    plan, reduced : MilestoneStatus or None
        The plan on the day of the pack, and the reduced one.
    record : PackRecord
        What is remembered of the pack.
    earlier : PackRecord or None
        The earlier pack that it is held against.
    changes : PackChanges or None
        What changed since then.
    status : str
        ``udkast`` or ``godkendt``.
    meeting_date : date or None
        The meeting; None where none is set.
    """

    evidence: Evidence
    economics: EconomicsResults | None
    register: FindingRegister
    recommendations: RecommendationFile | None
    judged: tuple[JudgedRecommendation, ...]
    plan: MilestoneStatus | None
    reduced: MilestoneStatus | None
    record: PackRecord
    earlier: PackRecord | None
    changes: PackChanges | None
    status: str
    meeting_date: dt.date | None

    @property
    def comparison(self) -> PracticeComparison:
        """Return the benchmark."""
        return self.evidence.comparison

    @property
    def lineage(self) -> Lineage:
        """Return everything that the pack rests on."""
        return self.evidence.lineage

    @property
    def missing(self) -> Mapping[str, str]:
        """Return what is missing and why, in Danish."""
        return self.evidence.missing


def assemble_pack(
    municipality_code: str,
    *,
    period: str = "",
    peers: str = "",
    raw_dir: str | Path = "",
    review_dir: str | Path = "",
    inputs_dir: str | Path = "",
    against_dir: str | Path = "",
    meeting_date: str = "",
    report_date: str = "",
    status: str = "udkast",
    release: str = "lukket",
    level: float = 0.95,
    seed: int = 2026,
) -> Pack:
    """Put together what one meeting gets.

    Parameters
    ----------
    municipality_code, period, peers, raw_dir, review_dir, inputs_dir, meeting_date,
    report_date, release, level, seed
        As in `gather_evidence`.
    against_dir : str or Path, default ''
        The folder of an earlier pack; empty for none.
    status : {'udkast', 'godkendt'}
        Whether the pack is a draft.

    Raises
    ------
    AnalysisError
        If a choice is wrong, a file cannot be read, or the earlier pack is another's.
    """
    evidence = gather_evidence(
        municipality_code,
        period=period,
        peers=peers,
        raw_dir=raw_dir,
        review_dir=review_dir,
        inputs_dir=inputs_dir,
        meeting_date=meeting_date,
        report_date=report_date,
        release=release,
        level=level,
        seed=seed,
    )
    earlier = read_record(Path(against_dir)) if str(against_dir) else None
    economics = _economics(evidence, seed=seed)
    register = _register(evidence, economics)
    file = _recommendations(evidence.files.get("recommendations.yaml"))
    judged = _judge(file, register, evidence, earlier)
    plan, reduced = _plans(evidence.files.get("milestones.yaml"), evidence.comparison.report_date)
    record = PackRecord(
        municipality_code=evidence.comparison.focus,
        # A file may hold a name of two lines, and a footer has one.
        municipality_name=" ".join(evidence.comparison.focus_name.split()),
        period=str(evidence.comparison.period),
        meeting_date=meeting_date,
        date=evidence.comparison.report_date.isoformat(),
        status=status,
        release=release,
        findings=register.findings,
        missing=register.missing,
        recommendations=recommendation_lines(judged),
        milestones=task_lines(plan),
        inputs=describe_inputs(evidence),
        method=describe_method(),
        request=_request(evidence, level=level, seed=seed),
    )
    return Pack(
        evidence=evidence,
        economics=economics,
        register=register,
        recommendations=file,
        judged=judged,
        plan=plan,
        reduced=reduced,
        record=record,
        earlier=earlier,
        changes=_changes(record, earlier, evidence, peers=peers, level=level),
        status=status,
        meeting_date=dt.date.fromisoformat(meeting_date) if meeting_date else None,
    )


def _economics(evidence: Evidence, *, seed: int) -> EconomicsResults | None:
    """Return what the moves cost; None without rates or without anybody to move."""
    file = evidence.files.get("rates.yaml")
    moves = list_moves(evidence.comparison, evidence.review, horizon_years=HORIZON_YEARS)
    if file is None or not moves:
        return None
    return value_moves(
        moves,
        read_rates(file.path, file.lineage),
        date=evidence.day,
        horizon_years=HORIZON_YEARS,
        level=evidence.comparison.level,
        seed=seed,
    )


def _register(evidence: Evidence, economics: EconomicsResults | None) -> FindingRegister:
    """Return every claim, and why a kind of them is missing."""
    comparison = evidence.comparison
    found: list[Finding] = [*find_benchmark(comparison)]
    if evidence.review is not None:
        found += find_review(evidence.review)
    if evidence.pathways is not None:
        found += find_pathways(evidence.pathways)
    if evidence.flows is not None:
        found += find_flow(evidence.flows)
    if evidence.study is not None:
        found += find_study(
            evidence.study,
            focus=comparison.focus,
            peers=comparison.peers.codes,
            date=evidence.day,
            names=comparison.names,
        )
    if economics is not None:
        found += find_economics(economics)
    why = {
        Kind.REVIEW: evidence.missing.get("review", ""),
        Kind.EVENTS: evidence.missing.get("events.csv", ""),
        Kind.FLOW: evidence.missing.get("flow.yaml", ""),
        Kind.STUDY: evidence.missing.get("study.yaml", ""),
        Kind.ECONOMICS: evidence.missing.get("rates.yaml", _NOBODY if economics is None else ""),
    }
    return FindingRegister(tuple(found), {kind.value: text for kind, text in why.items() if text})


_NOBODY = (
    "Der er ingen personer at regne økonomi for: hverken sagsgennemgang eller færre tilkendelser."
)


def _recommendations(file: InputFile | None) -> RecommendationFile | None:
    return None if file is None else read_recommendations(file.path, file.lineage)


def _judge(
    file: RecommendationFile | None,
    register: FindingRegister,
    evidence: Evidence,
    earlier: PackRecord | None,
) -> tuple[JudgedRecommendation, ...]:
    """Hold the recommendations against the findings, and against what held last time."""
    if file is None:
        return ()
    before = {each.id: each.state for each in earlier.findings} if earlier else {}
    return judge_recommendations(
        file, register, today=evidence.comparison.report_date, earlier=before
    )


def _plans(
    file: InputFile | None, today: dt.date
) -> tuple[MilestoneStatus | None, MilestoneStatus | None]:
    """Return the plan and the reduced plan, both as they stand today."""
    if file is None:
        return None, None
    plan = read_milestones(file.path, file.lineage)
    return (
        follow_milestones(plan, today=today),
        follow_milestones(reduce_plan(plan), today=today),
    )


def _request(evidence: Evidence, *, level: float, seed: int) -> dict[str, Any]:
    """Return what the numbers were asked to be."""
    record = evidence.comparison.peers.record.to_json()
    return {"peers": record, "level": level, "seed": seed, "law_of": evidence.day.isoformat()}


def _changes(
    now: PackRecord,
    earlier: PackRecord | None,
    evidence: Evidence,
    *,
    peers: str,
    level: float,
) -> PackChanges | None:
    """Return what changed, with the earlier period's numbers computed as today."""
    if earlier is None:
        return None
    return compare_packs(now, earlier, recomputed=_recompute(earlier, evidence, peers, level))


def _recompute(
    earlier: PackRecord, evidence: Evidence, peers: str, level: float
) -> tuple[Finding, ...]:
    """Compute the earlier pack's benchmark from today's data in today's way."""
    comparison = evidence.comparison
    if earlier.municipality_code != comparison.focus:
        return ()
    if earlier.period == str(comparison.period):
        return find_benchmark(comparison)
    try:
        then = compare_practice(
            comparison.store, comparison.focus, period=earlier.period, peers=peers, level=level
        )
    except CoverageError:
        # Today's data do not reach back so far: nothing can be told apart.
        return ()
    return find_benchmark(then)
