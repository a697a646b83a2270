"""What comes from outside, turned into journal entries.

Only the malformed is rejected; a surprising fact is recorded.
"""
