"""Are the decisions behind a set of peers declared as data?"""

from analysis.comparison.multiverse.decisions import declared_decisions


def test_every_decision_and_option_has_a_label_and_a_reason():
    for decision in declared_decisions().values():
        assert decision.label
        assert decision.reason.endswith(".")
        assert all(option.label and option.reason.endswith(".") for option in decision.options)


def test_a_decision_under_a_kind_of_group_names_one_that_is_declared():
    decisions = declared_decisions()
    kinds = {option.name for option in decisions["kind"].options}
    assert {d.belongs_to for d in decisions.values()} <= kinds | {""}


def test_bands_of_the_number_of_peers_cover_every_declared_number_once():
    decision = declared_decisions()["n_peers"]
    numbers = range(decision.settings["first"], decision.settings["last"] + 1)
    covered = [n for band in decision.bands for n in range(band.first, band.last + 1)]
    assert covered == list(numbers)


def test_an_option_without_a_declared_label_is_shown_by_its_name():
    assert declared_decisions()["pooling"].label_of("9901") == "9901"
    assert declared_decisions()["n_peers"].band_of(44) == "44"
