"""The whole report on data that lack something: it says so, and shows no empty number.

Each country is the invented one with one thing wrong that real extracts may have.
"""

import json
import re

import pytest

from analysis.errors import ContractError, CoverageError, EstimationError

PARAMETERS = {"municipality_code": "9901", "peers": "9902,9903,9904"}
FOCUS, PEERS = ("9901",), ("9902", "9903", "9904")
NOT_A_NUMBER = re.compile(r"(?<![a-zæøå])(nan|NaN|inf|None)(?![a-zæøå])")


def no_awards(invented):
    """Nobody in the country was awarded førtidspension."""
    return edited(invented.country(), "PEN113.csv", lambda row: {**row, "INDHOLD": "0"})


def awards_in_one_municipality(invented):
    """All the awards of the country are one peer's."""
    return edited(invented.country(), "PEN113.csv", lambda row: zero(row, row["OMRÅDE"] != "9902"))


def nobody_on_revalidering(invented):
    """A stock that is zero everywhere."""
    return edited(
        invented.country(), "AUK01.csv", lambda row: zero(row, row["YDELSESTYPE"] == "RE")
    )


def nothing_in_the_focus(invented):
    """The municipality has no awards, and nobody on førtidspension or ressourceforløb."""
    files = edited(invented.country(), "PEN113.csv", lambda row: zero(row, row["OMRÅDE"] in FOCUS))
    return edited(
        files,
        "AUK01.csv",
        lambda row: zero(row, row["OMRÅDE"] in FOCUS and row["YDELSESTYPE"] in ("FP", "RES")),
    )


def nothing_anywhere(invented):
    """Every count is zero."""
    files = invented.country()
    for name in ("PEN113.csv", "AUK01.csv", "AUK01-net.csv"):
        files = edited(files, name, lambda row: {**row, "INDHOLD": "0"})
    return files


def the_focus_is_tiny(invented):
    """Three residents of each age, one award and one recipient of each benefit."""
    files = edited(
        invented.country(),
        "PEN113.csv",
        lambda row: zero(row, row["OMRÅDE"] in FOCUS and row["TID"] != "2025M05"),
    )
    files = edited(
        files,
        "PEN113.csv",
        lambda row: row_of(row, "1", row["OMRÅDE"] in FOCUS and row["TID"] == "2025M05"),
    )
    files = edited(
        files,
        "AUK01.csv",
        lambda row: row_of(row, "6" if row["KØN"] == "TOT" else "1", row["OMRÅDE"] in FOCUS),
    )
    return edited(
        files,
        "FOLK1A.csv",
        lambda row: row_of(row, "330" if row["KØN"] == "TOT" else "3", row["OMRÅDE"] in FOCUS),
    )


def the_focus_is_blank_now(invented):
    """The newest month and quarter lack one group of the municipality."""
    return blanked(invented.country(), FOCUS, month="2025M11", quarter="2025K4")


def the_focus_is_blank_before(invented):
    """The first quarter of the stocks lacks one group of the municipality."""
    return blanked(invented.country(), FOCUS, month="", quarter="2025K3")


def a_peer_is_blank(invented):
    """One peer of three lacks a group."""
    return blanked(invented.country(), PEERS[:1], month="2025M11", quarter="2025K4")


def all_peers_are_blank(invented):
    """No peer has figures."""
    return blanked(invented.country(), PEERS, month="2025M11", quarter="2025K4")


def everybody_is_blank(invented):
    """No municipality has figures in the newest period."""
    return blanked(invented.country(), invented.CODES, month="2025M11", quarter="2025K4")


def one_quarter_of_everything(invented):
    """The stocks of one quarter, and the awards of one."""
    files = kept(invented.country(), "AUK01.csv", lambda row: row["TID"] == "2025K4")
    files = kept(files, "AUK01-net.csv", lambda row: row["TID"] == "2025K4")
    return kept(files, "PEN113.csv", lambda row: row["TID"] >= "2025M10")


def no_whole_quarter_of_awards(invented):
    """Two months of awards."""
    return kept(invented.country(), "PEN113.csv", lambda row: row["TID"] >= "2025M11")


