"""What can happen in a case and what is published beside the cases: the storage format, and its order."""
