"""What the office itself records: going live, answers of reviews, reconciliations."""
