"""Observed against expected, with age and sex held still."""
