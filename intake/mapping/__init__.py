"""A mapping: how rows of a foreign log become events."""
