"""Connections to the database: where it is, what a session relies on, locks with names, outages and retries."""
