"""What a release says of two readers and of people tells no small number of cases."""

from __future__ import annotations

import dataclasses
import math
import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.findings.suppression import HIDDEN, suppress_results
from analysis.findings.suppression_notes import (
    leave_out_small_counts,
    round_people_in,
    soften_counts,
    write_people_in,
)

_HAND = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
hand = SimpleNamespace(**runpy.run_path(str(_HAND)))
KAPPA = "Enighed ud over det tilfældige (Cohens kappa) er 0,46."


def found(either, both):
    cases = "1 sag" if either == 1 else f"{either} sager"
    return (
        "De to læsere er enige om fleksjob i 62 af 68 sager. Mindst én af dem fandt målgruppen "
        f"for fleksjob i {cases}, og begge i {both} af dem. {KAPPA}"
    )


def release(reading, name):
    agreement = dataclasses.replace(hand.make_results().agreement[0], reading=reading)
    results = hand.make_results(domains=(), agreement=(agreement,))
    return suppress_results(results, name).agreement[0]


@pytest.mark.parametrize("name", ["lukket", "offentlig"])
def test_how_few_cases_two_readers_found_is_said_in_no_release(name):
    shown = release(found(2, 1), name)
    assert shown.n_cases != HIDDEN
    assert "Mindst én af dem" not in shown.reading
    assert KAPPA in shown.reading


@settings(deadline=None)
@given(st.integers(1, 20).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_a_sentence_stays_only_where_every_count_in_it_is_large_or_nobody(counts):
    either, both = counts
    stays = "Mindst én" in leave_out_small_counts(found(either, both), below=5)
    assert stays == (not any(0 < n < 5 for n in (either, both, either - both)))


def test_which_reader_found_more_is_not_said_of_a_few():
    text = (
        "Uenigheden går mest én vej: første læser sagde »klar« alene i 9 sager, anden læser i 1. "
        "De lægger formentlig en forskellig målestok."
    )
    assert "alene i" not in leave_out_small_counts(text, below=5)
    assert "alene i" in leave_out_small_counts(text.replace("i 1.", "i 6."), below=5)


def test_the_smallest_number_that_is_shown_is_the_threshold():
    assert soften_counts("I 4 sager, I 5 sager.", below=5) == "I enkelte sager, I 5 sager."


def test_every_number_of_people_in_a_note_is_a_multiple_and_limits_go_outwards():
    note = (
        "68 sager er læst to gange. Afstanden er omkring 382 personer med korrektion og 389 uden. "
        "Hovedtallet er 1.098 personer; korrektionen er 992 personer (korrigeret), 292 til 1.941."
    )
    rounded = round_people_in(note, to=10)
    assert "380 personer med korrektion og 390 uden" in rounded
    assert "290 til 1.950." in rounded
    assert "68 sager er læst to gange." in rounded
    numbers = [int(n.replace(".", "")) for n in re.findall(r"\d+(?:\.\d{3})*", rounded)]
    assert [n for n in numbers if n % 10] == [68]


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from([1, 10, 50]))
def test_rounded_limits_hold_the_limits(low, high, step):
    def written(n):
        return f"{n:,}".replace(",", ".")

    text = round_people_in(f"{written(low)} til {written(high)}", to=step)
    below, above = (int(part.replace(".", "")) for part in text.split(" til "))
    assert below <= low
    assert above >= high
    assert max(low - below, above - high) < step


def test_people_are_written_as_asked_and_cases_are_left():
    told = write_people_in("80 sager, 1.234 personer, 5 til 6.", lambda n: f"<{math.floor(n)}>")
    assert told == "80 sager, <1234> personer, <5> til <6>."
