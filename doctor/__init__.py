"""Whether an installation is whole: the database's guards, the journal's rows, what was made from them, rights, settings."""
