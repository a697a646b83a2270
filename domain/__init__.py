"""What can happen in a case, and what the law says about time. No database, no clock, no environment."""
