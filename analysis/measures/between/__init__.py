"""How municipalities differ: how much, who is unusual, and why."""
