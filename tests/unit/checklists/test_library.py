"""A folder of checklists with one fault each; the message names file and item."""

import shutil
from pathlib import Path

import pytest

from analysis.checklists.library import FOLDER, read_library
from analysis.errors import SourceError


def copy_with(folder: Path, file: str, old: str, new: str) -> Path:
    for path in FOLDER.glob("*.yaml"):
        shutil.copy(path, folder / path.name)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, "the fault is planted"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_copy_of_the_checklists_is_read_as_they_are(tmp_path):
    assert read_library(copy_with(tmp_path, "fleksjob.yaml", "J1", "J1")) == read_library()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("fleksjob.yaml", "role: kraevet", "rolle: kraevet", "does not know rolle"),
        ("fleksjob.yaml", "section: fleksjob", "section: job", "another section"),
        ("fleksjob.yaml", "  - id: J2", "  - id: J1", "J1 stands twice"),
        ("fleksjob.yaml", "  - id: J2", "  - id: F2", "F2 stands in two sections"),
        ("fleksjob.yaml", "  - id: J2", "  - id: 2", r"items\[2\]\.id is no text"),
        ("fleksjob.yaml", "role: kraevet", "role: vigtig", r"\.role is not one of the words"),
        ("fleksjob.yaml", "role: kraevet", "role: light", "J1 has a role that only ressource"),
        ("fleksjob.yaml", "[stamdata,", "[stamdatta,", "J1 names the document stamdatta"),
        ("fleksjob.yaml", "valid_to: 2019-12-31", "valid_to: 2020-01-01", "J1 overlap"),
        ("fleksjob.yaml", "valid_to: 2019-12-31", "valid_to: 2015-12-31", "J1 ends before"),
        ("fleksjob.yaml", "valid_to: 2019-12-31", "valid_to: 2019", r"\.valid_to is no date"),
        ("fleksjob.yaml", "{J1: [opfyldt, uoplyst]}", "{J9: [opfyldt]}", "skip rule of .* J2"),
        ("fleksjob.yaml", "{J1: [opfyldt, uoplyst]}", "{J1: [ja]}", "skip rule of .* J2 names J1"),
        ("fleksjob.yaml", "{J1: [opfyldt, uoplyst]}", "{J7: [opfyldt]}", "J2 names J7"),
        ("fleksjob.yaml", "{J1: [opfyldt, uoplyst]}", "{J3: [opfyldt]}", "go in a circle"),
        (
            "fleksjob.yaml",
            "{J1: [opfyldt, uoplyst]}",
            "{J1: opfyldt}",
            r"relevant_when\.J1 is no list",
        ),
        (
            "fleksjob.yaml",
            "is_verified: true",
            "is_verified: ja",
            "is_verified is neither true nor false",
        ),
        ("fleksjob.yaml", "legal_source: [lab116]", "legal_source: [lab7]", "source lab7"),
        ("fleksjob.yaml", "legal_source: [lab116]", "legal_source: []", "J1 lacks legal_source"),
        ("fleksjob.yaml", "text: Er borgeren under", "text: ''\n        x: Er", "does not know x"),
        ("fleksjob.yaml", "answered_by: [sagsbehandler]", "answered_by: []", "lacks answered_by"),
        (
            "fleksjob.yaml",
            "        unverified: ordlyden af § 70; kun overskriften er læst\n",
            "",
            "J1 lacks unverified",
        ),
        (
            "fleksjob.yaml",
            "answers: [opfyldt, ikke_opfyldt, uoplyst, ikke_relevant]",
            "answers: [opfyldt, ikke_opfyldt]",
            "answers of the item J6",
        ),
        ("faelles.yaml", "      under_40: Under 40 år\n", "", "answers of the item G1"),
        ("faelles.yaml", "    role: stoettende", "    role: kraevet", "answers of the item G1"),
        ("faelles.yaml", "    role: stoettende", "    role: stoettende\n    role: x", "twice"),
        (
            "revalidering.yaml",
            "valid_to: 2026-01-31",
            "valid_to: 2026-02-01",
            "scheme that is",
        ),
        ("documents.yaml", "code: andet", "code: lae265", "lae265 stands twice"),
        ("rule_sets.yaml", "edition: 1", "edition: en", r"rule_sets\[1\]\.edition is no whole"),
        ("rule_sets.yaml", "2018-07-01", "2016-01-01", "2016-01-01 stands twice"),
        (
            "rule_sets.yaml",
            "[foertidspension, fleksjob,",
            "[pension, fleksjob,",
            r"open_schemes\[1\] is not one",
        ),
        ("contradictions.yaml", "J4: opfyldt", "J4: ja", "contradiction F2/J4"),
        ("sources.yaml", "title: ", "titel: ", "lacks title and does not know titel"),
        ("documents.yaml", "documents:", "documents: [", "cannot be read"),
    ],
)
def test_fault_is_refused(tmp_path, file, old, new, message):
    with pytest.raises(SourceError, match=message) as caught:
        read_library(copy_with(tmp_path, file, old, new))
    assert ".yaml" in caught.value.where


def test_missing_file_is_refused_by_name(tmp_path):
    copy_with(tmp_path, "fleksjob.yaml", "J1", "J1")
    (tmp_path / "revalidering.yaml").unlink()
    with pytest.raises(SourceError, match=r"revalidering\.yaml cannot be read"):
        read_library(tmp_path)
