"""How does a case travel, from the first talk to a decision? Steps, units and deadlines."""
