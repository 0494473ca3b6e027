"""What a new user gets wrong on the way to a pack: said at once, and nothing written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
import yaml

from analysis.packs.check import check_inputs
from tests.end_to_end import pack_numbers as read
from tests.end_to_end.municipality import Said, checksums, give
from tests.end_to_end.pack_desk import CODE, Desk, copy_inputs, open_desk, rewrite, write_earlier

WRONG_USE, DATA, REPORT = 2, 3, 4


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Desk]:
    """Return Aby's desk."""
    with open_desk(tmp_path_factory.mktemp("aby"), n_event_rows=300) as made:
        yield made


@pytest.fixture
def inputs(desk, tmp_path) -> Path:
    """Return a copy of Aby's folder of inputs that a test may spoil."""
    return copy_inputs(desk, tmp_path)


@pytest.fixture
def refused(desk, tmp_path) -> Callable[..., Said]:
    """Return a function that asks for a pack that must be refused and leave nothing behind."""

    def run(*options: object, code: int) -> Said:
        before = checksums(tmp_path)
        said = desk.run("--out", tmp_path / "oplaeg", *options)
        assert said.code == code, said.err
        assert "Traceback" not in said.err
        # Told before anything is computed, so that nobody waits for it.
        assert "Running the notebook" not in said.err
        assert said.out == ""
        assert checksums(tmp_path) == before
        assert "Found in:" in said.err or "Expected:" in said.err
        assert "To fix:" in said.err
        return said

    return run


