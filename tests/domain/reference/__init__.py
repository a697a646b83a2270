"""An independent answer to "what does the law of deadlines say": written from docs/deadlines.md alone.

It imports nothing of the engine and works by another method. The engine computes with dates; this walks the
calendar day by day and, within a day, event by event: every day that counts uses up one unit of the budget.
It is slow and plain on purpose.
"""
