"""The embedded PostgreSQL: its home, its processes, who may come in, and files for their owner alone."""
