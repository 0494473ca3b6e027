"""Is the event file that comes with the project what the generator makes, and is it real enough?"""

import gzip
import io
from pathlib import Path

import pandas as pd
import pytest

from analysis.caseflow.steps import VALUES, Step
from analysis.packs.inputs import open_inputs
from analysis.synthetic.assumptions import assumed
from analysis.synthetic.events.log import COLUMNS, make_event_file

FILE = Path(__file__).parents[2] / "data" / "pack" / "events.csv.gz"


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    text = gzip.decompress(FILE.read_bytes())
    return pd.read_csv(io.BytesIO(text), keep_default_na=False, parse_dates=["date"])


def test_file_is_made_again_byte_for_byte() -> None:
    assert make_event_file() == FILE.read_bytes()


def test_file_is_stamped_synthetic() -> None:
    listed = open_inputs().files["events.csv"]
    assert listed.lineage.synthetic == {"pack/events.csv.gz"}


def test_columns_steps_and_values_are_those_of_an_event_file(events: pd.DataFrame) -> None:
    assert tuple(events.columns) == COLUMNS
    assert set(events["step"]) == {step.value for step in Step}
    used = events[events["value"] != ""].groupby("step")["value"].agg(set)
    for step, values in used.items():
        assert values <= set(VALUES[Step(str(step))])


def test_every_case_begins_once_and_ends_at_most_once(events: pd.DataFrame) -> None:
    counts = pd.crosstab(events["case_id"], events["step"])
    assert len(counts) == assumed("events_cases")
    assert (counts["sag_rejst"] == 1).all()
    assert (counts[["afgoerelse", "lukket"]].sum(axis=1) <= 1).all()


def test_what_makes_a_real_file_hard_is_there(events: pd.DataFrame) -> None:
    steps = events.groupby("case_id")["step"].agg(set)
    unfinished = [not {"afgoerelse", "lukket"} & each for each in steps]
    bypassing = [{"afgoerelse"} <= each and "forelagt_team" not in each for each in steps]
    assert 0.2 < sum(unfinished) / len(steps) < 0.5
    assert sum(bypassing) > 5
    assert (events["step"] == "returneret").sum() > 100


def test_the_planted_centre_takes_longer_over_the_preparatory_part(events: pd.DataFrame) -> None:
    first = events.pivot_table(index="case_id", columns="step", values="date", aggfunc="min")
    days = (first["forberedende_del"] - first["laegeattest_modtaget"]).dt.days
    centre = events.groupby("case_id")["centre"].first()
    medians = days.groupby(centre).median()
    assert medians.idxmax() == "Center D"
