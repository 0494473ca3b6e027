"""The words of a report: masthead, questions, findings, reservations, what is missing."""

from analysis.texts.findings import say_change, state_findings
from analysis.texts.missing import (
    caution_context,
    list_missing,
    list_missing_context,
    say_ages_are_missing,
)
from analysis.texts.opening import masthead, part, section
from analysis.texts.peers import say_far_peers, warn_of_far_peers
from analysis.texts.published import explain_published_awards, state_published_awards
from analysis.texts.reading import explain_front_page, explain_method, state_limits

__all__ = [
    "caution_context",
    "explain_front_page",
    "explain_method",
    "explain_published_awards",
    "list_missing",
    "list_missing_context",
    "masthead",
    "part",
    "say_ages_are_missing",
    "say_change",
    "say_far_peers",
    "section",
    "state_findings",
    "state_limits",
    "state_published_awards",
    "warn_of_far_peers",
]
