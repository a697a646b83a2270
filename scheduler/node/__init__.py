"""A node of the scheduler: leader election, its ticker, and the turns it takes."""
