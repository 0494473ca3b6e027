"""What moved is named as the reader met it: which figure, before and now."""

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.commentary.moves import Move, describe_moves, list_moves
from analysis.commentary.shown import Shown, list_shown

SMALL = st.dictionaries(
    st.sampled_from("abc"), st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["1", "2"]))
)


def moves_between(before, now):
    return list_moves(before.figures, now.figures, now)


def test_a_moved_number_is_named_before_and_now(blocks):
    moves = moves_between(list_shown(blocks()), list_shown(blocks(awards="1.031")))
    told = describe_moves(moves)
    assert "Førtidspension, faktisk (Tilkendelser) 1.026 → 1.031" in told
    # The sentence is long, so only its numbers are told.
    assert "konklusion 1, ordlyd: 1.026 → 1.031" in told
    assert len(moves) == 2


def test_numbers_of_a_drawing_come_last_and_by_its_title(blocks):
    now = list_shown(blocks(awards="1.031", share=0.3))
    told = describe_moves(moves_between(list_shown(blocks()), now))
    assert told.endswith("tallene bag figuren »Udvikling«.")


def test_what_came_and_what_went_is_told():
    new, gone = (
        Move("a", "", "Fleksjob, faktisk", "", "12"),
        Move("a", "", "Revalidering, faktisk", "31", ""),
    )
    assert describe_moves([new, gone]) == (
        "Fleksjob, faktisk 12 stod der ikke før; Revalidering, faktisk 31 står der ikke mere."
    )


def test_a_long_text_with_other_words_is_told_as_that():
    words = "Kommunen tilkender flere end andre kommuner gør, når alder regnes med."
    move = Move("a", "konklusion 1", "ordlyd", words, words.replace("flere", "færre"))
    assert describe_moves([move]) == "konklusion 1, ordlyd: ordene er andre."


def test_no_more_are_named_than_asked_for_and_the_rest_is_counted():
    moves = [Move("a", "", f"tal {i}", "1", "2") for i in range(7)]
    told = describe_moves(moves, most=5)
    assert told.count("→") == 5
    assert told.endswith("; og 2 andre.")


@settings(deadline=None)
@given(SMALL, SMALL)
def test_moves_carry_one_fingerprint_into_the_other(before, now):
    result = {(block, label): v for block, each in before.items() for label, v in each.items()}
    for move in list_moves(before, now, Shown(())):
        assert result.get((move.block_id, move.label), "") == move.before != move.now
        result[(move.block_id, move.label)] = move.now
    wanted = {(block, label): v for block, each in now.items() for label, v in each.items()}
    assert {key: value for key, value in result.items() if value} == wanted


@settings(deadline=None)
@given(SMALL)
def test_nothing_has_moved_against_itself(figures):
    assert list_moves(figures, figures, Shown(())) == ()
