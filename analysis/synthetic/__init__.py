"""Invented statistics in the public sources' own format, for development and display.

Nothing here describes a real municipality's practice: sizes and ages follow published
facts, levels follow published averages, and everything else is drawn at random. The
package shares no code with the estimators that are tried on what it makes, and what it
knows about the truth lies apart from the data. ``python -m analysis.synthetic`` writes
the files; ``docs/synthetic-data.md`` says what is in them.
"""
