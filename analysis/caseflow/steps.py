"""What are the steps of a case called, in the law, in a flow and in an event file?

One code per step, the same everywhere: a flow says in which order they come and who does
them, an event file says when they happened.
"""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """Something that happens in a case, on a day."""

    RAISED = "sag_rejst"
    MEDICAL_ORDERED = "laegeattest_bestilt"
    MEDICAL_RECEIVED = "laegeattest_modtaget"
    PREPARED = "forberedende_del"
    PUT_FORWARD = "forelagt_team"
    RETURNED = "returneret"
    PROPOSED = "indstilling"
    DECIDED = "afgoerelse"
    COMPLAINED = "klage"
    APPEAL_DECIDED = "ankestyrelse"
    CLOSED = "lukket"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return _LABELS[self]


_LABELS = {
    Step.RAISED: "sagen rejses",
    Step.MEDICAL_ORDERED: "lægeattest bestilles",
    Step.MEDICAL_RECEIVED: "lægeattest modtages",
    Step.PREPARED: "forberedende del er færdig",
    Step.PUT_FORWARD: "sagen forelægges rehabiliteringsteamet",
    Step.RETURNED: "sagen sendes tilbage",
    Step.PROPOSED: "teamet indstiller",
    Step.DECIDED: "kommunen afgør",
    Step.COMPLAINED: "borgeren klager",
    Step.APPEAL_DECIDED: "Ankestyrelsen afgør",
    Step.CLOSED: "sagen lukkes uden afgørelse",
}

# What the column ``value`` of an event file may hold, by step; empty is always allowed.
VALUES: dict[Step, tuple[str, ...]] = {
    Step.PROPOSED: (
        "foertidspension", "fleksjob", "ressourceforloeb", "revalidering", "anden_indsats",
    ),
    Step.DECIDED: ("bevilget", "afslag", "anden_indsats"),
    Step.APPEAL_DECIDED: ("stadfaestet", "aendret", "hjemvist", "afvist"),
    Step.CLOSED: ("job", "doed", "flyttet", "andet"),
}  # fmt: skip
