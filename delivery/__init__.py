"""Getting a message to someone: addresses, channels, and the outbox that loses none."""
