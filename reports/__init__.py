"""Reports: questions asked at a moment, rendered; published as editions, and restated when more is known."""
