"""May the verdicts be taken at their word? Judged on copies of the country made ordinary."""
