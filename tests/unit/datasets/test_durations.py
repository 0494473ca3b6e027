"""Recipients by how long they have received: read by what the labels say, or refused.

Label                     Weeks
27-52 uger                27 to 52
Under 1 år                0 to 51
1-2 år                    52 to 103, since the next group begins at 104
Over 52 uger              53 and on
a label of another kind   refused, or read from the parameters
"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.datasets.durations import RECIPIENTS_BY_DURATION, parse_weeks
from analysis.errors import ContractError, CoverageError

GROUPS = ["0-26 uger", "27-52 uger", "Over 52 uger"]


def answer(*rows, dimension="Varighed", measure="Antal personer"):
    return {"columns": ["Periode", "Område", dimension, measure], "rows": [list(r) for r in rows]}


def both(groups, *, values=(5, None, 7), period="2026M05"):
    return [
        [period, place, group, value]
        for place in ("Aby", "Bekøb")
        for group, value in zip(groups, values, strict=True)
    ]


@pytest.fixture
def load(make_store):
    def read(content, table="varighed-kontanthjaelp"):
        return make_store({"d.json": (table, content)}).load("recipients_by_duration")

    return read


def test_groups_become_weeks_and_blanks_stay_blank(load):
    frame = load(answer(*both(GROUPS)))
    assert list(frame.columns) == RECIPIENTS_BY_DURATION.column_names
    assert frame["weeks_from"].tolist() == [0, 27, 53] * 2
    assert frame["weeks_to"].tolist()[:2] == [26, 52]
    assert frame["weeks_to"].isna().tolist() == [False, False, True] * 2
    assert frame["recipients_persons"].isna().tolist() == [False, True, False] * 2
    assert set(frame["benefit"]) == {"kontanthjaelp"}
    assert set(frame["source_table"]) == {"varighed-kontanthjaelp"}


def test_total_over_durations_is_left_out(load):
    rows = [*both(GROUPS), ["2026M05", "Aby", "Varighed i alt", 14]]
    assert load(answer(*rows)).equals(load(answer(*both(GROUPS))))


def test_other_dimension_is_read_by_its_total(load):
    rows = [[*row[:2], sex, *row[2:]] for row in both(GROUPS) for sex in ("Mænd", "Køn i alt")]
    content = answer(*rows)
    content["columns"].insert(2, "Køn")
    assert len(load(content)) == 6


def test_dimension_is_found_by_how_its_name_begins(load):
    assert len(load(answer(*both(GROUPS), dimension="Varighed på ydelsen"))) == 6


def test_mean_length_of_ended_spells_is_no_count_and_is_refused(load):
    content = {
        "columns": ["Periode", "Område", "Gnsn. varighed af afsluttede forløb (uger)"],
        "rows": [["2026M05", "Aby", 31.5], ["2026M05", "Bekøb", 28.0]],
    }
    with pytest.raises(ContractError, match="is not split by duration") as error:
        load(content, table="y07a07")
    assert "ended spells" in error.value.fix


def test_share_instead_of_persons_is_refused(load):
    with pytest.raises(ContractError, match="does not count persons by duration"):
        load(answer(*both(GROUPS), measure="Andel af alle"))


def test_label_that_is_not_understood_is_refused_with_its_row(load):
    with pytest.raises(ContractError, match="'Meget længe' is no group of durations") as error:
        load(answer(*both(["0-26 uger", "27-52 uger", "Meget længe"])))
    assert "d.json, row 3, column Varighed" in error.value.where
    assert "jobindsats.yaml" in error.value.fix


@pytest.mark.parametrize(
    ("groups", "what"),
    [
        (["0-26 uger", "26-52 uger", "Over 52 uger"], "overlap"),
        (["0-26 uger", "30-52 uger", "Over 52 uger"], "leave a gap"),
        (["0-26 uger", "Over 26 uger", "Over 52 uger"], "overlap"),
    ],
)
def test_groups_that_overlap_or_leave_a_gap_are_refused(load, groups, what):
    with pytest.raises(ContractError, match=what):
        load(answer(*both(groups)))


def test_group_missing_in_one_municipality_is_refused(load):
    with pytest.raises(ContractError, match="Municipality 9902 is missing in 2026M05"):
        load(answer(*both(GROUPS)[:-1]))


def test_month_missing_between_two_is_refused(load):
    rows = [*both(GROUPS), *both(GROUPS, period="2026M03")]
    with pytest.raises(CoverageError, match="lacks 2026M04"):
        load(answer(*rows))


def test_there_are_no_rows_without_a_file(make_store):
    frame = make_store({}).load("recipients_by_duration")
    assert frame.empty
    assert str(frame["weeks_to"].dtype) == "Int64"


@pytest.mark.parametrize(
    ("label", "weeks"),
    [
        ("0-26 uger", (0, 26)),
        ("27 - 52 uger", (27, 52)),
        ("Under 13 uger", (0, 12)),
        ("Op til 4 uger", (0, 4)),
        ("53 uger og derover", (53, None)),
        ("Mindst 2 år", (104, None)),
        ("Over 52 uger", (53, None)),
        ("Over 1 år", (52, None)),
        ("2-3 år", (104, 155)),
        ("6-12 måneder", (26, 51)),
        ("0-4 måneder", None),
        ("52-27 uger", None),
        ("Under 0 uger", None),
        ("Uoplyst", None),
    ],
)
def test_label_means_so_many_weeks(label, weeks):
    assert parse_weeks(label) == weeks


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True))
def test_groups_written_from_limits_follow_each_other_whatever_the_limits(limits):
    limits = sorted(limits)
    labels = [f"Under {limits[0] + 1} uger"]
    labels += [f"{low + 1}-{high} uger" for low, high in pairwise(limits)]
    labels += [f"Over {limits[-1]} uger"]
    parsed = [parse_weeks(label) for label in labels]
    assert parsed[0][0] == 0
    assert parsed[-1][1] is None
    assert all(after[0] == before[1] + 1 for before, after in pairwise(parsed))
