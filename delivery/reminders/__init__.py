"""Reminders made ready to be sent: the case as it stands, who gets it, and in which words."""
