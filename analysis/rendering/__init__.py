"""From an executed notebook's blocks to the files that a reader gets."""
