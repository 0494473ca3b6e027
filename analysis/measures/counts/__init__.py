"""Counts and rates: limits, tests and comparisons of two."""
