"""A constructed municipality to try sagsgang on: no citizen in it exists, and every run makes the same one."""
