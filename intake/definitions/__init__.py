"""Definitions that people write as files and publish into the journal."""
