"""Make the invented review that comes with the project, by running this file.

The people, their files and the readers come from the generator; plan, draw, assignment
and folder from the package itself, as a municipality would do it. The truth goes to
``tests/synthetic/review_truth.csv.gz``, where only tests look.
"""

from __future__ import annotations

import datetime as dt
import gzip
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.review.dispositions import list_sampled_cases
from analysis.review.folder import open_review, read_record, write_record, write_table
from analysis.review.plan import PlanChoices
from analysis.review.step_assign import assign_review, assign_second_round, settle_dispositions
from analysis.review.step_draw import draw_review
from analysis.review.step_plan import start_review
from analysis.synthetic.review.files import Files, judge_files, tabulate_truth, write_files
from analysis.synthetic.review.items import Question, read_questions
from analysis.synthetic.review.population import SCHEMES, People, simulate_people
from analysis.synthetic.review.readings import choose_primary, imitate_reading, statuses_of

ROOT = Path(__file__).parents[2]
FRAME_DAY, DRAW_DAY = dt.date(2025, 9, 1), dt.date(2025, 10, 1)
MADE_BY = "praksis (opdigtet sagsgennemgang)"
# Two readers from the same centre, so that nobody can read everything.
REVIEWERS = pd.DataFrame(
    {
        "reviewer_id": ["L1", "L2", "L3", "L4", "L5"],
        "centre": ["Center A", "Center B", "Center C", "", ""],
    }
)
PURPOSE = {
    "formaal": "At vise værktøjet med opdigtede sager: hvor mange kan være i målgruppen for "
    "hver ordning, og hvilken dokumentation mangler?",
    "retsgrundlag": "Ingen personer er behandlet; i en kommune står her hjemlen for behandlingen.",
    "delingsgrundlag": "Opdigtet: beskæftigelses- og socialforvaltningen deler ingen oplysninger.",
    "konsekvensanalyse": "Opdigtet: ingen",
    "noegleholder": "Opdigtet: forvaltningens datakontor",
    "slettedato": dt.date(2026, 12, 31),
    "besluttet_af": "Opdigtet: fælles direktionsmøde",
    "besluttet_den": dt.date(2025, 8, 25),
    "bruges_i_sagsbehandling": "ja",
    "kontakt": "Opdigtet: gennemgangens fællespostkasse",
    "frist": dt.date(2025, 11, 28),
}


@dataclass(frozen=True)
class World:
    """The invented people with everything that their files hold."""

    people: People
    questions: tuple[Question, ...]
    files: Files

    def truth(self) -> pd.DataFrame:
        """Return who belongs, and what a perfect reader would find."""
        return tabulate_truth(self.people, judge_files(self.files, self.questions))


def make_world(day: dt.date = DRAW_DAY) -> World:
    people, questions = simulate_people(), read_questions(day)
    return World(people, questions, write_files(people, questions))


def make_review(
    world: World, folder: Path, *, seed: str = "101:2025-10-01", reader_seed: int = 1
) -> None:
    """Plan, draw, assign and read a whole review into a folder."""
    rng = np.random.default_rng(reader_seed)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "opdigtet.csv"
        world.people.frame.to_csv(source, index=False)
        start_review(
            source,
            folder,
            choices=PlanChoices(n_cases=160, second_readings=48),
            municipality_code="101",
            date=FRAME_DAY,
        )
    marks = {"origin": "synthetic", "publisher": MADE_BY, "licence": "EUPL-1.2"}
    write_record(folder, "frame", read_record(folder, "frame") | marks)
    write_record(folder, "plan", read_record(folder, "plan") | {"origin": "synthetic"})
    write_purpose(folder)
    draw_review(folder, seed=seed, date=DRAW_DAY)
    write_table(folder, "reviewers", REVIEWERS)
    assign_review(folder)
    _lose_cases(folder, rng)
    read_all(world, folder, rng, reading=1)
    assign_second_round(folder)
    read_all(world, folder, rng, reading=2)
    _adjudicate(world, folder)


