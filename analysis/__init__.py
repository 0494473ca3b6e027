"""Compare how Danish municipalities refer citizens to four schemes."""
