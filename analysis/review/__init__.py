"""A case review from population frame to what was read: plan, draw, assign, collect."""
