"""Which ids can a finding have, and which states can it be in?

A recommendation that rests on an id nobody ever writes would never be shown to hold, and
nobody would know why. So the form of an id and the states asked of it are checked when the
register is read, long before there are findings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analysis.caseflow.steps import Step
from analysis.checklists.model import OTHER_SERVICES, SCHEMES
from analysis.comparison.headlines import HEADLINES
from analysis.errors import ContractError
from analysis.findings.register import Kind
from analysis.findings.review_outcomes import OutcomeVerdict
from analysis.findings.verdict import Verdict
from analysis.parameters.yaml_places import Place
from analysis.review.results import ANY
from analysis.study.themes import load_themes

_NAME = r"[a-z0-9]+(?:[_-][a-z0-9]+)*"
_VERDICTS = tuple(each.value for each in Verdict)
_OUTCOMES = tuple(each.value for each in OutcomeVerdict)
_STEPS = "|".join(each.value for each in Step)
_SCHEMES = "|".join((*(each.value for each in SCHEMES), ANY, OTHER_SERVICES))
_HEADLINES = "|".join(each.id for each in HEADLINES)
_THEMES = "|".join(load_themes())

# Form of the id, and the states that a finding of that form can be in.
_FORMS: Mapping[str, tuple[str, ...]] = {
    rf"benchmark\.(?:{_HEADLINES})": _VERDICTS,
    rf"review\.(?:{_SCHEMES})": _OUTCOMES,
    r"review\.documents": ("missing", "none_missing", "kept_back"),
    r"review\.(?:light|fast_track)": _OUTCOMES,
    r"review\.agreement": ("measured", "too_few"),
    rf"events\.weeks\.(?:{_STEPS})\.(?:{_STEPS})": ("estimated", "too_few"),
    rf"events\.deadline\.{_NAME}": ("over", "within", "undecided", "too_few"),
    r"events\.(?:rework|reversals)": ("estimated", "none_seen", "too_few"),
    r"events\.centres": ("differ", "indistinguishable", "too_few"),
    r"flow\.weeks": ("shorter", "longer", "alike"),
    rf"study\.(?:{_THEMES})": ("differs", "alike", "focus_unknown", "too_few"),
    rf"economics\.{_NAME}": ("cost", "saving", "undecided", "unknown"),
}
# States that say nothing either way: the data cannot carry an answer, or none may be shown.
# That nothing can be told apart, or that nobody was seen, is not the opposite of a difference.
SILENT_STATES = frozenset(
    {"too_few", "no_data", "kept_back", "undecided", "unknown", "focus_unknown"}
    | {"indistinguishable", "at_most", "nobody_seen", "none_seen"}
)


def list_states(finding_id: str) -> tuple[str, ...]:
    """Return the states that a finding with this id can be in; none for an unknown form.

    Examples
    --------
    >>> list_states("review.agreement")
    ('measured', 'too_few')
    >>> list_states("review.agreements")
    ()
    """
    return next((states for form, states in _FORMS.items() if re.fullmatch(form, finding_id)), ())


def read_finding_id(part: Place, key: str) -> str:
    """Return the finding's id under a key; refuse one that no finding can have.

    Parameters
    ----------
    part : Place
        Where the key stands.
    key : str
        Its name.

    Raises
    ------
    ContractError
        Naming the line.
    """
    finding_id = part.at(key).text()
    if not list_states(finding_id):
        part.at(key).refuse_because(
            f"{finding_id!r} is not the id of a finding.",
            expected="an id such as review.documents, benchmark.fleksjob-bestand or "
            "events.weeks.sag_rejst.afgoerelse",
            fix="take the id from the report's list of findings",
            kind=ContractError,
        )
    return finding_id


def kind_of(finding_id: str) -> Kind:
    """Return the kind of a finding by its id.

    Examples
    --------
    >>> kind_of("review.documents").label
    'sagsgennemgang'
    """
    return Kind(finding_id.split(".", 1)[0])
