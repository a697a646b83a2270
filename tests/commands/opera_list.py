"""Reconciliation on 31 March 2008: our cases against Opera's list, and the differences until they are settled.

======  ==========================================  ==========================
        here at the end of 31 March                 in Opera's list
======  ==========================================  ==========================
Anna    open at JSV                                 JSV
Bo      open at Jobcenter Nord                      JSV
Carla   closed on 31 March                          JSV
Dina    open at JSV; closed on 1 April
Erik    open at JSV, but without the benefit
Freja   received that day by Jobcenter Ærø          Jobcenter Ærø
Gert    received on 1 April
Hanne                                               JSV
======  ==========================================  ==========================
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagsgang.cli import run

from .benefit_cases import JSV, NORTH, write_rules
from .office import event, received, write

TYPES = Path(__file__).parents[2] / "examples" / "municipality" / "types"
ISLAND = "Jobcenter Ærø"
RECEIVING, ENDED = {"benefit": "receiving"}, {"benefit": "ended"}
EVENTS = [
    received("a", "Anna", "2007-01-01", JSV, casetype="benefit", attributes={**RECEIVING, "cpr": "private"}),
    received("b", "Bo", "2007-01-01", NORTH, casetype="benefit", attributes=RECEIVING),
    received("c", "Carla", "2007-01-01", JSV, casetype="benefit", attributes=RECEIVING),
    event("c2", "Carla", "closed", "2008-03-31"),
    received("d", "Dina", "2007-01-01", JSV, casetype="benefit", attributes=RECEIVING),
    event("d2", "Dina", "closed", "2008-04-01"),
    received("e", "Erik", "2007-01-01", JSV, casetype="benefit", attributes=ENDED),
    received("f", "Freja", "2008-03-31", ISLAND, casetype="benefit", attributes=RECEIVING),
    received("g", "Gert", "2008-04-01", JSV, casetype="benefit", attributes=RECEIVING),
]
FIRST = f"Sagsnr;Enhed\nAnna;JSV\nBo;JSV\nCarla;JSV\nFreja;{ISLAND}\nHanne;JSV\n"
SECOND = f"Sagsnr;Enhed\nAnna;JSV\nBo;{NORTH}\nDina;JSV\nFreja;{ISLAND}\nHanne;JSV\n"
CHOSEN = ["--compare", "Enhed=unit", "--where", "benefit=receiving"]
BAD = "010203-1234;JSV\n;JSV\nAnna;Jobcenter 9\na;b;c\n"


def fill(url: str, folder: Path) -> None:
    """Publish the types and append the events."""
    types = [str(write_rules(folder, 10)), str(TYPES / "samkoering.toml")]
    assert run(["--database", url, "type", "publish", *types]) == 0
    assert run(["--database", url, "append", str(write(folder / "events.jsonl", EVENTS))]) == 0


def words(folder: Path, text: str, *more: str, encoding: str = "utf-8") -> list[str]:
    """A comparison with the list of 31 March, of the cases that receive the benefit."""
    return [*bare(folder, text, encoding=encoding), "--on", "2008-03-31", *CHOSEN, *more]


def bare(folder: Path, text: str, encoding: str = "utf-8") -> list[str]:
    """A comparison with a list, for the rest to be said."""
    file = folder / "opera.csv"
    file.write_bytes(text.encode(encoding))
    return ["reconcile", "--list", str(file), "--system", "opera", "--type", "benefit"]


def record(folder: Path, text: str, made: str = "2008-04-02") -> list[str]:
    """A comparison that is recorded in the case of the quarter."""
    return words(folder, text, "--record", "S-2008-Q1", "--made", made)


def of(told: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    """The differences of an answer: name, here, there."""
    return [(one["difference"], one["here"], one["there"]) for one in told["differences"]]