def all_municipalities_are_alike(invented):
    """Same people and same counts everywhere: practice does not vary at all."""
    files = edited(invented.country(), "PEN113.csv", lambda row: {**row, "INDHOLD": "6"})
    files = edited(
        files,
        "AUK01.csv",
        lambda row: {**row, "INDHOLD": "540" if row["KØN"] == "TOT" else "90"},
    )
    return edited(
        files,
        "FOLK1A.csv",
        lambda row: {**row, "INDHOLD": "40000" if row["KØN"] == "TOT" else "300"},
    )


def two_conditions_are_one(invented):
    """Unemployment stands in the column of herkomst too."""
    return conditions(
        invented,
        lambda row: {**row, "immigrants_and_descendants_pct_2022": row["unemployment_pct_2024"]},
    )


def before_the_reforms(invented):
    """The whole country lies in 2012, before nearly every reform of the calendar."""
    return {
        name: (table, re.sub("2025(?=[KM])", "2012", text.replace("2026K1", "2013K1")))
        for name, (table, text) in invented.country().items()
    }


def women_have_no_young(invented):
    """Nobody is in one group of age and sex, anywhere: no people and no counts."""
    return without_young_women(invented, invented.CODES)


def the_focus_has_no_young_women(invented):
    """The municipality lacks a group that its peers have."""
    return without_young_women(invented, FOCUS)


def no_population_by_age(invented):
    """Awards and stocks by age, but a population in total only."""
    return kept(invented.country(), "FOLK1A.csv", lambda row: row["ALDER"] == "IALT")


def only_awards(invented):
    """Neither stocks nor context."""
    return invented.without(
        invented.country(), "AUK01.csv", "AUK01-net.csv", "y60a02.json", "y25i01.json"
    )


def only_one_stock(invented):
    """One monthly stock of persons without age, and nothing else."""
    return invented.without(invented.country(), "AUK01.csv", "AUK01-net.csv", "PEN113.csv")


QUICK = (no_awards, only_one_stock)
SLOW = (
    the_focus_is_blank_now,
    all_peers_are_blank, one_quarter_of_everything,
    awards_in_one_municipality, nobody_on_revalidering, nothing_in_the_focus, nothing_anywhere,
    the_focus_is_tiny, the_focus_is_blank_before, a_peer_is_blank, everybody_is_blank,
    no_whole_quarter_of_awards, all_municipalities_are_alike, two_conditions_are_one,
    before_the_reforms, women_have_no_young, the_focus_has_no_young_women, no_population_by_age,
    only_awards,
)  # fmt: skip


@pytest.mark.parametrize(
    "country",
    [*QUICK, *(pytest.param(country, marks=pytest.mark.slow) for country in SLOW)],
    ids=lambda country: country.__name__,
)
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
    assert without_content(list(blocks.values())) == []


def test_a_municipality_without_a_condition_is_refused_by_name(invented, run_cells, tmp_path):
    row = "9903,Cedal,Landkommuner,H,22400,"
    files = invented.changed(invented.country(), "municipalities.csv", f"{row}2.2", row)
    with pytest.raises(ContractError, match="value in conditions is missing"):
        run_cells(invented.open_country(tmp_path, files), **PARAMETERS)


def test_a_condition_that_is_the_same_everywhere_is_refused_by_name(invented, run_cells, tmp_path):
    files = conditions(invented, lambda row: {**row, "unemployment_pct_2024": "4.1"})
    with pytest.raises(EstimationError, match="unemployment_pct is the same everywhere"):
        run_cells(invented.open_country(tmp_path, files), **PARAMETERS)


@pytest.mark.parametrize("codes", [FOCUS, ("9902",), ("9920",)])
def test_somebody_counted_where_nobody_lives_is_refused_by_place(
    codes, invented, run_cells, tmp_path
):
    files = edited(
        invented.country(), "FOLK1A.csv", lambda row: zero(row, is_young_woman(row, codes))
    )
    with pytest.raises(CoverageError, match=f"women of 18-39 years in municipality {codes[0]}"):
        run_cells(invented.open_country(tmp_path, files), **PARAMETERS)


