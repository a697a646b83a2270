"""What the office asks, kept ready: bitemporal rows computed from the journal by one pure function."""
