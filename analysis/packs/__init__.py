"""What lies before one meeting: the inputs, what changed since last, and every number."""
