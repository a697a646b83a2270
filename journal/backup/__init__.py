"""Backing the journal up into one file, and restoring it."""
