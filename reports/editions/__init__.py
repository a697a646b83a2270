"""Published editions, and restating one when more is known: with the events that made the difference."""
