"""The files that people fill in, print or send: Excel, Word, PDF, and reading them back."""
