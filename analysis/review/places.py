"""Does a file lie where personal data must not: in the project or in a review's folder?"""

from __future__ import annotations

from pathlib import Path

from analysis.datasets.project import project_root
from analysis.errors import RequestError, SourceError

_SIGNS = ("purpose.yaml", "frame.json", "plan.json", "draw.json", "assignment.csv")


def fail_if_inside_project(path: Path, *, what: str) -> None:
    """Refuse a place inside the project, or inside the folder of any review.

    Parameters
    ----------
    path : Path
        Where the file lies or shall lie; links are followed.
    what : str
        What the file is, for the message.

    Raises
    ------
    RequestError
        If it does.
    """
    place = path.expanduser().resolve()
    inside = ""
    if any(place.is_relative_to(root) for root in _project_folders()):
        inside = "the project's folder"
    elif any((folder / sign).is_file() for folder in place.parents for sign in _SIGNS):
        inside = "the folder of a review"
    if inside:
        raise RequestError(
            f"{what[:1].upper()}{what[1:]} would lie in {inside}.",
            where=str(place.parent),
            expected="a folder outside the project and outside any review",
            fix="choose a closed folder of its own, such as the key-holder's",
        )


def _project_folders() -> tuple[Path, ...]:
    package = Path(__file__).resolve().parents[2]
    # An installed package lies among others: only a checkout is a project.
    own = (package,) if (package / "pyproject.toml").is_file() else (package / "analysis",)
    try:
        return (*own, project_root().resolve())
    except SourceError:
        return own
