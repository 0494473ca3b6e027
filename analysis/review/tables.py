"""Which files does a review keep in its folder, and what stands in them?

A review is one folder. Every step reads what the step before wrote and adds its own; no
file holds a name, a CPR number or a word about a person.

================== ============================================================
File               One row per
================== ============================================================
``frame.csv``      person in the population, with the stratum
``frame.json``     (record: source, checksums, date, municipality, origin)
``purpose.yaml``   (record: purpose, legal basis, who holds the key, deletion)
``plan.json``      (record: cases per stratum and why, what they can show)
``draw.csv``       drawn or reserve case, with its ticket
``draw.json``      (record: seed text, frame checksum, cases and population by stratum)
``reviewers.csv``  reviewer, with the centre that may not be read
``assignment.csv`` case and reading
``dispositions.csv`` drawn case: what became of it
``answers.csv``    case, reading and checklist item
``conclusions.csv`` case and reading: when, how long, which scheme first
``adjudications.csv`` case and scheme that two readers judged differently
================== ============================================================
"""

from __future__ import annotations

FRAME_COLUMNS = (
    *("case_id", "benefit", "weeks", "in_sof", "centre", "age_group", "sex", "stratum"),
)
DRAW_COLUMNS = ("stratum", "place", "case_id", "ticket", "status")
REVIEWER_COLUMNS = ("reviewer_id", "centre")
ASSIGNMENT_COLUMNS = ("case_id", "reading", "reviewer_id", "position", "reason")
DISPOSITION_COLUMNS = ("case_id", "disposition", "replaced_by", "date")
ANSWER_COLUMNS = ("case_id", "reading", "reviewer_id", "item_id", "answer", "missing_document")
CONCLUSION_COLUMNS = (
    *("case_id", "reading", "reviewer_id", "reviewed_on", "minutes"),
    *("primary_scheme", "other_services", "checklist_version"),
)
ADJUDICATION_COLUMNS = ("case_id", "scheme", "status", "date")

DRAWN, RESERVE = "udtrukket", "reserve"
FIRST_READING, SECOND_READING = 1, 2
