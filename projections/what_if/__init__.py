"""What if a rule had been another: the same cases under two sets of rules."""
