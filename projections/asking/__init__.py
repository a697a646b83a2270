"""One consistent view to put questions to: a moment on both time axes, periods, groups, names that are known."""
