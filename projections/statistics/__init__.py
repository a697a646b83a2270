"""The measures of the office, one file each, and the catalogue that names them all."""
