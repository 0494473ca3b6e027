"""The controls redraw the answer, and a choice that cannot be had says so."""

import pytest

from analysis.errors import CoverageError
from analysis.explorer.explorer import Choice, draw, explore
from analysis.explorer.views import VIEWS

PEERS = "9902,9903,9904"


@pytest.fixture(scope="module")
def controls(country):
    return Controls(explore(country, municipality_code="9901", peers=PEERS))


class Controls:
    """The parts of the box, by what they are."""

    def __init__(self, box):
        row, self.view, self.state, self.answer = box.children
        self.municipality, self.scheme, self.peers = row.children


def test_the_first_answer_is_page_one_of_the_municipality(controls):
    assert 'id="forside"' in controls.answer.value
    assert "Aby" in controls.answer.value
    assert controls.state.value == ""


def test_another_municipality_changes_the_answer(country):
    controls = Controls(explore(country, municipality_code="9901"))
    before = controls.answer.value
    controls.municipality.value = "9902"
    assert "Faktisk i Bekøb" in controls.answer.value
    assert "Faktisk i Bekøb" not in before


def test_one_scheme_is_shown_alone(country):
    controls = Controls(explore(country, municipality_code="9901", peers=PEERS))
    controls.scheme.value = "fleksjob-bestand"
    assert "Fleksjob" in controls.answer.value
    assert "Sygedagpenge" not in controls.answer.value


def test_peers_that_cannot_be_had_leave_the_last_answer_and_say_why(country):
    controls = Controls(
        explore(country, municipality_code="9902", peers=PEERS.replace("9902,", ""))
    )
    controls.peers.value = ""
    before = controls.answer.value
    controls.municipality.value = "9903"
    controls.peers.value = PEERS.replace("9902,", "")
    assert "listed as its own peer" in controls.state.value
    assert controls.answer.value != ""
    assert before != ""


@pytest.mark.parametrize("view", VIEWS, ids=[view.label for view in VIEWS])
def test_every_view_shows_awards_and_a_stock_alone(comparison, view):
    for headline in ("foertidspension-tilkendelser", "fleksjob-bestand"):
        html = draw(comparison, Choice("9901", headline, "", view))
        assert "data-origin" in html


def test_a_scheme_without_data_is_refused(comparison):
    with pytest.raises(CoverageError, match="no data on dagpenge-bestand"):
        draw(comparison, Choice("9901", "dagpenge-bestand", "", VIEWS[0]))


def test_an_unknown_municipality_is_refused_at_once(country):
    with pytest.raises(CoverageError, match="not a municipality"):
        explore(country, municipality_code="9999")
