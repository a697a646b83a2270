"""A report as data: kinds, periods, columns, and building one from answers."""
