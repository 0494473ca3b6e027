"""Dated values and code lists that are data and not code."""
