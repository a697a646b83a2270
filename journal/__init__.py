"""The journal: the one append-only log of everything that happened, on PostgreSQL."""
