"""A remark stands where it belongs, says when its numbers moved, and is never dropped."""

import datetime as dt
from dataclasses import replace

import pytest

from analysis.blocks.model import Heading
from analysis.commentary.insert import WITHOUT_PLACE, insert_comments
from analysis.commentary.judge import judge_comments, say_why_no_longer_approved
from analysis.commentary.kept import Kept, confirm_all
from analysis.commentary.model import Comment, Commentary
from analysis.commentary.shown import list_shown
from analysis.concepts import Origin

DAY = dt.date(2026, 3, 12)


@pytest.fixture
def render(blocks, subject):
    """Return a function that confirms remarks beside one report and puts them into another."""

    def render_them(*comments, confirmed=True, on=DAY, **changes):
        commentary = Commentary(subject, comments=comments)
        kept = Kept({})
        if confirmed:
            kept = confirm_all(commentary, kept, list_shown(blocks()), on=on)
        now = blocks(**changes)
        return insert_comments(now, judge_comments(commentary, kept, list_shown(now)))

    return render_them


def comment(place, *, author="Forvaltningen"):
    return Comment(place, ("Første.", "Andet."), DAY, author)


def ids(blocks):
    return [block.id for block in blocks]


def words(block):
    return "\n".join(f"{each.lead} {each.text}".strip() for each in block.content.paragraphs)


def test_remarks_stand_after_findings_heading_or_block(render):
    found = ids(render(comment("side-1"), comment("over-tid"), comment("forside")))
    assert found[found.index("fund-1") + 1] == "egne-ord-1-side-1"
    assert found[found.index("over-tid") + 1] == "egne-ord-2-over-tid"
    assert found[found.index("forside") + 1] == "egne-ord-3-forside"


def test_a_remark_says_who_and_when_and_nothing_more_while_numbers_stand(render):
    block = next(each for each in render(comment("side-1")) if each.id.startswith("egne"))
    assert block.content.role == "own"
    assert words(block) == ("Kommunens bemærkning · Forvaltningen · 12. marts 2026 Første.\nAndet.")


def test_a_remark_whose_numbers_moved_says_which_before_and_now(render):
    blocks = render(comment("side-1"), comment("kilder"), awards="1.031")
    moved, same = (words(each) for each in blocks if each.id.startswith("egne"))
    assert "Tallene under bemærkningen er ændret siden 12. marts 2026:" in moved
    assert "Førtidspension, faktisk (Tilkendelser) 1.026 → 1.031" in moved
    assert "ændret siden" not in same


def test_a_remark_that_was_never_confirmed_says_so(render):
    (block,) = (e for e in render(comment("kilder"), confirmed=False) if "egne" in e.id)
    assert "Bemærkningen er ikke holdt op mod tallene." in words(block)


def test_a_remark_read_again_keeps_its_day_and_shows_the_later_one(render):
    blocks = render(comment("kilder"), on=dt.date(2026, 6, 2))
    (block,) = (each for each in blocks if "egne" in each.id)
    assert "12. marts 2026 · læst igen 2. juni 2026" in words(block)


def test_a_remark_whose_place_is_gone_stands_at_the_end_with_its_old_title(blocks, subject):
    commentary = Commentary(subject, comments=(comment("over-tid"),))
    kept = confirm_all(commentary, Kept({}), list_shown(blocks()), on=DAY)
    now = tuple(each for each in blocks() if each.id not in ("over-tid", "udvikling"))
    result = insert_comments(now, judge_comments(commentary, kept, list_shown(now)))
    assert ids(result)[-2:] == [WITHOUT_PLACE, "egne-ord-1-over-tid"]
    assert isinstance(result[-2].content, Heading)
    assert "»Har det ændret sig?«" in words(result[-1])
    assert "Første." in words(result[-1])


def test_a_remark_about_synthetic_numbers_is_synthetic_and_others_are_not(render):
    front, later = (
        each for each in render(comment("side-1"), comment("over-tid")) if "egne" in each.id
    )
    assert front.lineage.origin is Origin.SYNTHETIC
    assert later.lineage.origin is Origin.OBSERVED
    assert later.lineage.inputs == {"FOLK1A.csv"}


def test_nothing_else_moves_and_without_remarks_nothing_does(render, blocks):
    assert render() == blocks()
    result = render(comment("side-1"), comment("side-1", author="En anden"), comment("del"))
    assert tuple(each for each in result if "egne" not in each.id) == blocks()
    assert len(set(ids(result))) == len(result)


def test_an_approval_lapses_when_a_number_moves_and_says_which(blocks, subject):
    approved = Commentary(subject, "godkendt", "Direktøren", DAY)
    before, after = list_shown(blocks()), list_shown(blocks(awards="1.031"))
    kept = confirm_all(approved, Kept({}), before, on=DAY)
    assert say_why_no_longer_approved("Direktøren", DAY, kept, before) == ""
    told = say_why_no_longer_approved("Direktøren", DAY, kept, after)
    assert "1.026 → 1.031" in told
    assert "12. marts 2026" in told


@pytest.mark.parametrize("change", [{"approved_by": "En anden"}, {"approved_on": dt.date.max}])
def test_an_approval_that_was_not_confirmed_as_it_is_covers_nothing(blocks, subject, change):
    approved = Commentary(subject, "godkendt", "Direktøren", DAY)
    shown = list_shown(blocks())
    kept = confirm_all(replace(approved, **change), Kept({}), shown, on=DAY)
    assert "ikke holdt op mod" in say_why_no_longer_approved("Direktøren", DAY, kept, shown)
