"""The journal's form in the database: made, brought up to date by numbered steps, and put back where it was lost.

Step 1 is ``schema.sql``, on the library's table; each later one a ``schema_N.sql``. A step that was released is never
changed, and those after the first may be taken again. The format is the number of the last step, a comment on the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString, NamedTuple

from psycopg import Connection, Cursor, sql
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction

from ...domain.problem import Conflict, InternalFault, NotAllowed, Problem, Unknown
from .row_faults import RowFault, row_faults
from .shape import REMEDIES, STEPS, WRITTEN, Fault, Shape, named, pieces_of, shape_of, telling_topics

FORMAT = len(STEPS)
MARK = re.compile(r"sagsgang journal, format (\d+)")
SAID: LiteralString = "sagsgang journal, format {}"
OF_THE_TABLE = ("column", "constraint", "index", "rule")  # these every format has
OF_1 = {"stored_events.append_only", "stored_events.one_order", "rejections", "rejections.append_only"}
LEFT: LiteralString = """
    SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'sagsgang' AND relname IN ('rejections', 'rejections_counted')"""
ANYTHING: LiteralString = """
    SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = 'sagsgang' LIMIT 1"""
LACKS_RIGHTS = (InsufficientPrivilege, ReadOnlySqlTransaction)


class Brought(NamedTuple):
    """What was done to bring a journal up to date. made: there was none. put_back: what was lost or altered, and is not any
    more; of a table that was gone the rows are."""

    made: bool
    put_back: list[Fault]


def is_whole(curs: Cursor[Any]) -> bool:
    """Whether the journal is there as this program makes it: a query of the catalogue, and no rights needed."""
    shape = shape_of(curs)
    return _number(shape) == FORMAT and not shape.faults and not shape.unknown_topics


def bring_up_to_date(
    curs: Cursor[Any], make_table: Callable[[], None], *, mend: bool, make: bool = True
) -> Brought:
    """Make the journal, or take the steps that are missing; under the lock of all writers.

    make_table: makes the library's table. mend: put back what is lost, once the rows have been found whole. make: make one
    where there is none. Raises Problem ``no-journal`` (there is none, and it is not to be made),
    ``journal-format`` (a newer program wrote it), ``journal-older`` and ``no-rights`` (the user may not do it),
    ``journal-unguarded`` (something is lost), ``journal-damaged`` (and rows are not as the journal wrote them).
    """
    shape = shape_of(curs)
    number = _number(shape)
    lost = _lost(shape, number) if number is not None else []
    if number is None and _is_left(curs):
        raise _gone()
    if number is None and not make:
        raise no_journal()
    try:
        if number is None:
            curs.execute("CREATE SCHEMA IF NOT EXISTS sagsgang")
            make_table()
            _take(curs, STEPS, {})
            return Brought(True, [])
        if lost and not mend:
            raise _unguarded(lost)
        _take(curs, STEPS[1:] if lost else STEPS[number:], shape.topics)
        if lost:
            _put_back(curs)
        if left := shape_of(curs).faults:
            raise _foreign(left)
    except LACKS_RIGHTS as error:
        if number is None and isinstance(error, InsufficientPrivilege):
            raise _no_rights() from None
        if number is None:
            raise
        raise (_unguarded(lost) if lost else _older(number)) from None
    return Brought(False, lost)


@contextmanager
def clock_set_aside(connection: Connection[Any]) -> Iterator[None]:
    """For the owner who loads rows that were recorded at another time, as a restore does: within the transaction that is
    under way they are held to all but the clock. Other writers wait until it ends."""
    connection.execute("ALTER TABLE sagsgang.stored_events DISABLE TRIGGER by_the_clock")
    yield
    connection.execute("ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER by_the_clock")


def _number(shape: Shape) -> int | None:
    """The format of the journal; 0: it lost its mark; None: there is none. Raises Problem ``journal-format``."""
    if shape.format is None:
        return None
    mark = MARK.fullmatch(shape.format)
    found = int(mark[1]) if mark else 0
    if found > FORMAT or (shape.format and not mark):
        raise Conflict(
            code="journal-format",
            da=f"Databasen holder '{shape.format}', og denne udgave læser '{SAID.format(FORMAT)}'. "
            "Brug en nyere sagsgang.",
            en=f"The database holds '{shape.format}', and this version reads '{SAID.format(FORMAT)}'. "
            "Use a newer sagsgang.",
        )
    return found


def _lost(shape: Shape, number: int) -> list[Fault]:
    """What the journal once had, in its own format, and has no more."""
    if number >= 2:
        return shape.faults_beside(pieces_of(number))
    lost = [one for one in shape.faults if one.kind in OF_THE_TABLE or one.name in OF_1]
    return lost or ([Fault("comment", "stored_events", None)] if number == 0 else [])


def _take(curs: Cursor[Any], steps: Sequence[str], topics: dict[str, str]) -> None:
    """Take steps, tell the journal of the kinds of event beside those that it knows, and mark it with the format."""
    curs.execute(telling_topics(topics | WRITTEN).encode())
    for step in steps:
        curs.execute(step.encode())
    curs.execute(sql.SQL("COMMENT ON TABLE sagsgang.stored_events IS {}").format(sql.Literal(SAID.format(FORMAT))))


def _put_back(curs: Cursor[Any]) -> None:
    """What is lost of the table itself, and only where every row is as the journal wrote it: what was changed while
    nothing guarded it must not look guarded. Raises Problem ``journal-damaged``."""
    if found := row_faults(curs.connection):
        raise _damaged(found)
    for fault in shape_of(curs).faults:
        if fault.found is None and fault.name in REMEDIES:
            curs.execute(REMEDIES[fault.name])


def _unguarded(faults: Sequence[Fault]) -> Problem:
    return InternalFault(
        code="journal-unguarded",
        da=f"Journalen mangler noget af det, der vogter den, eller det er ændret: {named(faults)}. "
        "Er den genskabt uden sine triggere, så genskab den hel, eller lad tabellernes ejer sætte den i stand; "
        "alle rækker efterses først. Indtil da skrives og læses intet.",
        en=f"The journal lacks some of what guards it, or it was altered: {named(faults)}. "
        "If it was restored without its triggers, restore it whole, or let the owner of the tables put "
        "it right; every row is looked at first. Nothing is written or read until then.",
        see="init",
        faults=[tuple(one) for one in faults],
    )


def _foreign(faults: Sequence[Fault]) -> Problem:
    return InternalFault(
        code="journal-unguarded",
        da=f"Journalens tabeller har noget, der ikke er journalens, eller som er ændret: {named(faults)}. "
        "Fjern det, eller sæt det tilbage (DROP TRIGGER, DROP RULE, ALTER TABLE), når du ved, hvem der gjorde det og "
        "hvorfor, og lad den efterse igen. Indtil da skrives og læses intet.",
        en=f"The journal's tables have something that is not the journal's, or that was altered: {named(faults)}. "
        "Remove it, or set it back (DROP TRIGGER, DROP RULE, ALTER TABLE), once you know who did it and why, and have "
        "it looked at again. Nothing is written or read until then.",
        see="init",
        faults=[tuple(one) for one in faults],
    )


def _damaged(faults: Sequence[RowFault]) -> Problem:
    listed = ", ".join(f"{one.position} ({one.rule})" for one in faults[:10])
    return InternalFault(
        code="journal-damaged",
        da=f"Journalens rækker er ikke, som den skrev dem, ved position {listed}. Intet er ændret. "
        "Genskab journalen fra en hel sikkerhedskopi, og gem denne database, som den er.",
        en=f"The journal's rows are not as it wrote them, at position {listed}. Nothing was changed. "
        "Restore the journal from a whole back-up, and keep this database as it is.",
        faults=[tuple(one) for one in faults],
    )


def is_nothing_there(connection: Connection[Any]) -> bool:
    """Whether the database holds no journal, nor anything that one left. Needs no rights."""
    return connection.execute(ANYTHING).fetchone() is None


def _is_left(curs: Cursor[Any]) -> bool:
    """Whether what stood beside a journal is there, and its own table is not."""
    return bool(curs.execute(LEFT).fetchone())


def _gone() -> Problem:
    return InternalFault(
        code="journal-damaged",
        da="Tabellen sagsgang.stored_events er væk, og det, der stod ved siden af den, er der endnu: journalen er slettet. "
        "Intet er ændret. Gem denne database, som den er, og genskab journalen fra en sikkerhedskopi i en ny.",
        en="The table sagsgang.stored_events is gone, and what stood beside it is there still: the journal was deleted. "
        "Nothing was changed. Keep this database as it is, and restore the journal from a backup into a new one.",
        faults=[],
    )


def _older(number: int) -> Problem:
    return Conflict(
        code="journal-older",
        da=f"Journalen har format {number}, eller kender færre slags hændelser end denne udgave (format {FORMAT}), og "
        "brugeren må ikke forny den. Lad tabellernes ejer gøre det, én gang.",
        en=f"The journal has format {number}, or knows fewer kinds of events than this version (format {FORMAT}), and "
        "the user may not renew it. Let the owner of the tables do it, once.",
        see="init",
    )


def no_journal() -> Problem:
    """A question is asked where there is no journal: it makes none."""
    return Unknown(
        code="no-journal",
        parameter="database",
        or_else="home",
        see="init",
        da="Der er ingen journal her endnu. Opret den, eller sig, hvor den er.",
        en="There is no journal here yet. Make it, or say where it is.",
    )


def _no_rights() -> Problem:
    return NotAllowed(
        code="no-rights",
        da="Brugeren må ikke oprette journalen i databasen. Giv ret (GRANT CREATE ON DATABASE), "
        "eller lad en anden oprette den.",
        en="The user may not create the journal in this database. Grant the right (GRANT CREATE ON DATABASE), "
        "or let another create it.",
        see="init",
    )
