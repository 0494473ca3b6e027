"""The pages of a pack: everything that is there once, and what is not there named."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import pytest

from analysis.blocks.html import block_to_html
from analysis.blocks.model import Block
from analysis.packs.assemble import Pack
from analysis.pages import pack as pages

PAGES = tuple(getattr(pages, name) for name in pages.__all__)


@pytest.fixture(scope="module")
def blocks(pack) -> dict[str, Block]:
    every = list(chain.from_iterable(page(pack) for page in PAGES))
    assert len({block.id for block in every}) == len(every)
    return {block.id: block for block in every}


@pytest.fixture(scope="module")
def bare(pack) -> Pack:
    """Return the same pack when nothing but statistics was given."""
    nothing = replace(pack.evidence, pathways=None, study=None, flows=None, files={})
    missing = {**pack.missing, **dict.fromkeys(NAMES, "Filen er ikke lagt ved.")}
    return replace(
        pack,
        evidence=replace(nothing, missing=missing),
        economics=None,
        register=replace(pack.register, missing={"economics": "Satserne er ikke lagt ved."}),
        recommendations=None,
        judged=(),
        plan=None,
        reduced=None,
        changes=None,
    )


NAMES = ("events.csv", "study.yaml", "flow.yaml", "recommendations.yaml", "milestones.yaml")


def test_pages_begin_with_a_heading_and_every_block_can_be_shown(pack, blocks) -> None:
    assert {page(pack)[0].kind for page in (pages.changes_page, pages.light_page)} == {"Heading"}
    assert all(block_to_html(block) for block in blocks.values())


@pytest.mark.parametrize(
    "block_id",
    ["indstilling", "forside", "sagsgang", "uger", "frister-holdt", "egen-tragt", "procesforloeb",
     "centre", "business-case", "tornado", "anbefalinger", "tidsplan", "milepaele-reduceret",
     "aendret-siden-sidst", "flyttede-tal", "tjeklister", "oplaeg-inddata", "satser",
     "praksis-poster", "fundregister", "mangler-review"],
)  # fmt: skip
def test_a_director_finds_each_part(blocks, block_id) -> None:
    assert block_id in blocks


def test_every_block_rests_on_something_so_that_it_can_be_stamped(blocks) -> None:
    bare = [
        each.id for each in blocks.values()
        if each.kind in {"Figure", "Table"} and not each.lineage.inputs
    ]  # fmt: skip
    assert bare == []


def test_what_is_not_given_has_a_reason_and_no_figure(bare) -> None:
    shown = {page.__name__: page(bare) for page in PAGES if page is not pages.front_page}
    for name, reason in (
        ("flow_page", "mangler-flow"), ("time_pages", "mangler-events"),
        ("study_pages", "mangler-study"), ("recommendations_pages", "mangler-recommendations"),
        ("plan_page", "mangler-milestones"), ("economics_pages", "mangler-oekonomi"),
    ):  # fmt: skip
        assert any(block.id.startswith(reason) for block in shown[name]), name
        assert not any(block.kind == "Figure" for block in shown[name]), name
    assert [block.id for block in shown["changes_page"]] == ["aendret", "aendret-tekst"]
    said = " ".join(p.text for p in shown["economics_pages"][-1].content.paragraphs)
    assert said == "Satserne er ikke lagt ved."
    appendix = {block.id for block in shown["appendix_pages"]}
    assert "fundregister" in appendix
    assert not {"satser", "praksis-poster"} & appendix


def test_the_deadlines_of_the_law_stand_with_and_without_an_event_file(blocks, bare) -> None:
    assert "frister-lov" in blocks
    assert "frister-lov" in {block.id for block in pages.time_pages(bare)}
