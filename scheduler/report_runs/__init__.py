"""The runs of the report calendars: due, made, and sent."""
