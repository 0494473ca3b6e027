"""What is said of peers that lie far from the focus, and when nothing is."""

import dataclasses
import math

import pytest

from analysis.comparison.assemble import compare_practice
from analysis.texts.peers import say_far_peers, warn_of_far_peers


def with_distances(comparison, *, by_code, typical=2.0, far=1.5):
    nearness = dataclasses.replace(
        comparison.peers.nearness, by_code=by_code, typical=typical, far=far
    )
    peers = dataclasses.replace(comparison.peers, nearness=nearness, distances=dict(by_code))
    return dataclasses.replace(comparison, peers=peers)


def text_of(blocks):
    (block,) = blocks
    return block.content.paragraphs[0].text


@pytest.mark.parametrize("distances", [(0.5, 1.0, 1.9), (1.5, 2.0, 2.0)])
def test_nothing_is_said_of_peers_that_are_near(comparison, distances):
    near = dict(zip(comparison.peers.codes, distances, strict=True))
    shown = with_distances(comparison, by_code=near)
    assert warn_of_far_peers(shown) == ()
    assert say_far_peers(shown) == ""


def test_far_peers_are_named_and_counted(comparison):
    shown = with_distances(comparison, by_code={"9902": 0.5, "9903": 2.1, "9904": 3.0})
    text = text_of(warn_of_far_peers(shown))
    assert text.startswith("Cedal og Dunby ligner ikke Aby mere, end to tilfældige kommuner")
    assert "Bekøb" not in text
    assert say_far_peers(shown).startswith(" 2 af de 3 ligner ikke Aby mere på rammevilkår")


def test_when_all_are_far_none_is_named_but_the_nearest(comparison):
    shown = with_distances(comparison, by_code={"9902": 2.5, "9903": 2.6, "9904": 3.0})
    text = text_of(warn_of_far_peers(shown))
    assert "mest på rammevilkår, Bekøb, ligger 2,5 standardafvigelser væk" in text
    assert "Ingen af dem ligner Aby mere" in text
    assert say_far_peers(shown).startswith(" Ingen af dem ligner Aby mere")


def test_nearest_that_is_far_is_said_even_where_none_is_beyond_typical(comparison):
    shown = with_distances(comparison, by_code={"9902": 1.6, "9903": 1.7, "9904": 1.8})
    assert "Ni af ti kommuner har en nabo inden for 1,5" in text_of(warn_of_far_peers(shown))
    assert say_far_peers(shown).startswith(" Ingen af dem ligner Aby meget")


def test_focus_without_a_condition_is_told_what_is_missing(comparison):
    shown = with_distances(comparison, by_code={}, typical=math.nan, far=math.nan)
    (block,) = warn_of_far_peers(shown)
    assert block.content.role == "missing"
    assert "tabellen over kommuner" in block.content.paragraphs[0].text
    assert say_far_peers(shown) == ""


def test_warning_rests_on_the_conditions_and_the_names(invented, tmp_path):
    store = invented.open_country(tmp_path, synthetic=frozenset({"AUK01.csv"}))
    shown = with_distances(compare_practice(store, "9901", peers="9902"), by_code={"9902": 9.0})
    (block,) = warn_of_far_peers(shown)
    assert block.lineage.inputs == {"municipalities.csv"}
    assert block.lineage.synthetic == frozenset()
