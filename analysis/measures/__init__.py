"""Rates, ratios and their limits: arithmetic on numbers that are already in hand."""
