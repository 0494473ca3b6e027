"""How long do frame, plan, draw and assignment take for 200,000 persons?

An invented file of 200,000 persons is read and checked, planned for, drawn from and
assigned to twelve reviewers, each step through the files of a review's folder as the
commands do it. Run with ``python benchmarks/review_speed.py``. Processor time stands beside
the clock's: where other programs run, it alone says what the steps cost (aim: below 4 s).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.review.plan import PlanChoices
from analysis.review.purpose import QUESTIONS
from analysis.review.step_assign import assign_review
from analysis.review.step_draw import draw_review
from analysis.review.step_plan import start_review

N_PEOPLE = 200_000
DAY = dt.date(2026, 3, 1)
PURPOSE = {
    "text": "opfundet til måling", "date": "2026-02-01", "yes_no": "nej",
}  # fmt: skip


def main() -> None:
    """Print the time of each step and in all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "review"
        source, reviewers = Path(name) / "frame.csv", Path(name) / "reviewers.csv"
        invent_people(np.random.default_rng(1)).to_csv(source, index=False)
        centres = [f"C{i % 6}" for i in range(12)]
        table = pd.DataFrame({"reviewer_id": [f"L{i}" for i in range(12)], "centre": centres})
        table.to_csv(reviewers, index=False)
        steps = (
            ("read, check and plan", lambda: start_review(
                source, folder, choices=PlanChoices(n_cases=200), municipality_code="9901",
                date=DAY)),
            ("draw", lambda: draw_review(folder, seed="måling", date=DAY)),
            ("assign", lambda: assign_review(folder, reviewers=reviewers)),
        )  # fmt: skip
        folder.mkdir()
        (folder / "purpose.yaml").write_text(fill_purpose(), encoding="utf-8")
        total = total_cpu = 0.0
        for label, step in steps:
            start, cpu = time.perf_counter(), time.process_time()
            step()
            took, worked = time.perf_counter() - start, time.process_time() - cpu
            total, total_cpu = total + took, total_cpu + worked
            print(f"{label:24} {took:6.2f} s ({worked:.2f} s of processor)")
        print(f"{'in all':24} {total:6.2f} s ({total_cpu:.2f} s of processor)")


def invent_people(rng: np.random.Generator) -> pd.DataFrame:
    """Return the invented file, with Danish column names."""
    is_sick = rng.random(N_PEOPLE) < 0.4
    weeks = np.where(is_sick, rng.integers(0, 100, N_PEOPLE), rng.integers(0, 1_000, N_PEOPLE))
    return pd.DataFrame(
        {
            "pseudonym": [
                hashlib.sha256(str(i).encode()).hexdigest()[:16] for i in range(N_PEOPLE)
            ],
            "ydelse": np.where(is_sick, "Sygedagpenge", "Kontanthjælp"),
            "uger": weeks,
            "i_sof": rng.choice(["ja", "nej"], N_PEOPLE),
            "center": rng.choice([f"C{i}" for i in range(6)], N_PEOPLE),
            "aldersgruppe": rng.choice(["18-29", "30-39", "40-49", "50-59", "60+"], N_PEOPLE),
            "køn": rng.choice(["K", "M"], N_PEOPLE),
        }
    )


def fill_purpose() -> str:
    """Return a purpose that lets the draw go on."""
    answers = {each.key: PURPOSE[each.kind] for each in QUESTIONS}
    answers |= {"slettedato": "2027-01-01", "frist": "2026-05-01"}
    return "".join(f"{key}: {value}\n" for key, value in answers.items())


if __name__ == "__main__":
    main()
