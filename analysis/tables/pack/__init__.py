"""The tables of the pack for the directors, one module each."""
