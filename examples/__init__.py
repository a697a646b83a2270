"""Examples to begin with: case types and mappings as files, and the constructed municipality as a package."""