def change(path: Path, edit: Callable[[dict], None]) -> None:
    """Let a person change a file of YAML."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


# The register of recommendations and the plan


def test_recommendation_that_rests_on_no_finding_is_refused(inputs, refused):
    path = inputs / "recommendations.yaml"
    change(path, lambda content: content["recommendations"][0].update(rests_on=[]))
    said = refused("--inputs", inputs, code=DATA)
    assert "recommendations.yaml" in said.err
    assert "finding" in said.err


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("text", "Kommunen tilkender mindst 200 flere førtidspensioner om året."),
        ("title", "100 flere fleksjob inden 2027"),
        ("first_step", "Der tilkendes 30 førtidspensioner i første kvartal."),
    ],
)
def test_target_for_the_number_of_awards_is_refused(key, text, inputs, refused):
    path = inputs / "recommendations.yaml"
    change(path, lambda content: content["recommendations"][2].update({key: text}))
    said = refused("--inputs", inputs, code=DATA)
    assert "recommendations.yaml" in said.err
    assert key in said.err


def test_owner_that_is_none_of_the_administrations_is_refused(inputs, refused):
    path = inputs / "recommendations.yaml"
    change(path, lambda content: content["recommendations"][1].update(owner="Økonomiforvaltningen"))
    said = refused("--inputs", inputs, code=DATA)
    assert "owner" in said.err
    assert "BIF" in said.err


def test_milestones_that_wait_for_each_other_are_refused_with_the_circle(inputs, refused):
    path = inputs / "milestones.yaml"
    change(path, lambda content: content["tasks"][0].update(depends_on=["anbefalinger"]))
    said = refused("--inputs", inputs, code=DATA)
    assert "milestones.yaml" in said.err
    assert "tjekliste" in said.err
    assert "anbefalinger" in said.err


def test_forty_recommendations_are_read(inputs):
    def multiply(content: dict) -> None:
        first = content["recommendations"][0]
        content["recommendations"] = [
            {**first, "number": n, "id": f"nr-{n}", "title": f"Anbefaling nr. {n}"}
            for n in range(1, 41)
        ]

    change(inputs / "recommendations.yaml", multiply)
    assert "recommendations.yaml: 40 recommendations" in check_inputs(inputs)


@pytest.mark.slow
def test_forty_recommendations_and_a_name_of_two_lines_make_a_pack_within_its_limits(
    inputs, tmp_path
):
    test_forty_recommendations_are_read(inputs)
    with open_desk(tmp_path / "lang", name="Nordre Aby og\nSøndre Bekøb-Langholm") as other:
        said = other.run("--inputs", inputs, "--out", tmp_path / "oplaeg")
    assert said.code == 0, said.err
    with pikepdf.open(tmp_path / "oplaeg" / "indstilling.pdf") as paper:
        assert len(paper.pages) <= 2
    slides = tmp_path / "oplaeg" / "praesentation.pptx"
    assert len(read.read_slides(slides)) <= 8
    assert read.shapes_off_the_slide(slides) == []
    page = read.read_page(tmp_path / "oplaeg" / "anbefalinger.html")
    assert "Søndre Bekøb-Langholm" in page
    assert "Anbefaling nr. 40" in page


# The other files


def test_rate_without_a_date_in_force_is_refused(inputs, refused):
    path = inputs / "rates.yaml"
    change(path, lambda content: content["rates"][0].pop("valid_from"))
    said = refused("--inputs", inputs, code=DATA)
    assert "rates.yaml" in said.err
    assert "valid_from" in said.err


def test_event_file_with_cpr_like_ids_is_refused_without_showing_one(inputs, refused):
    token = "".join(("0101", "90", "-", "1234"))
    path = inputs / "events.csv"
    first = path.read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    rewrite(path, first, token, count=-1)
    said = refused("--inputs", inputs, code=DATA)
    assert "CPR" in said.err
    assert token not in said.err
    assert token[-4:] not in said.err


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("events.csv", "case_id,step", "sag,step"),
        ("events.csv", ",sag_rejst,", ",begyndt,"),
        ("flow.yaml", "today:", "idag:"),
        ("study.yaml", "entries:", "poster:"),
        ("rates.yaml", "rates:", "rates: ["),
        ("milestones.yaml", "planned_start: 2026-09-02", "planned_start: i september"),
        ("pack.yaml", "origin: observed\n", "origin: ægte\n"),
        ("pack.yaml", "flow.yaml:", "sagsgang.yaml:"),
    ],
)
def test_file_with_a_mistake_is_refused_by_its_name(name, old, new, inputs, refused):
    rewrite(inputs / name, old, new)
    assert name in refused("--inputs", inputs, code=DATA).err


def test_file_that_is_listed_and_not_there_is_refused(inputs, refused):
    (inputs / "study.yaml").unlink()
    assert "study.yaml is listed" in refused("--inputs", inputs, code=DATA).err


def test_folder_that_holds_no_inputs_is_refused_with_how_to_begin(tmp_path, refused):
    (tmp_path / "tom").mkdir()
    said = refused("--inputs", tmp_path / "tom", code=DATA)
    assert "praksis inputs start" in said.err


def test_inputs_of_another_municipality_are_refused(inputs, refused):
    rewrite(inputs / "pack.yaml", f'"{CODE}"', '"9902"')
    assert "9902" in refused("--inputs", inputs, code=WRONG_USE).err


def test_real_cases_beside_the_invented_statistics_are_refused(inputs, tmp_path):
    rewrite(inputs / "pack.yaml", f'"{CODE}"', '"101"')
    said = give("pack", "--inputs", inputs, "--out", tmp_path / "oplaeg")
    assert said.code == WRONG_USE, said.err
    assert "--raw" in said.err
    assert not (tmp_path / "oplaeg").exists()


def test_review_of_another_municipality_is_refused(repository, refused):
    said = refused("--review", repository / "data" / "review", code=WRONG_USE)
    assert "The review belongs to municipality 101" in said.err


# What is asked for


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--meeting-date", "9. marts"), ("--meeting-date", "9. marts")),
        (("--meeting-date", "2026-02-30"), ("--meeting-date",)),
        (("--meeting-date", "2009-03-09"), ("2009",)),
        (("--date", "i går"), ("--date",)),
        (("--period", "2025K5"), ("2025K5", "is not a period")),
        (("--period", "1999K1"), ("1999K1",)),
        (("--form", "aarhus"), ("--form", "koebenhavn")),
        (("--release", "hemmelig"), ("--release", "lukket")),
        (("--status", "færdig"), ("--status",)),
        (("--municipality", "999"), ("999",)),
        (("--against", "2019K1"), ("2019K1", "earlier pack")),
        (("--against", "ingen-mappe"), ("ingen-mappe", "earlier pack")),
    ],
)
def test_choice_that_cannot_be_met_is_refused_at_once(options, words, refused):
    said = refused(*options, code=WRONG_USE)
    assert [word for word in words if word not in said.err] == []


def test_pack_of_another_municipality_is_nothing_to_hold_this_one_against(tmp_path, refused):
    write_earlier(tmp_path / "bekoeb", municipality_code="9902", municipality_name="Bekøb")
    said = refused("--against", tmp_path / "bekoeb", code=WRONG_USE)
    assert "9902" in said.err


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 1}', '{"version": 99}'])
def test_earlier_pack_that_cannot_be_read_is_refused(text, tmp_path, refused):
    folder = tmp_path / "gammel"
    folder.mkdir()
    (folder / "fund.json").write_text(text, encoding="utf-8")
    assert "The record of this pack" in refused("--against", folder, code=DATA).err


def test_out_folder_with_other_peoples_files_is_refused_and_they_stay(tmp_path, desk):
    folder = tmp_path / "mit"
    folder.mkdir()
    (folder / "noter.txt").write_text("mine", encoding="utf-8")
    said = desk.run("--out", folder)
    assert said.code == REPORT
    assert "noter.txt" in said.err
    assert (folder / "noter.txt").read_text(encoding="utf-8") == "mine"


def test_folder_of_inputs_is_never_begun_over_another(desk):
    before = checksums(desk.inputs)
    said = give("inputs", "start", "--municipality", CODE, "--out", desk.inputs)
    assert said.code == REPORT
    assert "--out" in said.err
    assert checksums(desk.inputs) == before


@pytest.mark.slow
def test_full_disk_leaves_the_earlier_pack_and_no_rest(desk, tmp_path):
    out = tmp_path / "oplaeg"
    assert desk.run("--out", out).code == 0
    before = checksums(out)

    size = (out / "praesentation.pptx").stat().st_size // 2
    done = subprocess.run(
        [sys.executable, "-c", _WARM, str(desk.raw), str(out), str(size)],
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert "could not be written" in done.stdout, done.stdout + done.stderr
    assert checksums(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["oplaeg"]


_WARM = """
import resource, signal, sys
from pathlib import Path
from analysis.errors import RenderingError
from analysis.rendering.pack import Request, make_pack
from analysis.rendering.warm import warm_notebooks

def fill_the_disk(what, *_):
    if what == "Writing the pack":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)

request = Request(municipality_code="9901", raw_dir=Path(sys.argv[1]), out=Path(sys.argv[2]))
try:
    with warm_notebooks():
        make_pack(request, progress=fill_the_disk)
except RenderingError as error:
    print(error)
"""
