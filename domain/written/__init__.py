"""What people write as TOML files, read with every fault and its line."""
