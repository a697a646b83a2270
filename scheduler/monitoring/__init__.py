"""How the scheduler stands: status, metrics, health, alarms."""
