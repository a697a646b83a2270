"""The fold: from the events of a case and the rules in force to what was the case, and when."""
