"""Sending what is due: a dispatcher, and a worker for each channel."""
