"""The typed blocks that reports are made of, and how one block looks in a notebook."""
