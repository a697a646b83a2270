"""Which tests go together to one process of pytest-xdist: those that share what takes long to make.

That is a file, the demonstration and all that ask it, and the library of the commands. Marks can't say it: with these
releases pytest-xdist gives them no heed and says nothing of that (its issue 1386).
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

DEMONSTRATION = "demonstration: "  # how the name of a case begins that asks it, in a file where others don't
TOGETHER = ("tests/examples/municipality/", "tests/commands/test_new_case_type")
LONG = (*TOGETHER, DEMONSTRATION, "tests/faults/", "tests/docs/", "tests/scheduler/", "tests/examples/")


class SharedOut(LoadScopeScheduling):
    """A process that has nothing more to do is given the next whole."""

    def _split_scope(self, nodeid: str) -> str:
        """The name of the whole that a test belongs to."""
        if DEMONSTRATION in nodeid:
            return TOGETHER[0]
        return next((whole for whole in TOGETHER if nodeid.startswith(whole)), nodeid.partition("::")[0])


def turn(nodeid: str) -> int:
    """When a test has its turn: the long wholes first, so that none of them is left for the end."""
    return next((place for place, whole in enumerate(LONG) if whole in nodeid), len(LONG))
