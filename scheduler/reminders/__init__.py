"""Which reminders came due, and deciding on each once."""
