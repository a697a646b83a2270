"""How projections are stored: tables of bitemporal rows, their registry, and the list of all."""
