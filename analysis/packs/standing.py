"""What may stand beside what? Nothing invented beside anything real.

What comes with the project is invented but for the practice study. It is used for a
demonstration, and nothing of it once the statistics or a case file are the municipality's
own. The other way round, own cases ask for own statistics.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analysis.concepts import Origin
from analysis.errors import RequestError
from analysis.packs.inputs import SHARED, InputFile, PackInputs

# Why a part of the pack is missing, in Danish, by the file that would give it.
_MISSING = {
    "events.csv": "Kommunens egen hændelsesfil (events.csv) er ikke lagt ved.",
    "flow.yaml": "Sagsgangen i dag og den foreslåede (flow.yaml) er ikke lagt ved.",
    "study.yaml": "Praksisundersøgelsen (study.yaml) er ikke lagt ved.",
    "rates.yaml": "Satser og timer (rates.yaml) er ikke lagt ved, så økonomien er ikke opgjort.",
    "recommendations.yaml": "Registeret over anbefalinger (recommendations.yaml) er ikke lagt ved.",
    "milestones.yaml": "Planen med milepæle (milestones.yaml) er ikke lagt ved.",
}


def choose_files(
    inputs: PackInputs, municipality_code: str, *, has_own_statistics: bool
) -> dict[str, InputFile]:
    """Return the files of the folder that this pack may use, by name.

    Parameters
    ----------
    inputs : PackInputs
        The municipality's folder, or the one that comes with the project.
    municipality_code : str
        Whom the pack is about.
    has_own_statistics : bool
        Whether the statistics are the municipality's own.

    Raises
    ------
    RequestError
        If the folder is another municipality's, or holds real files while the statistics
        are the invented ones.
    """
    if inputs.is_own:
        _fail_if_folder_is_of_another(inputs, municipality_code)
        _fail_if_real_files_meet_invented_statistics(inputs, has_own_statistics)
        return dict(inputs.files)
    return {
        name: file
        for name, file in inputs.files.items()
        if (name in SHARED or inputs.municipality_code == municipality_code)
        and (file.origin is Origin.OBSERVED or not has_own_statistics)
    }


def say_missing(files: Mapping[str, InputFile]) -> dict[str, str]:
    """Return, by file, why it is missing, in Danish; nothing for those that are there."""
    return {name: _MISSING[name] for name in _MISSING if name not in files}


def review_stands(
    review_dir: str | Path,
    embedded_code: str,
    municipality_code: str,
    *,
    has_own_statistics: bool,
) -> bool:
    """Tell whether a review may be used: an own one always, the invented one beside its like.

    Parameters
    ----------
    review_dir : str or Path
        The municipality's own review; empty for the one that comes with the project.
    embedded_code, municipality_code : str
        Whose the review is, and whom the pack is about.
    has_own_statistics : bool
        Whether the statistics are the municipality's own.
    """
    if str(review_dir):
        return True
    return embedded_code == municipality_code and not has_own_statistics


def fail_if_review_is_of_another(review_code: str, municipality_code: str, *, where: str) -> None:
    """Refuse a review of another municipality's cases.

    Parameters
    ----------
    review_code, municipality_code : str
        Whose the review is, and whom the pack is about.
    where : str
        The name of the review's folder.

    Raises
    ------
    RequestError
        If they are not the same.
    """
    if review_code != municipality_code:
        raise RequestError(
            f"The review belongs to municipality {review_code}.",
            where=where,
            expected=f"the municipality of the pack, {municipality_code}",
            fix="give --municipality the same code, or another folder with --review",
        )


def _fail_if_folder_is_of_another(inputs: PackInputs, municipality_code: str) -> None:
    if inputs.municipality_code != municipality_code:
        raise RequestError(
            f"The folder of inputs belongs to municipality {inputs.municipality_code}.",
            where=str(inputs.folder),
            expected=f"the municipality of the pack, {municipality_code}",
            fix="give --municipality the same code, or another folder with --inputs",
        )


def _fail_if_real_files_meet_invented_statistics(
    inputs: PackInputs, has_own_statistics: bool
) -> None:
    real = [
        name
        for name, file in inputs.files.items()
        if file.origin is Origin.OBSERVED and name not in SHARED
    ]
    if real and not has_own_statistics:
        raise RequestError(
            f"{real[0]} is real, and the statistics that come with the project are invented.",
            where=str(inputs.folder),
            expected="own statistics beside own cases, so that no director mixes them up",
            fix="give the folder of your own statistics with --raw",
        )
