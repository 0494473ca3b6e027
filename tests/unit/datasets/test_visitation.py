"""KY04 by visitation group: the groups, without their total, and never shared out."""

import pytest

from analysis.datasets.visitation import GROUPS
from analysis.errors import ContractError, CoverageError

HEADER = "OMRÅDE;TAL;VISITATION;TID;INDHOLD"
CODES = {"1": 20, "2": 60, "3": 5, "4": 10, "9": 1}


def month(municipality="9901", *, period="2025M05", total="96", **changes):
    groups = {**CODES, **changes, "TOT": total}
    return [f"{municipality};1;{code};{period};{n}" for code, n in groups.items()]


@pytest.fixture
def load(make_store):
    def read(rows, only="9901"):
        text = "\n".join([HEADER, *rows]) + "\n"
        return make_store({"ky04.csv": ("KY04", text)}, only=only).load("recipients_by_group")

    return read


def test_groups_are_kept_and_total_and_amounts_left_out(load):
    frame = load([*month(), "9901;3;2;2025M05;900000"])
    assert dict(zip(frame["group"], frame["recipients_persons"], strict=True)) == {
        "jobparat": 20,
        "aktivitetsparat": 60,
        "aabenlyst_uddannelsesparat": 5,
        "uddannelsesparat": 10,
        "uoplyst": 1,
    }
    assert set(GROUPS) == set(frame["group"])


def test_labels_mean_the_same_as_codes(load):
    label = "Aby;Berørte personer (antal);Aktivitetsparat;2025M05;60"
    assert load([label]).equals(load(["9901;1;2;2025M05;60"]))


def test_blank_group_stays_blank(load):
    frame = load(month(**{"9": ".."}))
    assert frame.set_index("group")["recipients_persons"].isna()["uoplyst"]


def test_groups_that_fall_short_of_their_total_are_refused(load):
    with pytest.raises(ContractError, match="9901 in 2025M05 sum to 96, and their total is 120"):
        load(month(total="120"))


def test_persons_counted_in_two_groups_may_exceed_the_total(load):
    assert len(load(month(total="90"))) == 5


def test_unknown_group_is_refused_by_name(load):
    with pytest.raises(ContractError, match="'5' is not a known value of VISITATION in KY04"):
        load([*month(), "9901;1;5;2025M05;4"])


def test_municipality_that_is_missing_is_refused(load):
    with pytest.raises(CoverageError, match="lacks 1 of 2 municipalities: 9902"):
        load(month(), only="")


def test_there_are_no_rows_without_a_file(make_store):
    assert make_store({}).load("recipients_by_group").empty
