"""Keeping projections up with the journal: following it from a checkpoint, rebuilding, replaying, quarantine."""
