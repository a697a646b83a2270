"""The rows of the journal: what is wrong with them, in words."""

from __future__ import annotations

from typing import Any

import psycopg

from ..domain.text import Text
from ..journal.schema.row_check import Broken, Looked, Progress, Rule, look_at_rows
from .finding import Diagnosis, finding, numbered

RESTORE = Text(
    "Gem databasen, som den er, og genskab journalen fra en hel sikkerhedskopi.",
    "Keep the database as it is, and restore the journal from a whole backup.",
)
NOTHING = Text("", "")
# What may be so although nothing is wrong with the rows, and what to do then.
FIRST: dict[Rule, Text] = {
    "topic": Text(
        "Skrev en nyere sagsgang dem, så opgradér denne; ellers: ",
        "If a newer sagsgang wrote them, upgrade this one; else: ",
    ),
    "ahead": Text(
        "Var serverens ur foran, så beslut at skrive videre; ellers: ",
        "If the server's clock was ahead, decide to go on; else: ",
    ),
}
# What each rule is called, and what it says of rows that break it.
SAID: dict[Rule, tuple[str, Text]] = {
    "position": (
        "row-position",
        Text(
            "Positionerne er ikke 1, 2, 3 …: noget er slettet, flyttet eller nummereret om før",
            "Positions are not 1, 2, 3 …: something was deleted, moved or renumbered before",
        ),
    ),
    "recorded": (
        "row-recorded",
        Text(
            "Registreringstiden løber baglæns eller er ingen tid ved",
            "The time of registration runs backwards, or is no time, at",
        ),
    ),
    "ahead": (
        "row-ahead",
        Text(
            "Registreret foran databasens ur, uden at nogen har taget det til efterretning, ved",
            "Recorded ahead of the database's clock, and nobody has acknowledged it, at",
        ),
    ),
    "version": (
        "row-version",
        Text(
            "En sags hændelser er ikke nummereret 1, 2, 3 … ved",
            "The events of a stream are not numbered 1, 2, 3 … at",
        ),
    ),
    "topic": (
        "row-topic",
        Text(
            "En slags hændelse, som denne udgave ikke kender, ved",
            "A kind of event that this version does not know, at",
        ),
    ),
    "stream": (
        "row-stream",
        Text(
            "En hændelse i en strøm, der ikke er for dens slags, ved",
            "An event in a stream that is not for its kind, at",
        ),
    ),
    "body": ("row-body", Text("Hændelsen kan ikke læses ved", "The event cannot be read at")),
    "identity": (
        "row-identity",
        Text(
            "Kilde eller id er en anden end hændelsens egen ved", "Source or id is another than the event's own at"
        ),
    ),
    "size": (
        "row-size",
        Text("For stor, eller en strøm uden gyldigt navn, ved", "Too large, or a stream without a valid name, at"),
    ),
    "twice": (
        "row-twice",
        Text("Den samme kilde og det samme id to gange, ved", "The same source and id twice, at"),
    ),
    "rewritten": (
        "row-rewritten",
        Text(
            "Rækken er skrevet senere end dem, der kom efter den (ændret, eller skrevet af et program, der havde skrevet "
            "andet i samme transaktion), ved",
            "The row was written later than those that came after it (altered, or written by a program that had written "
            "something else in the same transaction), at",
        ),
    ),
    "own": (
        "row-own",
        Text(
            "Det, journalen siger om sig selv, kan ikke være registreret der, ved",
            "What the journal says of itself cannot have been registered there, at",
        ),
    ),
}


def row_findings(
    connection: psycopg.Connection[Any], progress: Progress = lambda done, total: None
) -> tuple[list[Diagnosis], Looked]:
    """What is wrong with the rows, and what was seen of them."""
    looked = look_at_rows(connection, None, progress)
    found = [_said(one) for one in looked.broken]
    if looked.written_anew:
        found.append(
            finding(
                "row-written-anew",
                severity="note",
                da=f"{looked.written_anew} hændelser er skrevet i tabellen sammen med andre, der er registreret "
                "til en anden "
                "tid: den er genskabt eller skrevet om (ALTER TABLE). Er journalen ikke genskabt fra en "
                "sikkerhedskopi, så "
                "find ud af, hvem der gjorde det, og sammenlign med en sikkerhedskopi fra før.",
                en=f"{looked.written_anew} events were written to the table together with others that were registered at "
                "another time: it was restored, or rewritten (ALTER TABLE). If the journal was not restored "
                "from a backup, "
                "find out who did it, and compare with a backup of before.",
            )
        )
    return found, looked


def _said(broken: Broken) -> Diagnosis:
    code, text = SAID[broken.rule]
    where = numbered(broken.positions, broken.rows)
    first = FIRST.get(broken.rule, NOTHING)
    return finding(
        code,
        da=f"{text.da} position {where}. {first.da}{RESTORE.da}",
        en=f"{text.en} position {where}. {first.en}{RESTORE.en}",
        about=where,
        see="clock" if broken.rule == "ahead" else "restore",
    )
