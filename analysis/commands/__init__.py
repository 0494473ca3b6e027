"""The command line's groups: one module per group."""
