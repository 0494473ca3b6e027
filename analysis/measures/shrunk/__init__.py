"""What a small municipality's rate is likely to be, and where it may stand."""
