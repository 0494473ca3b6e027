"""The texts of the pack for the directors, one module each."""
