"""sagsgang: an event-sourced case workflow engine for public administration."""

__version__ = "0.1.0"
