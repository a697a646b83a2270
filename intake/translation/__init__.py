"""From the rows of a log to what each offers the journal: the mapping, turned into functions."""