def write_purpose(folder: Path) -> None:
    lines = [f"{key}: {_quoted(value)}" for key, value in PURPOSE.items()]
    (folder / "purpose.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_all(world: World, folder: Path, rng: np.random.Generator, *, reading: int) -> None:
    """Let the imitated readers read every case that is assigned and can be had."""
    review = open_review(folder)
    gone = set(
        review.dispositions.loc[
            review.dispositions["disposition"].isin(["ikke_i_population", "sag_ikke_tilgaengelig"]),
            "case_id",
        ]
    )
    rows = review.assignment[review.assignment["reading"] == reading].sort_values("case_id")
    place = {case: i for i, case in enumerate(world.people.frame["case_id"])}
    answers, conclusions = [], []
    version = review.draw_record["checklist_version"]
    for row in rows.itertuples():
        if row.case_id in gone:
            continue
        truth = {item: str(given[place[row.case_id]]) for item, given in world.files.items()}
        given, missing = imitate_reading(rng, truth, world.questions)
        key = (row.case_id, reading, row.reviewer_id)
        answers += [(*key, item, answer, missing.get(item, "")) for item, answer in given.items()]
        other = given.get("A1") == "opfyldt"
        primary = choose_primary(statuses_of(given, world.questions), other_services=other)
        start = DRAW_DAY + dt.timedelta(days=12 if reading == 1 else 33)
        day = start + dt.timedelta(days=int(row.position // 3))
        minutes = float(np.clip(np.round(rng.gamma(9, 6.5) / 5) * 5, 15, 180))
        conclusions.append(
            (*key, day.isoformat(), minutes, primary, "ja" if other else "nej", version)
        )
    for name, new in (("answers", answers), ("conclusions", conclusions)):
        old = getattr(review, name)
        table = pd.DataFrame(new, columns=list(old.columns))
        write_table(folder, name, pd.concat([old, table]) if len(old) else table)
    if reading == 1:
        _mark_as_read(folder, [row[0] for row in conclusions])


def write_embedded(root: Path = ROOT) -> None:
    """Write the review to ``data/review`` and the truth beside the tests."""
    world = make_world()
    folder = root / "data" / "review"
    for old in folder.glob("*"):
        if old.name != "README.md":
            old.unlink()
    make_review(world, folder)
    _pack(folder / "frame.csv")
    _write_gzip(root / "tests" / "synthetic" / "review_truth.csv.gz", world.truth())


def _lose_cases(folder: Path, rng: np.random.Generator) -> None:
    """Let some have moved or died, and some files not be had."""
    cases = list_sampled_cases(open_review(folder)).sort_values("case_id")["case_id"]
    chance = rng.random(len(cases))
    gone = pd.DataFrame(
        {
            "case_id": cases,
            "disposition": np.where(chance < 0.03, "ikke_i_population", "sag_ikke_tilgaengelig"),
            "date": "2025-10-08",
        }
    )[chance < 0.08]
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "dispositions.csv"
        gone.to_csv(path, index=False)
        settle_dispositions(folder, given=path)


def _mark_as_read(folder: Path, cases: list[str]) -> None:
    review = open_review(folder)
    known = review.dispositions
    new = pd.DataFrame({"case_id": sorted(set(cases) - set(known["case_id"]))})
    new = new.assign(disposition="gennemgaaet", replaced_by="", date="")
    both = pd.concat([known, new]) if len(known) else new
    write_table(folder, "dispositions", both.sort_values("case_id", ignore_index=True))


def _adjudicate(world: World, folder: Path) -> None:
    """Settle every disagreement on a scheme as a perfect reader would."""
    review = open_review(folder)
    truth = world.truth().set_index("case_id")
    statuses: dict[tuple[str, int], dict[str, str]] = {}
    for key, rows in review.answers.groupby(["case_id", "reading"]):
        given = dict(zip(rows["item_id"], rows["answer"], strict=True))
        statuses[key] = statuses_of(given, world.questions)
    settled = [
        (case, scheme, truth.loc[case, f"status_{scheme}"], "2025-11-27")
        for case, reading in statuses
        if reading == 2
        for scheme in SCHEMES
        if statuses[case, 1][scheme] != statuses[case, 2][scheme]
    ]
    columns = list(review.adjudications.columns)
    write_table(folder, "adjudications", pd.DataFrame(settled, columns=columns))


def _quoted(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else '"' + str(value) + '"'


def _pack(path: Path) -> None:
    packed = path.with_suffix(".csv.gz")
    packed.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    path.unlink()


def _write_gzip(path: Path, table: pd.DataFrame) -> None:
    text = table.to_csv(index=False, lineterminator="\n")
    path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))


if __name__ == "__main__":
    write_embedded()
