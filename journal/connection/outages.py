"""What a server says when it cannot go on, and what to do about it: by its codes, whatever language it speaks."""

from __future__ import annotations

import psycopg
from eventsourcing.persistence import PersistenceError

from ...domain.problem import Problem, Unavailable
from ...domain.text import Text

# While a connection is made the server's code does not come through, only its words; most servers speak English.
REFUSALS = {
    "too many clients": "53300",
    "too many connections": "53300",
    "connection slots are reserved": "53300",
    "no more connections allowed": "53300",  # pgbouncer
    "the database system is": "57P03",  # starting up, shutting down, in recovery mode, not yet accepting connections
}
# What passes by itself: worth another attempt, of a call that does the same when it is done twice.
PASSING = frozenset({"53300", "57P01", "57P02", "57P03", "57P05", "25P03", "25P04", "40001", "40P01"})
# Their own code for what the server's class says, or one of its codes. The server's own words follow in brackets.
WORDS: dict[str, tuple[str, Text]] = {
    "53100": (
        "server-disk-full",
        Text(
            "Serverens disk er fuld. Det, der var kvitteret for, gælder. Giv den plads, og kør kommandoen igen",
            "The server's disk is full. What was acknowledged stands. Give it room, and run the command again",
        ),
    ),
    "53200": (
        "server-out-of-memory",
        Text(
            "Serveren mangler hukommelse. Det, der var kvitteret for, gælder. Giv den mere (eller hæv "
            "max_locks_per_transaction, hvis den nævner delt hukommelse), og kør kommandoen igen",
            "The server is out of memory. What was acknowledged stands. Give it more (or raise "
            "max_locks_per_transaction, if it names shared memory), and run the command again",
        ),
    ),
    "53300": (
        "too-many-connections",
        Text(
            "Alle serverens forbindelser er optaget. Vent, til nogle bliver ledige, luk programmer, der ikke bruges, "
            "eller hæv max_connections (eller grænsen for rollen eller databasen).",
            "All connections of the server are taken. Wait until some are free, close programs that are not in use, "
            "or raise max_connections (or the limit of the role or the database).",
        ),
    ),
    "53": (
        "server-limit",
        Text(
            "Serveren nåede en grænse, den er sat til. Det, der var kvitteret for, gælder. Hæv grænsen, og kør "
            "kommandoen igen",
            "The server reached a limit that it is set to. What was acknowledged stands. Raise the limit, and run the "
            "command again",
        ),
    ),
    "57P03": (
        "database-starting",
        Text(
            "Serveren er ved at starte, stoppe eller komme sig efter et nedbrud. Vent lidt, og kør kommandoen igen",
            "The server is starting, stopping or recovering from a crash. Wait a little, and run the command again",
        ),
    ),
    "57014": (
        "call-cancelled",
        Text(
            "Serveren afbrød arbejdet: en administrator bad om det, eller en grænse på tid blev nået. Det, der var "
            "kvitteret for, gælder. Kør kommandoen igen",
            "The server broke off the work: an administrator asked for it, or a limit of time was reached. What was "
            "acknowledged stands. Run the command again",
        ),
    ),
    "25006": (
        "read-only-database",
        Text(
            "Databasen kan kun læses her: den er en kopi (standby), eller default_transaction_read_only er sat for "
            "serveren, databasen eller rollen. Intet er skrevet. Brug den server og den rolle, der skriver",
            "The database can only be read here: it is a standby, or default_transaction_read_only is set for the server, "
            "the database or the role. Nothing was written. Use the server and the role that write",
        ),
    ),
    "40001": (
        "standby-conflict",
        Text(
            "Kopien (standby) afbrød læsningen, fordi den skulle følge sin primære server. Spørg igen. Sker det tit, så sæt "
            "hot_standby_feedback = on eller en større max_standby_streaming_delay på den, eller spørg den primære",
            "The standby broke off the reading because it had to follow its primary server. Ask again. If it happens often, "
            "set hot_standby_feedback = on or a greater max_standby_streaming_delay on it, or ask the primary",
        ),
    ),
    "25P03": (
        "too-slow",
        Text(
            "Programmet eller forbindelsen stod stille så længe, at serveren afbrød: andre ventede. Intet er skrevet af "
            "det, der ikke er kvitteret for. Kør kommandoen igen; samme hændelse to gange er én",
            "The program or its connection stood still for so long that the server broke off: others were waiting. Nothing "
            "was written of what is not acknowledged. Run the command again; the same event twice is one",
        ),
    ),
    "55P03": (
        "lock-held",
        Text(
            "Noget, der skulle bruges, var optaget for længe af en anden. Intet er skrevet af det, der ikke er kvitteret "
            "for. Se hvem i pg_stat_activity (den ældste xact_start), og kør kommandoen igen",
            "Something that was needed was taken by another for too long. Nothing was written of what is not acknowledged. "
            "See by whom in pg_stat_activity (the oldest xact_start), and run the command again",
        ),
    ),
    "42501": (
        "no-rights",
        Text(
            "Databasebrugeren må ikke det, som kommandoen skal. Giv rettigheden, eller brug en anden bruger",
            "The database user may not do what the command needs. Grant the right, or use another user",
        ),
    ),
    "42P01": (
        "tables-missing",
        Text(
            "En tabel, som svaret bruger, er ikke lavet endnu. Lad den bruger, der ejer journalen, spørge én gang, "
            "og giv derefter ret til at læse (docs/operator.md)",
            "A table that the answer needs has not been made yet. Let the user who owns the journal ask once, "
            "and then grant the right to read (docs/operator.md)",
        ),
    ),
    "XX001": (
        "damaged-page",
        Text(
            "Serveren kan ikke læse en del af databasen: den er beskadiget på disken. Skriv intet mere, og gendan "
            "sikkerhedskopien",
            "The server cannot read a part of the database: it is damaged on the disk. Write nothing more, and restore "
            "the back-up",
        ),
    ),
}
WORDS["25P04"] = WORDS["25P03"]
WORDS["XX002"] = WORDS["XX001"]
GONE = (
    "database-gone",
    Text(
        "Databasen gav op undervejs ({said}). Det, der var kvitteret for, gælder. Se efter, at serveren kører og har "
        "plads, og kør kommandoen igen: den fortsætter, hvor den slap.",
        "The database gave up on the way ({said}). What was acknowledged stands. See that the server runs and has room, "
        "and run the command again: it goes on where it stopped.",
    ),
)


