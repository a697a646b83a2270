"""What a person at a terminal sees: language, tables, progress. It decides nothing."""
