"""Can every file of a folder of inputs be read, and what does it hold?

Asked by a user of a folder, and by `praksis pack` before it computes anything: a mistake in
a file is then told at once, and as the mistake of that file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analysis.caseflow.load import load_flow_file
from analysis.checklists.comment_counts import count_comments
from analysis.economics.rates import read_rates
from analysis.packs.inputs import FILES, InputFile, open_inputs
from analysis.packs.standing import choose_files
from analysis.pathways.event_file import read_events
from analysis.recommendations.read import read_recommendations
from analysis.recommendations.read_plan import read_milestones
from analysis.study.read import read_study


def check_inputs(folder: str | Path) -> tuple[str, ...]:
    """Read every file of a folder as the pack would.

    Parameters
    ----------
    folder : str or Path
        The folder of inputs.

    Returns
    -------
    tuple of str
        One line per file: what it holds, or that it is missing.

    Raises
    ------
    AnalysisError
        Of the first file that cannot be read, with where and how to mend it.
    """
    inputs = open_inputs(folder)
    lines = [f"Municipality {inputs.municipality_code}"]
    for name in FILES:
        file = inputs.get(name)
        lines.append(f"{name}: {_CHECKS[name](file) if file else 'missing'}")
    return tuple(lines)


def fail_if_inputs_cannot_be_used(
    folder: str | Path, municipality_code: str, *, has_own_statistics: bool
) -> None:
    """Refuse a folder of inputs that a pack would stop at.

    Parameters
    ----------
    folder : str or Path
        The municipality's own folder of inputs.
    municipality_code : str
        Whom the pack is about.
    has_own_statistics : bool
        Whether the statistics are the municipality's own.

    Raises
    ------
    AnalysisError
        If the folder may not be used beside the statistics, or of the first file that
        cannot be read.
    """
    inputs = open_inputs(folder)
    files = choose_files(inputs, municipality_code, has_own_statistics=has_own_statistics)
    for name, file in files.items():
        _CHECKS[name](file)


def _check_events(file: InputFile) -> str:
    log = read_events(file.path, file.lineage, until=file.extracted)
    return f"{log.n_cases} cases, {log.first_day} to {log.observed_until}"


def _check_flow(file: InputFile) -> str:
    pair = load_flow_file(file.path, file.lineage)
    return f"{len(pair.today.steps)} steps today, {len(pair.proposed.steps)} proposed"


def _check_study(file: InputFile) -> str:
    study = read_study(file.path, file.lineage)
    return f"{len(study.entries)} entries, {len(study.analyses)} analyses"


def _check_rates(file: InputFile) -> str:
    rates = read_rates(file.path, file.lineage)
    return f"{len(rates.rates)} rates"


def _check_recommendations(file: InputFile) -> str:
    register = read_recommendations(file.path, file.lineage)
    return f"{len(register.recommendations)} recommendations"


def _check_milestones(file: InputFile) -> str:
    plan = read_milestones(file.path, file.lineage)
    return f"{len(plan.tasks)} tasks"


def _check_comments(file: InputFile) -> str:
    counts = count_comments(file.path).values()
    return f"{sum(made for made, _ in counts)} comments, {sum(done for _, done in counts)} settled"


_CHECKS: dict[str, Callable[[InputFile], str]] = {
    "events.csv": _check_events,
    "flow.yaml": _check_flow,
    "study.yaml": _check_study,
    "rates.yaml": _check_rates,
    "recommendations.yaml": _check_recommendations,
    "milestones.yaml": _check_milestones,
    "comments.csv": _check_comments,
}
