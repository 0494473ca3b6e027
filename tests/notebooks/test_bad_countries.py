"""The whole report on data that lack something: it says so, and shows no empty number.

Each country is the invented one with one thing wrong that real extracts may have.
"""

import json
import re

import pytest

from analysis.errors import ContractError

PARAMETERS = {"municipality_code": "9901", "peers": "9902,9903,9904"}
NOT_A_NUMBER = re.compile(r"(?<![a-zæøå])(nan|NaN|inf|None)(?![a-zæøå])")


def no_awards(invented):
    """Nobody in the country was awarded førtidspension."""
    files = invented.country()
    table, text = files["PEN113.csv"]
    header, *lines = text.splitlines()
    zeros = [line.rsplit(";", 1)[0] + ";0" for line in lines]
    return {**files, "PEN113.csv": (table, "\n".join([header, *zeros]) + "\n")}


def nobody_on_revalidering(invented):
    """A stock that is zero everywhere."""
    files = invented.country()
    table, text = files["AUK01.csv"]
    lines = [
        line.rsplit(";", 1)[0] + ";0" if ";RE;" in line else line for line in text.splitlines()
    ]
    return {**files, "AUK01.csv": (table, "\n".join(lines) + "\n")}


def no_population_by_age(invented):
    """Awards and stocks by age, but a population in total only."""
    files = invented.country()
    table, text = files["FOLK1A.csv"]
    header, *lines = text.splitlines()
    kept = [line for line in lines if ";IALT;" in line]
    return {**files, "FOLK1A.csv": (table, "\n".join([header, *kept]) + "\n")}


def only_awards(invented):
    """Neither stocks nor context."""
    return invented.without(
        invented.country(), "AUK01.csv", "AUK01-net.csv", "y60a02.json", "y25i01.json"
    )


def only_one_stock(invented):
    """One monthly stock of persons without age, and nothing else."""
    return invented.without(invented.country(), "AUK01.csv", "AUK01-net.csv", "PEN113.csv")


@pytest.mark.parametrize(
    "country",
    [
        no_awards, nobody_on_revalidering, no_population_by_age, only_awards,
        only_one_stock,
    ],
    ids=lambda country: country.__name__,
)  # fmt: skip
def test_the_report_of_such_a_country_is_whole(country, invented, run_cells, tmp_path):
    store = invented.open_country(tmp_path, country(invented))
    blocks = run_cells(store, **PARAMETERS)
    empty = {
        block.id: found.group(0)
        for block in blocks.values()
        if (found := NOT_A_NUMBER.search(visible_text(block)))
    }
    assert empty == {}
    assert "forside" in blocks


def test_a_municipality_without_a_condition_is_refused_by_name(invented, run_cells, tmp_path):
    row = "9903,Cedal,Landkommuner,H,22400,"
    files = invented.changed(invented.country(), "municipalities.csv", f"{row}2.2", row)
    with pytest.raises(ContractError, match="value in conditions is missing"):
        run_cells(invented.open_country(tmp_path, files), **PARAMETERS)


def test_one_peer_is_enough_for_a_whole_report(invented, run_cells, tmp_path):
    blocks = run_cells(invented.open_country(tmp_path), municipality_code="9901", peers="9910")
    assert not any(NOT_A_NUMBER.search(visible_text(block)) for block in blocks.values())


def test_the_appendix_lists_the_questions_of_its_pages(invented, run_cells, tmp_path):
    blocks = run_cells(invented.open_country(tmp_path), **PARAMETERS)
    headings = [
        block.content.text
        for block in blocks.values()
        if block.kind == "Heading" and block.content.level == 1
    ]
    listed = [paragraph.text for paragraph in blocks["bilagets-sider"].content.paragraphs]
    assert listed == headings[headings.index("Bilag for analytikere") + 1 :]


def visible_text(block):
    """Return what a reader sees: the content without the numbers behind it."""
    content = block.to_json()["content"]
    content.pop("records", None)
    return json.dumps(content, ensure_ascii=False)
