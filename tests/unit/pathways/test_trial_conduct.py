"""A trial's criteria, clocks, decision rule and sentences."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.concepts import Estimate
from analysis.errors import ContractError, EstimationError, RequestError
from analysis.pathways.survival import aalen_johansen
from analysis.pathways.trial.criteria import SLAGELSE_2019, list_lapsed, screen_cases
from analysis.pathways.trial.decision_rule import (
    Decision,
    DecisionRule,
    chances_of_decisions,
    decide,
)
from analysis.pathways.trial.outcomes import Outcome, Window, follow_groups
from analysis.pathways.trial.wording import find_claims, say_after, say_before

TRIAL = Window(dt.date(2019, 3, 1), dt.date(2019, 6, 30))
EARLIER = Window(dt.date(2018, 3, 1), dt.date(2018, 6, 30))
RULE = DecisionRule(10, 3, 5, 8, 20.0, dt.date(2026, 2, 2), dt.date(2026, 3, 1))


def screening(*rows: tuple[bool | None, ...]) -> pd.DataFrame:
    codes = [criterion.code for criterion in SLAGELSE_2019]
    frame = pd.DataFrame(rows, columns=codes, dtype=object)
    return frame.assign(case_id=[f"S{i:03d}" for i in range(len(rows))])


def case(**cells: object) -> dict[str, object]:
    plain = {
        "case_id": "A", "group": "trial", "eligible_on": dt.date(2018, 1, 1),
        "outcome": "", "outcome_on": None,
    }  # fmt: skip
    return plain | cells


def follow(*rows: dict[str, object], **windows: Window):
    table = pd.DataFrame([row | {"case_id": f"C{i}"} for i, row in enumerate(rows)])
    return follow_groups(table, windows or {"trial": TRIAL})


def test_the_log_counts_each_criterion_in_order_and_those_failing_only_one():
    log = screen_cases(
        screening(
            (True, True, True, True),
            (False, True, True, True),
            (True, False, False, True),
            (True, True, True, False),
            (True, None, True, True),
        ),
        SLAGELSE_2019,
    )
    assert (log.n_screened, log.n_met_all, log.n_failed_one, log.n_unknown) == (5, 1, 2, 1)
    assert [(s.n_before, s.n_failed, s.n_unknown, s.n_after) for s in log.steps] == [
        (5, 1, 0, 4), (4, 1, 1, 2), (2, 0, 0, 2), (2, 1, 0, 1),
    ]  # fmt: skip
    assert [step.n_failed_only_this for step in log.steps] == [1, 0, 0, 1]


def test_the_log_holds_no_pseudonym():
    log = screen_cases(screening((True, True, True, True)), SLAGELSE_2019)
    assert "S000" not in repr(dataclasses.asdict(log))


def test_nobody_screened_is_a_log_of_zeros():
    log = screen_cases(screening(), SLAGELSE_2019)
    assert (log.n_screened, log.n_met_all) == (0, 0)


def test_a_criterion_of_a_rule_that_is_gone_is_named_from_that_day():
    assert list_lapsed(SLAGELSE_2019, dt.date(2019, 3, 1)) == ()
    assert len(list_lapsed(SLAGELSE_2019, dt.date(2025, 7, 1))) == 1


def test_a_faulty_screening_table_is_refused_without_showing_a_cell():
    bad = screening((True, "secret", True, True))
    with pytest.raises(ContractError, match="neither yes nor no") as caught:
        screen_cases(bad, SLAGELSE_2019)
    assert "secret" not in str(caught.value)
    with pytest.raises(ContractError, match="lacks a column"):
        screen_cases(bad.drop(columns="ikke_seniorpension"), SLAGELSE_2019)
    with pytest.raises(ContractError, match="twice"):
        screen_cases(bad.assign(case_id=None), SLAGELSE_2019)
    with pytest.raises(RequestError):
        screen_cases(bad, [])


def test_every_clock_starts_when_the_criteria_were_met_and_not_when_the_trial_took_over():
    found = follow(
        case(outcome="klar", outcome_on=dt.date(2019, 4, 4), taken_over_on=dt.date(2019, 3, 21)),
        case(eligible_on=dt.date(2019, 3, 11), taken_over_on=None),
    )["trial"]
    assert found.days.tolist() == [34, 112]
    assert found.outcome.tolist() == [Outcome.READY, Outcome.WAITING]
    assert found.mean_days_to_takeover == 20


def test_a_case_settled_before_time_zero_is_in_neither_group():
    rows = [
        case(outcome="klar", outcome_on=dt.date(2019, 2, 1)),
        case(eligible_on=dt.date(2019, 7, 1)),
        case(),
        case(group="earlier", outcome="job", outcome_on=dt.date(2018, 2, 1)),
        case(group="earlier"),
    ]
    found = follow(*rows, trial=TRIAL, earlier=EARLIER)
    assert (found["trial"].n_settled_before, found["trial"].n_too_late) == (1, 1)
    assert found["earlier"].n_settled_before == 1
    assert found["trial"].days.tolist() == [122]


def test_an_outcome_on_the_last_day_counts_and_one_after_it_does_not():
    found = follow(
        case(outcome="klar", outcome_on=dt.date(2019, 6, 30)),
        case(outcome="andre_socialfaglige_instanser", outcome_on=dt.date(2019, 6, 30)),
        case(outcome="klar", outcome_on=dt.date(2019, 7, 1)),
        case(),
    )["trial"]
    assert found.days.tolist() == [121, 121, 122, 122]
    assert found.outcome.tolist() == [1, 2, 0, 0]
    curves = aalen_johansen(found.days, found.outcome)
    assert curves.incidence[:, -1].tolist() == [0.25, 0.25]


def test_the_shortest_period_ends_the_clock_of_both_groups():
    short = Window(dt.date(2019, 3, 1), dt.date(2019, 4, 29))
    found = follow(case(), case(group="earlier"), trial=short, earlier=EARLIER)
    assert found["earlier"].days.tolist() == found["trial"].days.tolist() == [60]


def test_a_group_without_cases_is_empty():
    assert follow(case(), trial=TRIAL, earlier=EARLIER)["earlier"].days.size == 0


@pytest.mark.parametrize(
    ("row", "match"),
    [
        (case(started_on=dt.date(2019, 4, 1)), "its own start"),
        (case(outcome="secret", outcome_on=dt.date(2019, 4, 1)), "An outcome is none"),
        (case(outcome="klar"), "without a day"),
        (case(eligible_on=None), "lacks its day"),
        (case(eligible_on="secret"), "none"),
        (case(group="secret"), "no period"),
    ],
)
def test_a_faulty_table_of_cases_is_refused_without_showing_a_cell(row, match):
    with pytest.raises(ContractError, match=match) as caught:
        follow(row)
    assert "secret" not in str(caught.value)


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(RequestError):
        follow(case(), trial=Window(TRIAL.last_day, TRIAL.first_day))


def test_outcomes_have_danish_words_and_codes_of_their_own():
    assert len({outcome.code for outcome in Outcome}) == len(Outcome)
    assert Outcome.OTHER_SOCIAL.label == "videre til andre socialfaglige instanser"


@pytest.mark.parametrize(
    ("ready", "hours", "decision"),
    [
        (0, 10, Decision.STOP), (2, 10, Decision.STOP), (3, 10, Decision.ADJUST),
        (5, 10, Decision.CONTINUE), (8, 10, Decision.SPREAD), (10, 20, Decision.SPREAD),
        (10, 21, Decision.CONTINUE), (10, float("nan"), Decision.CONTINUE),
    ],
)  # fmt: skip
def test_the_rule_decides_by_its_own_numbers(ready, hours, decision):
    found = decide(RULE, ready=ready, n=10, mean_hours=hours)
    assert found.decision is decision
    assert found.is_held_back_by_hours == (ready >= 8 and decision is Decision.CONTINUE)


def test_cases_that_never_came_count_as_not_ready():
    assert decide(RULE, ready=4, n=6, mean_hours=5) == decide(RULE, ready=4, n=6, mean_hours=6)
    assert decide(RULE, ready=4, n=6, mean_hours=5).n_missing == 4


def test_more_cases_than_the_rule_was_made_for_get_no_decision():
    with pytest.raises(EstimationError, match="not made for these cases"):
        decide(RULE, ready=8, n=11, mean_hours=5)


def test_a_rule_made_afterwards_or_upside_down_is_refused():
    with pytest.raises(ContractError, match="before the trial started"):
        dataclasses.replace(RULE, fixed_on=RULE.starts_on)
    for numbers in ({"adjust_from": 6}, {"spread_from": 11}, {"continue_from": 8}):
        with pytest.raises(ContractError, match="do not rise"):
            dataclasses.replace(RULE, **numbers)


def test_chances_of_decisions_add_up_and_move_to_spreading():
    for share in (0, 0.3, 1):
        assert sum(chances_of_decisions(RULE, share).values()) == pytest.approx(1)
    spread = [chances_of_decisions(RULE, x)[Decision.SPREAD] for x in np.linspace(0, 1, 11)]
    assert spread == sorted(spread)
    assert chances_of_decisions(RULE, 0)[Decision.STOP] == 1


@pytest.mark.parametrize(
    "text",
    [
        "Prøvehandlingen virker.",
        "Forsøget beviser, at sagerne går hurtigere.",
        "Effekten er stor.",
        "Det skyldes den socialfaglige udredning.",
        "Forskellen er signifikant.",
        "Der kom flere tilkendelser.",
        "Ikke alt er nyt. Metoden virker.",
    ],
)
def test_words_that_say_more_than_ten_cases_can_are_found(text):
    assert find_claims(text, n=10)
    assert not find_claims(text, n=200)


@pytest.mark.parametrize(
    "text",
    [
        "Ti sager kan ikke vise, om metoden virker.",
        "6 af 10 sager var klar efter 122 dage.",
        "Hvad er effekten? Det ved vi ikke.",
        "Borgeren har et virkeligt behov.",
    ],
)
def test_modest_words_are_let_through(text):
    assert find_claims(text, n=10) == ()


def test_the_packages_own_sentences_claim_nothing():
    found = Estimate(0.6, 0.26, 0.88, 0.95, "share", 10, "exact")
    for text in (
        say_before(10, 10, 0.2, 0.8), say_before(5, 5, 0.5, None), say_after(found, 6, days=122)
    ):  # fmt: skip
        assert find_claims(text, n=10) == ()
    with pytest.raises(EstimationError):
        say_after(found, 7, days=122)
