"""From a sender's words to one event: CloudEvents, the values of fields, times, references, and what is wrong."""
