"""A commentary file is read as written, or refused with file, line and key and no content."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.commentary.moments import read_moment
from analysis.commentary.reading import LONGEST_ON_PAGE_ONE, read_commentary
from analysis.errors import SourceError


def test_paragraphs_stand_apart_at_an_empty_line_and_lines_are_joined(write, subject):
    (comment,) = read_commentary(write(), subject).comments
    assert comment.paragraphs == (
        "Vi har ændret visitationen.",
        "Den nye praksis gælder fra marts.",
    )
    assert (comment.place, comment.written) == ("side-1", dt.date(2026, 3, 12))


def test_a_file_without_status_is_a_draft_without_embargo(write, subject):
    found = read_commentary(write(), subject)
    assert (found.status, found.approved_by, found.embargo) == ("udkast", "", None)


@pytest.mark.parametrize(
    ("line", "embargo"),
    [
        ("2026-03-20", dt.date(2026, 3, 20)),
        ("2026-03-20 10:00", dt.datetime(2026, 3, 20, 10)),
        ("2026-03-20 10.30", dt.datetime(2026, 3, 20, 10, 30)),
        ("2026-03-20 10:00:00", dt.datetime(2026, 3, 20, 10)),
        ('"2026-03-20"', dt.date(2026, 3, 20)),
    ],
)
def test_an_embargo_is_a_day_or_a_moment(write, words, subject, line, embargo):
    path = write(words, ("comments:", f"embargo: {line}\ncomments:"))
    assert read_commentary(path, subject).embargo == embargo


def test_byte_order_mark_and_windows_lines_of_notepad_are_read(write, words, subject):
    path = write()
    path.write_bytes(words.replace("\n", "\r\n").encode("utf-8-sig"))
    (comment,) = read_commentary(path, subject).comments
    assert len(comment.paragraphs) == 2


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"990"', '"991"', "another municipality code"),
        ('"2025K4"', '"2025K3"', "another period"),
        ("report: praksis", "report: anbefalinger #", "another report"),
        ("comments:", "release: offentlig\ncomments:", "another release"),
        ("comments:", "remarks: 1\ncomments:", "does not know remarks"),
        ("written: 2026-03-12", "written: 12. marts 2026", "is no date"),
        ("written: 2026-03-12", "written: 2026-02-30", "does not exist"),
        ("side-1", "Side 1", "is no id"),
        ("comments:", "status: færdig\ncomments:", "one of the words"),
        ("comments:", "embargo: i morgen\ncomments:", "is no day or moment"),
        ("comments:", "embargo: 2026-03-20T10:00:00+01:00\ncomments:", "is no day or moment"),
        ("comments:", "status: godkendt\ncomments:", "approved_by and approved_on"),
        ("comments:", "status: godkendt\napproved_by: Direktøren\ncomments:", "approved_on is"),
        ("    text: |", "    txt: |", "lacks text"),
    ],
)
def test_a_fault_is_refused_with_file_line_and_remedy(write, words, subject, old, new, told):
    with pytest.raises(SourceError) as caught:
        read_commentary(write(words, (old, new)), subject)
    assert told in caught.value.what
    assert "praksissammenligning.yaml, line " in caught.value.where
    assert caught.value.expected
    assert caught.value.fix


def test_a_cpr_like_token_is_refused_and_not_shown_even_behind_a_hash(write, words, subject):
    token = "010190" + "-" + "1234"
    for path in (write(words + f"# {token}\n"), write(words, ("marts.", f"marts {token}."))):
        with pytest.raises(SourceError) as caught:
            read_commentary(path, subject)
        assert token not in str(caught.value)
        assert "line" in caught.value.where


def test_no_message_shows_what_an_author_wrote(write, words, subject):
    secret = "Hemmelig tekst om en borger"
    path = write(words, ("written_by: ", f"Nej {secret}: 1\n    written_by: "))
    with pytest.raises(SourceError) as caught:
        read_commentary(path, subject)
    assert "borger" not in str(caught.value)


def test_a_text_on_page_one_has_less_room_than_elsewhere(write, words, subject):
    long = "ord " * (LONGEST_ON_PAGE_ONE // 4 + 1)
    with pytest.raises(SourceError, match="too long"):
        read_commentary(write(words, ("visitationen.", long)), subject)
    path = write(words, ("visitationen.", long), ("side-1", "over-tid"))
    assert len(read_commentary(path, subject).comments) == 1


def test_two_texts_of_one_author_at_one_place_are_refused(write, words, subject):
    start = words.index("  - place")
    with pytest.raises(SourceError, match="Two comments of the same author"):
        read_commentary(write(words + words[start:]), subject)
    other = words[start:].replace("Beskæftigelses", "Social")
    assert len(read_commentary(write(words + other), subject).comments) == 2


@settings(deadline=None)
@given(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2199, 12, 31)))
def test_a_moment_survives_being_written_with_colon_or_point(moment):
    minute = moment.replace(second=0, microsecond=0)
    assert read_moment(f"{minute:%Y-%m-%d %H:%M}") == minute
    assert read_moment(f"{minute:%Y-%m-%d %H.%M}") == minute
    assert read_moment(f"{minute:%Y-%m-%d}") == minute.date()