def test_people_in_a_group_that_no_peer_has_are_refused_by_group(invented, run_cells, tmp_path):
    files = without_young_women(invented, PEERS)
    with pytest.raises(CoverageError, match="reference has nobody in the stratum women of 18-39"):
        run_cells(invented.open_country(tmp_path, files), **PARAMETERS)


@pytest.mark.slow
def test_one_peer_is_enough_for_a_whole_report(invented, run_cells, tmp_path):
    blocks = run_cells(invented.open_country(tmp_path), municipality_code="9901", peers="9910")
    assert not any(NOT_A_NUMBER.search(visible_text(block)) for block in blocks.values())


@pytest.mark.slow
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


def without_content(blocks):
    """Return the sections with nothing under them, and the blocks with nothing in them."""
    empty = []
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        content = block.to_json()["content"]
        if content.get("paragraphs") == [] or content.get("rows") == []:
            empty.append(block.id)
        if block.kind == "Heading" and (
            after is None
            or (after.kind == "Heading" and after.content.level <= block.content.level)
        ):
            empty.append(block.id)
    return empty


def edited(files, name, change):
    """Return the files with every row of one of them changed; None leaves a row out."""
    table, text = files[name]
    header, *lines = text.splitlines()
    columns = header.split(";")
    rows = (change(dict(zip(columns, line.split(";"), strict=True))) for line in lines)
    lines = [";".join(row.values()) for row in rows if row is not None]
    return {**files, name: (table, "\n".join([header, *lines]) + "\n")}


def kept(files, name, is_kept):
    """Return the files with some rows of one of them."""
    return edited(files, name, lambda row: row if is_kept(row) else None)


def row_of(row, count, is_changed):
    """Return a row, with another count if it is to be changed."""
    return {**row, "INDHOLD": count} if is_changed else row


def zero(row, is_changed):
    """Return a row, with a zero if it is to be changed."""
    return row_of(row, "0", is_changed)


def blanked(files, codes, *, month, quarter):
    """Return the files with a blank for the youngest of some municipalities at a time."""
    files = edited(
        files,
        "PEN113.csv",
        lambda row: row_of(
            row,
            "..",
            row["OMRÅDE"] in codes and row["TID"] == month and row["ALDER"] == "1839",
        ),
    )
    return edited(
        files,
        "AUK01.csv",
        lambda row: row_of(
            row,
            "..",
            row["OMRÅDE"] in codes and row["TID"] == quarter and row["ALDER"] == "16-39",
        ),
    )


def is_young_woman(row, codes):
    """Tell whether a row of the population is of women under 40 in some municipalities."""
    return row["OMRÅDE"] in codes and row["KØN"] == "2" and 16 <= int(row["ALDER"]) <= 39


def without_young_women(invented, codes):
    """Return the country with no women under 40 in some municipalities, nor counts of them."""
    files = edited(
        invented.country(), "FOLK1A.csv", lambda row: zero(row, is_young_woman(row, codes))
    )
    files = edited(
        files,
        "PEN113.csv",
        lambda row: zero(
            row, row["OMRÅDE"] in codes and row["KØN"] == "K" and row["ALDER"] == "1839"
        ),
    )
    # The totals, which would no longer be the sums, go.
    files = kept(files, "AUK01.csv", lambda row: row["KØN"] != "TOT")
    return edited(
        files,
        "AUK01.csv",
        lambda row: zero(
            row, row["OMRÅDE"] in codes and row["KØN"] == "K" and row["ALDER"] == "16-39"
        ),
    )


def conditions(invented, change):
    """Return the country with the facts of every municipality changed."""
    files = invented.country()
    table, text = files["municipalities.csv"]
    header, *lines = text.splitlines()
    columns = header.split(",")
    rows = [change(dict(zip(columns, line.split(","), strict=True))) for line in lines]
    lines = [",".join(row.values()) for row in rows]
    return {**files, "municipalities.csv": (table, "\n".join([header, *lines]) + "\n")}
