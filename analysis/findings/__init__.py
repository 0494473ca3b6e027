"""What the comparison allows us to say, and the words for it."""
