"""The ticker, reminders and the report calendar: the only place that may import apscheduler. Nothing ticks yet."""
