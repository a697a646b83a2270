"""The office's work list: open deadlines, cases, reminders that come due, and who is responsible."""
