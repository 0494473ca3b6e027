"""The digest by which two packs know that they were computed in the same way."""

from __future__ import annotations

import hashlib
import tomllib

from analysis.packs.method import describe_method, digest_code


def test_the_digest_is_that_of_every_file_that_can_move_a_number_or_a_word(repository) -> None:
    # By another road: the files are listed by ending and put together before they are digested.
    endings = ("py", "yaml", "mplstyle", "css", "html", "typ", "txt")
    files = {each for ending in endings for each in (repository / "analysis").rglob(f"*.{ending}")}
    parts = [
        each.relative_to(repository / "analysis").as_posix().encode() + b"\0" + each.read_bytes()
        for each in sorted(files)
    ]
    assert digest_code() == hashlib.sha256(b"\0".join(parts) + b"\0").hexdigest()


def test_the_method_names_the_version_that_is_installed(repository) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert describe_method() == {"version": project["version"], "code": digest_code()}
