"""One case: its file, why its deadlines are what they are, and what became of its reminders."""
