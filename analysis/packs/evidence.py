"""What is known about one municipality this quarter, from every part of the work?

The benchmark is always there. The review, the event file, the practice study, the case
flow and the rates are there when somebody has given them; what is missing is named, with
the reason, and nothing is made up in its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from analysis.caseflow.compare import FlowComparison, compare_pair
from analysis.caseflow.deadlines import load_deadlines
from analysis.caseflow.light import Light, describe_light
from analysis.caseflow.load import load_flow_file
from analysis.checklists.comment_counts import count_comments
from analysis.comparison.assemble import PracticeComparison, compare_practice
from analysis.concepts import Lineage
from analysis.datasets.project import open_data
from analysis.errors import RequestError
from analysis.findings.pathway_suppression import suppress_pathways
from analysis.findings.released import ReleasedPathways, ReleasedReview
from analysis.findings.suppression import is_hidden, suppress_results
from analysis.packs.inputs import InputFile, open_inputs
from analysis.packs.standing import (
    choose_files,
    fail_if_review_is_of_another,
    review_stands,
    say_missing,
)
from analysis.pathways.event_file import read_events
from analysis.pathways.measure import measure_pathways
from analysis.review.estimate import estimate_review
from analysis.review.folder import open_review
from analysis.study.model import Study
from analysis.study.read import read_study

RELEASES = ("lukket", "offentlig")


@dataclass(frozen=True)
class Evidence:
    """Everything that the findings are made from, already fit for the release.

    Attributes
    ----------
    comparison : PracticeComparison
        The benchmark.
    day : date
        The day whose law is used: of the meeting, or the date printed.
    review : ReleasedReview or None
        The case review, with what the release may not show hidden.
    pathways : ReleasedPathways or None
        Where the time goes, likewise.
    study : Study or None
        The practice study.
    flows : FlowComparison or None
        Today's case flow beside the proposed one.
    light : Light
        The one-year ressourceforløb on that day.
    files : mapping of str to InputFile
        The files of the folder of inputs that are used.
    comments : mapping of str to (int, int) or None
        By checklist item, comments made and settled; None without a register of them.
    missing : mapping of str to str
        What is missing and why, in Danish, by the file that would give it or ``review``.
    """

    comparison: PracticeComparison
    day: dt.date
    review: ReleasedReview | None
    pathways: ReleasedPathways | None
    study: Study | None
    flows: FlowComparison | None
    light: Light
    files: Mapping[str, InputFile]
    comments: Mapping[str, tuple[int, int]] | None
    missing: Mapping[str, str]

    @property
    def lineage(self) -> Lineage:
        """Return everything that the evidence rests on."""
        parts = (self.review, self.pathways)
        given = [part.lineage for part in parts if part is not None]
        told = reduce(or_, given, self.comparison.lineage)
        # A file that a part was made of is told of by that part, which knows of its release.
        others = [f.lineage for f in self.files.values() if not f.lineage.inputs & told.inputs]
        return reduce(or_, others, told)


def gather_evidence(
    municipality_code: str,
    *,
    period: str = "",
    peers: str = "",
    raw_dir: str | Path = "",
    review_dir: str | Path = "",
    inputs_dir: str | Path = "",
    meeting_date: str = "",
    report_date: str = "",
    release: str = "lukket",
    level: float = 0.95,
    seed: int = 2026,
) -> Evidence:
    """Open everything there is for one municipality and compute what it shows.

    Parameters
    ----------
    municipality_code : str
        Three digits.
    period, peers : str, default ''
        As in `compare_practice`.
    raw_dir, review_dir, inputs_dir : str or Path, default ''
        The municipality's own statistics, case review and folder of inputs. Empty: those
        that come with the project, where they may stand beside the others.
    meeting_date, report_date : str, default ''
        ``YYYY-MM-DD``. Empty: no meeting is set; the newest extraction date.
    release : {'lukket', 'offentlig'}
        To the directors, or to everybody.
    level : float, default 0.95
        Level of all limits.
    seed : int, default 2026
        Seed of all draws.

    Raises
    ------
    RequestError
        If the release is unknown, or real and invented files would stand side by side.
    """
    _fail_if_release_is_unknown(release)
    store = open_data(raw_dir)
    comparison = compare_practice(
        store, municipality_code, period=period, peers=peers, level=level, report_date=report_date
    )
    day = dt.date.fromisoformat(meeting_date) if meeting_date else comparison.report_date
    has_own = bool(str(raw_dir))
    files = choose_files(open_inputs(inputs_dir), comparison.focus, has_own_statistics=has_own)
    review, why = _review(review_dir, comparison, has_own, release=release, level=level, seed=seed)
    return Evidence(
        comparison=comparison,
        day=day,
        review=review,
        pathways=_pathways(files.get("events.csv"), day, release=release, level=level, seed=seed),
        study=_study(files.get("study.yaml")),
        flows=_flows(files.get("flow.yaml"), day),
        light=_light(day, review, comparison.name_lineage),
        files=files,
        comments=_comments(files.get("comments.csv")),
        missing={**say_missing(files), **why},
    )


def describe_inputs(evidence: Evidence) -> tuple[dict[str, Any], ...]:
    """Return the line of every input that the pack rests on: statistics, review and own files."""
    raw = (
        {
            "file": each.file,
            "publisher": each.publisher,
            "table": each.table,
            "language": each.language,
            "extracted": each.extracted.isoformat() if each.extracted else "",
            "licence": each.licence,
            "origin": each.origin.value,
            "sha256": each.sha256,
        }
        for each in evidence.comparison.store.manifest.files
    )
    review: Iterable[Mapping[str, Any]] = (
        evidence.review.review.inputs if evidence.review is not None else ()
    )
    own = (file.describe() for file in evidence.files.values())
    return (*raw, *(dict(each) for each in review), *own)


def _review(
    review_dir: str | Path,
    comparison: PracticeComparison,
    has_own: bool,
    *,
    release: str,
    level: float,
    seed: int,
) -> tuple[ReleasedReview | None, dict[str, str]]:
    """Return the review, or why there is none."""
    review = open_review(review_dir)
    if not review_stands(
        review_dir, review.municipality_code, comparison.focus, has_own_statistics=has_own
    ):
        return None, {"review": "Der er ikke lagt en sagsgennemgang ved."}
    fail_if_review_is_of_another(
        review.municipality_code, comparison.focus, where=review.folder.name
    )
    return suppress_results(estimate_review(review, level=level, seed=seed), release), {}


def _pathways(
    file: InputFile | None, day: dt.date, *, release: str, level: float, seed: int
) -> ReleasedPathways | None:
    """Return where the time goes, fit for the release."""
    if file is None:
        return None
    log = read_events(file.path, file.lineage, until=file.extracted)
    deadlines = load_deadlines(min(day, log.observed_until))
    results = measure_pathways(log, deadlines=deadlines, level=level, seed=seed)
    return suppress_pathways(results, release)


def _study(file: InputFile | None) -> Study | None:
    return None if file is None else read_study(file.path, file.lineage)


def _flows(file: InputFile | None, day: dt.date) -> FlowComparison | None:
    if file is None:
        return None
    return compare_pair(load_flow_file(file.path, file.lineage), date=day)


def _comments(file: InputFile | None) -> dict[str, tuple[int, int]] | None:
    return None if file is None else count_comments(file.path)


def _light(day: dt.date, review: ReleasedReview | None, of_names: Lineage) -> Light:
    """Return the one-year course on a day, with the people of the review where they are shown."""
    if review is None or review.light is None or is_hidden(review.light):
        return describe_light(day, lineage=of_names)
    drawn_on = dt.date.fromisoformat(str(review.review.draw_record["draw_date"]))
    return describe_light(day, review.light, people_date=drawn_on, lineage=review.lineage)


def _fail_if_release_is_unknown(release: str) -> None:
    if release not in RELEASES:
        raise RequestError(
            f"{release!r} is not a release.",
            where="the option --release",
            expected="lukket (to the directors) or offentlig (to everybody)",
            fix="choose one of them",
        )
