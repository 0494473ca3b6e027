"""Where does the time go? From a municipality's own event file, and in a small trial."""
