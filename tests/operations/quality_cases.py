"""What the office looked into: a review of two permits, and a reconciliation of the permits with another system's list.

In review T-1 of 5 January 2016 two permits were drawn; the form of the first was found wrong, and put right. Reconciliation
S-1 of the list of 31 December shows two differences: X-1 is missing here, and 15/0012348 is missing there.
"""

from __future__ import annotations

from pathlib import Path

from sagsgang.cli import run

REVIEW = """
id = "review"
title = { da = "Tilsyn", en = "Review" }
opens = ["sample-drawn"]

[[check]]
id = "form-used"
label = { da = "Skema", en = "Form" }
"""
RECONCILIATION = """
id = "samkoering"
title = { da = "Samkøring", en = "Reconciliation" }
opens = ["reconciliation-made"]
expects = ["difference-found", "difference-closed"]
"""
LIST = b"case;unit\n15/0012345;East\nX-1;East\n"
DRAW = {"type": "permit", "size": 2, "seed": "s", "record": "T-1", "review_type": "review", "on": "2016-01-05"}
DRAWN = ("15/0012345", "15/0012346", "15/0012347", "15/0012348")
COMPARED = {"system": "other", "type": "permit", "on": "2015-12-31", "record": "S-1", "made": "2016-01-04"}


def fill(database: str, folder: Path) -> None:
    """Record it all by the commands."""
    for name, text in (("review", REVIEW), ("samkoering", RECONCILIATION)):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "list.csv").write_bytes(LIST)
    types = [str(folder / f"{name}.toml") for name in ("review", "samkoering")]
    for words in (
        ["type", "publish", *types],
        ["sample", "draw", *options(DRAW | {"size": 4}), "--as-of", "2016-01-05"],
        ["review", "answer", "T-1", DRAWN[0], "form-used", "error", "--on", "2016-01-06"],
        ["review", "corrected", "T-1", DRAWN[0], "form-used", "--on", "2016-01-07"],
        ["review", "answer", "T-1", DRAWN[1], "form-used", "error", "--on", "2016-01-06"],
        ["reconcile", "--list", str(folder / "list.csv"), *options(COMPARED)],
    ):
        assert run(["--database", database, *words, "--json"]) == 0, words


def options(asked: dict[str, object]) -> list[str]:
    """Parameters as words of a call."""
    return [word for name, value in asked.items() for word in (f"--{name.replace('_', '-')}", str(value))]
