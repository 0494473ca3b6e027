import hashlib

import pytest

from analysis.comparison.assemble import compare_practice
from analysis.comparison.over_time.over_time import follow_over_time
from analysis.datasets.store import EARLIER, Store
from analysis.sources.manifest import open_raw

SHARES = {"2025M10": 0.8, "2025M09": 0.9}  # what an extract of November had of these months


@pytest.fixture(scope="module")
def raw_with_two_extracts(invented, tmp_path_factory):
    folder = tmp_path_factory.mktemp("extracts")
    files = invented.country()
    header, *rows = files["PEN113.csv"][1].splitlines()
    earlier = [header]
    for row in rows:
        *cell, month, count = row.split(";")
        if month <= "2025M10":
            earlier.append(";".join([*cell, month, str(round(int(count) * SHARES.get(month, 1)))]))
    text = "\n".join(earlier) + "\n"
    raw = invented.write_raw(folder / "raw", files)
    (raw / "PEN113-nov.csv").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    line = f"PEN113-nov.csv,Udgiver,PEN113{EARLIER},da,2025-11-15,CC BY 4.0,observed,{digest}\n"
    manifest = raw / "manifest.csv"
    manifest.write_text(manifest.read_text(encoding="utf-8") + line, encoding="utf-8")
    return Store(open_raw(raw), folder / "processed")


def open_and_follow(invented, folder, files, *, earlier):
    """Follow Aby on raw files of which one was fetched two weeks before the others."""
    raw = invented.write_raw(folder / "raw", files)
    manifest = raw / "manifest.csv"
    lines = [
        line.replace("2026-02-15", "2026-02-01") if line.startswith(earlier) else line
        for line in manifest.read_text(encoding="utf-8").splitlines()
    ]
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    store = Store(open_raw(raw), folder / "processed")
    comparison = compare_practice(store, invented.FOCUS, peers=",".join(invented.PEERS))
    return follow_over_time(comparison).flows[0].provisional


@pytest.fixture(scope="module")
def known(invented, raw_with_two_extracts):
    comparison = compare_practice(
        raw_with_two_extracts, invented.FOCUS, peers=",".join(invented.PEERS)
    )
    return follow_over_time(comparison).flows[0].provisional


def test_one_extract_marks_the_quarters_and_knows_no_delay(comparison):
    provisional = follow_over_time(comparison).flows[0].provisional
    assert [str(q.period) for q in provisional.quarters] == ["2025K3", "2025K4"]
    assert provisional.completeness is None
    assert provisional.extracts == ()
    assert all(q.focus is None for q in provisional.quarters)


def test_two_extracts_are_found_in_the_manifest(known):
    assert [day.isoformat() for day in known.extracts] == ["2025-11-15", "2026-02-15"]
    assert "PEN113-nov.csv" in known.lineage.inputs


def test_completeness_is_that_of_the_earlier_extract(known):
    # Awards are whole, so shares of small cells are rounded.
    assert known.completeness.share[0] == pytest.approx(0.8, abs=0.03)
    assert known.completeness.share[1] == pytest.approx(0.9, abs=0.03)
    assert known.completeness.share[3] == 1.0


def test_newest_quarters_are_brought_up_to_what_they_will_become(known):
    newest = known.quarters[-1]
    # December is as old in February's extract as October was in November's: 80 % are in.
    assert newest.focus.value > 1.05 * newest.n_observed
    assert newest.focus.lower <= newest.focus.value <= newest.focus.upper
    assert newest.peers.n > newest.focus.n


def test_earlier_extract_does_not_touch_the_figures_of_the_report(
    comparison, invented, raw_with_two_extracts
):
    again = compare_practice(raw_with_two_extracts, invented.FOCUS, peers=",".join(invented.PEERS))
    for plain, with_two in zip(comparison.measures, again.measures, strict=True):
        assert with_two.against_peers == plain.against_peers


def test_focus_that_is_blank_in_the_earlier_extract_gets_no_correction(invented, tmp_path):
    files = invented.country()
    header, *rows = files["PEN113.csv"][1].splitlines()
    kept = [r for r in rows if r.split(";")[-2] <= "2025M10"]
    kept[0] = kept[0].rsplit(";", 1)[0] + ";.."
    files["PEN113-nov.csv"] = ("PEN113" + EARLIER, "\n".join([header, *kept]) + "\n")
    provisional = open_and_follow(invented, tmp_path, files, earlier="PEN113-nov")
    assert provisional.completeness is None


def test_same_publication_fetched_twice_tells_of_no_delay(invented, tmp_path):
    files = invented.country()
    files["PEN113-igen.csv"] = ("PEN113" + EARLIER, files["PEN113.csv"][1])
    provisional = open_and_follow(invented, tmp_path, files, earlier="PEN113-igen")
    assert provisional.completeness is None
    assert len(provisional.quarters) == 2
