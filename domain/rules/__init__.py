"""The rules as data: case types, calendars, ladders, directories and targets, and what one says of a date."""
