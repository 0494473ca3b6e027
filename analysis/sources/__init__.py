"""Read raw files as their publishers made them; refuse what cannot be trusted."""
