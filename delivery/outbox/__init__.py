"""The outbox: messages on their way, dead letters, and circuit breakers of channels."""
