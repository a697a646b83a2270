"""The kinds of reports, one file each, and the catalogue that names them all."""
