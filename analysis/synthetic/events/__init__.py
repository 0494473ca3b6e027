"""An invented event file: how a municipality's cases travel, step by step."""
