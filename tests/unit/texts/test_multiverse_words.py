"""Do the words about other choices claim no more than the choices show?"""

import dataclasses

import pytest

from analysis.comparison.multiverse.flips import PeerChange
from analysis.comparison.multiverse.multiverse import vary_peers
from analysis.texts.multiverse import explain_multiverse, front_page_clause


@pytest.fixture(scope="module")
def multiverse(comparison):
    return vary_peers(comparison, n_draws=40)


def with_first(multiverse, *, same_answer=1.0, changes=()):
    first = multiverse.measures[0]
    varied = dataclasses.replace(first.varied, same_answer=same_answer)
    changed = dataclasses.replace(first, varied=varied, changes=changes)
    return dataclasses.replace(multiverse, measures=(changed,))


@pytest.mark.parametrize(
    ("same", "start"),
    [
        (1.0, "Alle andre rimelige valg"),
        (0.97, "Næsten alle andre rimelige valg"),
        (0.9, "9 af 10 andre rimelige valg"),
        (0.31, "Kun 3 af 10 andre rimelige valg"),
        (0.01, "Næsten ingen andre rimelige valg"),
    ],
)
def test_clause_says_how_many_agree(comparison, multiverse, same, start):
    clause = front_page_clause(comparison, with_first(multiverse, same_answer=same))
    assert clause.startswith(f"{start} af kommuner giver samme svar for førtidspension")


def test_clause_names_the_peer_that_changes_the_answer_and_the_page(comparison, multiverse):
    found = with_first(multiverse, same_answer=0.9, changes=(PeerChange("9902", True, 0, 0.9),))
    assert front_page_clause(comparison, found, page="side 6") == (
        "9 af 10 andre rimelige valg af kommuner giver samme svar for førtidspension "
        "(tilkendelser); valget af Bekøb ændrer det (side 6)."
    )


def test_clause_names_a_newcomer_that_changes_the_answer(comparison, multiverse):
    found = with_first(multiverse, changes=(PeerChange("9905", False, 0, 0.9),))
    assert "; tages Eskov med, ændres det." in front_page_clause(comparison, found)


def test_clause_names_other_headlines_that_the_choice_decides(comparison, multiverse):
    other = multiverse.measures[2]
    varied = dataclasses.replace(other.varied, same_answer=0.4)
    measures = (multiverse.measures[0], dataclasses.replace(other, varied=varied))
    found = dataclasses.replace(multiverse, measures=measures)
    assert "valget afgør svaret for fleksjob (bestand)" in front_page_clause(comparison, found)


def test_nothing_to_say_is_an_empty_clause(comparison, multiverse):
    empty = dataclasses.replace(multiverse, measures=())
    assert front_page_clause(comparison, empty) == ""


def test_section_says_that_agreement_is_no_evidence(comparison, multiverse):
    results, words = explain_multiverse(comparison, multiverse)
    assert len(results.content.paragraphs) == sum(m.is_told for m in multiverse.measures)
    assert any(p.lead == "Enighed er ikke bevis." for p in words.content.paragraphs)
    assert "almindelig praksis" in results.content.paragraphs[0].text


def test_section_is_never_without_words(comparison, multiverse):
    (block,) = explain_multiverse(comparison, dataclasses.replace(multiverse, measures=()))
    assert block.content.role == "missing"
