"""An invented case review: a population, what its files hold, and two readers who err."""
