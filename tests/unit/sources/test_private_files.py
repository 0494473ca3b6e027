"""Is a CPR-like token found wherever it stands in a file, and never printed?"""

from __future__ import annotations

import gzip

import pytest

from analysis.errors import SourceError
from analysis.sources.private_files import fail_if_file_has_cpr

TOKEN = "010190" + "-" + "1234"
BARE = "010190" + "1234"


@pytest.mark.parametrize(
    "text",
    [
        f"a: 1\nb: sagen {TOKEN} venter\n",
        f"a: 1\n# {TOKEN}\n",
        f"a: 1\n{TOKEN}: x\n",
        f"a: 1\nb: [7,{BARE}]\n",
        f"case,step\n7,{BARE}\n",
        f"case;step\n{BARE};x\n",
    ],
)
@pytest.mark.parametrize("is_packed", [False, True])
def test_token_is_refused_by_its_line_and_never_printed(tmp_path, text, is_packed):
    path = tmp_path / ("aby.csv.gz" if is_packed else "aby.yaml")
    content = text.encode()
    path.write_bytes(gzip.compress(content) if is_packed else content)
    with pytest.raises(SourceError, match="looks like a CPR number") as caught:
        fail_if_file_has_cpr(path)
    assert caught.value.where == f"{path.name}, line 2"
    assert TOKEN not in str(caught.value)
    assert BARE not in str(caught.value)


def test_token_in_the_name_of_the_file_is_not_printed_either(tmp_path):
    path = tmp_path / f"{TOKEN}.yaml"
    path.write_text(f"a: {TOKEN}\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        fail_if_file_has_cpr(path)
    assert TOKEN not in str(caught.value)


def test_dates_digests_and_numbers_are_left_alone(tmp_path):
    path = tmp_path / "aby.yaml"
    path.write_text("day: 2026-02-01\nsha: 0101901234ab\nx: 0.0101901234\n", encoding="utf-8")
    fail_if_file_has_cpr(path)


def test_file_that_cannot_be_opened_is_left_to_its_reader(tmp_path):
    fail_if_file_has_cpr(tmp_path / "none.yaml")
    broken = tmp_path / "aby.csv.gz"
    broken.write_bytes(b"no archive")
    fail_if_file_has_cpr(broken)