def database_error(error: BaseException) -> psycopg.Error | None:
    """What psycopg raised, itself or wrapped by the journal's library."""
    if isinstance(error, PersistenceError):
        return error.__cause__ if isinstance(error.__cause__, psycopg.Error) else None
    return error if isinstance(error, psycopg.Error) else None


def code_of(error: BaseException) -> str | None:
    """The code that the server gave (SQLSTATE), or that its refusal of a connection stands for."""
    found = database_error(error)
    if found is None:
        return None
    if found.sqlstate is not None or not isinstance(found, psycopg.OperationalError):
        return found.sqlstate
    said = str(found)
    return next((code for words, code in REFUSALS.items() if words in said), None)


def problem_of(error: BaseException) -> Problem | None:
    """What a person can do about an error of the database; None: it is none of these, but a fault of ours."""
    code = code_of(error) or ""
    said = _headline(error)
    if words := WORDS.get(code) or WORDS.get(code[:2]):
        name, text = words
        return Unavailable(code=name, da=f"{text.da}. ({said})", en=f"{text.en}. ({said})")
    found = database_error(error)
    if isinstance(found, (psycopg.OperationalError, psycopg.InterfaceError)) or (
        found is None and isinstance(error, PersistenceError)
    ):
        name, text = GONE
        return Unavailable(code=name, da=text.da.format(said=said), en=text.en.format(said=said))
    return None


def passes(error: BaseException) -> bool:
    """Whether another attempt may go well: the connection was lost, or what was in the way goes by itself."""
    code = code_of(error)
    if code is not None:
        return code in PASSING or code.startswith("08")
    found = database_error(error) or error
    return isinstance(found, (psycopg.OperationalError, psycopg.InterfaceError, PersistenceError))


def _headline(error: BaseException) -> str:
    """The first line of the server's own words: what it says of a row, which may be personal, comes after it."""
    found = database_error(error) or error
    said = found.diag.message_primary if isinstance(found, psycopg.Error) else None
    return " ".join((said or str(found)).split("\n")[0].split())[:300]
