"""Is a review planned for the schemes that are open on its day?"""

import datetime as dt
import json

from analysis.review.plan import PlanChoices
from analysis.review.step_plan import anticipate_open, start_review


def planned(people_file, folder, day):
    result = start_review(
        people_file,
        folder,
        choices=PlanChoices(n_cases=60),
        municipality_code="9901",
        date=day,
    )
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return plan, " ".join(result.messages)


def test_closed_schemes_are_not_planned_for_and_are_named(people_file, tmp_path):
    plan, said = planned(people_file, tmp_path / "review", dt.date(2026, 3, 1))
    tables = json.dumps(plan["tables"], ensure_ascii=False)
    assert "not planned for: ressourceforløb, revalidering" in said
    assert "revalidering" not in tables
    assert plan["rare_schemes"] == ["foertidspension"]


def test_all_four_are_planned_for_while_they_are_open(people_file, tmp_path):
    plan, said = planned(people_file, tmp_path / "review", dt.date(2025, 9, 1))
    assert "not planned for" not in said
    assert "revalidering" in json.dumps(plan["tables"], ensure_ascii=False)


def test_at_least_one_of_fewer_schemes_is_at_most_their_sum():
    of_two = anticipate_open(["foertidspension", "fleksjob"])
    assert set(of_two) == {"mindst_en_ordning", "foertidspension", "fleksjob"}
    assert of_two["mindst_en_ordning"] <= of_two["foertidspension"] + of_two["fleksjob"] + 1e-9
