"""The journal's form in the database: what guards it is there, switched on, and says what it should."""

from __future__ import annotations

import re
from typing import Any, LiteralString

import psycopg
from psycopg.rows import tuple_row

from ..journal.schema.format import FORMAT, MARK
from ..journal.schema.shape import DEFINER, KNOWN_TOPICS, PIECES, STEPS, Piece, Shape, shape_of
from .finding import Diagnosis, Severity, finding

DECLARED = re.compile(
    r"(?:CREATE|REPLACE) FUNCTION sagsgang\.(\w+)\((.*?)\)\s+RETURNS (.*?)\s+LANGUAGE (\w+)(.*?)AS \$\$", re.DOTALL
)
SET = re.compile(r"SET (\w+) = (.*?)(?=\s+SET |\s*$)", re.DOTALL)
KINDS = {
    "table": ("tabellen", "the table"),
    "column": ("kolonnen", "the column"),
    "constraint": ("betingelsen", "the constraint"),
    "index": ("indekset", "the index"),
    "trigger": ("triggeren", "the trigger"),
    "function": ("funktionen", "the function"),
    "rule": ("reglen", "the rule"),
}
# Beside what the shape says: whose functions are, how they run, and what else can come between a writer and the table.
FUNCTIONS: LiteralString = """
    SELECT proname, lanname, array_to_string(proconfig, ';'), provolatile::text, pg_get_userbyid(proowner), prosecdef,
        pg_get_function_identity_arguments(p.oid), proretset
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace JOIN pg_language AS l ON l.oid = prolang
    WHERE nspname = 'sagsgang' ORDER BY proname"""
TABLES: LiteralString = """
    SELECT relname, relpersistence::text, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner),
        pg_get_userbyid(nspowner),
        EXISTS (SELECT FROM pg_inherits WHERE inhrelid = c.oid OR inhparent = c.oid),
        EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid), relkind::text
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE nspname = 'sagsgang' AND relname IN ('stored_events', 'rejections', 'rejections_counted')
        AND relkind NOT IN ('i', 'I')"""
EVENT_TRIGGERS: LiteralString = "SELECT evtname FROM pg_event_trigger WHERE evtenabled <> 'D' ORDER BY 1"
INVALID: LiteralString = """
    SELECT named.relname FROM pg_index JOIN pg_class AS named ON named.oid = indexrelid
    JOIN pg_class AS c ON c.oid = indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE nspname = 'sagsgang' AND c.relname = 'stored_events' AND NOT (indisvalid AND indisready AND indislive)"""


def schema_findings(connection: psycopg.Connection[Any]) -> list[Diagnosis]:
    """What is not as this program makes it. Needs no rights but to look at the catalogue."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        shape = shape_of(cursor)
        if shape.format is None:
            others = [one for one in _tables(cursor) if one.code == "table-kind"]
            return others or [_no_journal()]
        return [
            *_format(shape),
            *_pieces(shape),
            *_functions(cursor),
            *_tables(cursor),
            *_beside(cursor),
        ]


def _no_journal() -> Diagnosis:
    return finding(
        "no-journal",
        da="Der er ingen journal i databasen. Opret den.",
        en="There is no journal in the database. Make it.",
        see="init",
    )


def _format(shape: Shape) -> list[Diagnosis]:
    found = []
    mark = MARK.fullmatch(shape.format or "")
    if mark is None:
        found.append(
            finding(
                "format-lost",
                da=f"Journalens format står ikke, hvor det skal ({shape.format or 'ingen kommentar'!r}). Lad "
                "ejeren sætte den i stand.",
                en=f"The journal's format is not where it belongs ({shape.format or 'no comment'!r}). Let the "
                "owner put it right.",
                see="init",
            )
        )
    elif int(mark[1]) != FORMAT:
        newer = int(mark[1]) > FORMAT
        found.append(
            finding(
                "journal-newer" if newer else "journal-older",
                da=f"Journalen har format {mark[1]}, og denne udgave skriver format {FORMAT}. "
                + ("Brug en nyere sagsgang." if newer else "Lad tabellernes ejer forny den."),
                en=f"The journal has format {mark[1]}, and this version writes format {FORMAT}. "
                + ("Use a newer sagsgang." if newer else "Let the owner of the tables renew it."),
                see=None if newer else "init",
            )
        )
    if shape.unknown_topics:
        topics = sorted(shape.unknown_topics)
        named = ", ".join(topics[:5]) + (f" … (+{len(topics) - 5})" if len(topics) > 5 else "")
        found.append(
            finding(
                "topics-missing",
                da=f"Journalen tager ikke alle slags hændelser, som denne udgave skriver ({named}). Lad ejeren "
                "forny den.",
                en=f"The journal does not take all kinds of event that this version writes ({named}). Let the "
                "owner renew it.",
                about=named,
                see="init",
            )
        )
    return found


def _pieces(shape: Shape) -> list[Diagnosis]:
    held = {(one.kind, one.name): one.text for one in shape.pieces}
    wanted = {(one.kind, one.name): one for one in PIECES}
    found = [_piece(piece, held.get(key)) for key, piece in wanted.items() if held.get(key) != piece.text]
    for (kind, name), text in sorted(held.items()):
        if (kind, name) not in wanted:
            harmless = kind == "index" and "invalid" not in text and "unique" not in text
            found.append(_added(kind, name, "note" if harmless else "error"))
    return found


def _piece(piece: Piece, held: str | None) -> Diagnosis:
    da, en = KINDS[piece.kind]
    if held is None:
        return finding(
            f"{piece.kind}-missing",
            da=f"Journalen mangler {da} {piece.name}. Lad ejeren sætte den i stand; alle rækker efterses først.",
            en=f"The journal lacks {en} {piece.name}. Let the owner put it right; every row is looked at first.",
            about=piece.name,
            see="init",
        )
    if piece.kind == "trigger" and held.split(" ", 1)[0] == "disabled":
        return finding(
            "trigger-off",
            da=f"Triggeren {piece.name} er slået fra. Lad ejeren sætte den i stand; alle rækker efterses først.",
            en=f"The trigger {piece.name} is switched off. Let the owner put it right; every row is looked at "
            "first.",
            about=piece.name,
            see="init",
        )
    return finding(
        f"{piece.kind}-altered",
        da=f"{da.capitalize()} {piece.name} er ændret. Lad ejeren sætte den i stand; kan det ikke gøres, så "
        "genskab journalen.",
        en=f"{en.capitalize()} {piece.name} was altered. Let the owner put it right; if that can't be done, "
        "restore the journal.",
        about=piece.name,
        see="init",
    )


def _added(kind: str, name: str, severity: Severity) -> Diagnosis:
    da, en = KINDS[kind]
    return finding(
        f"{kind}-added",
        severity=severity,
        da=f"{da.capitalize()} {name} er ikke journalens. Lad den, der har sat den til, fjerne den igen.",
        en=f"{en.capitalize()} {name} is not the journal's. Let whoever added it remove it.",
        about=name,
    )


def _declared() -> dict[str, tuple[str, str, dict[str, str], bool, str]]:
    """Of each function as the last step makes it: language, volatility, settings, whether it has its owner's rights,
    arguments."""
    found = {}
    for step in STEPS:
        for name, arguments, _, language, said in DECLARED.findall(step):
            volatility = "i" if "IMMUTABLE" in said else "s" if "STABLE" in said else "v"
            settings = {key.lower(): value.strip().strip("'") for key, value in SET.findall(said)}
            found[name] = (language, volatility, settings, DEFINER in said, " ".join(arguments.split()))
    found[KNOWN_TOPICS] = ("sql", "i", {}, False, "")
    return found


def _functions(cursor: psycopg.Cursor[Any]) -> list[Diagnosis]:
    declared = _declared()
    owners = dict(
        cursor.execute(
            "SELECT relname, pg_get_userbyid(relowner) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace"
            " WHERE nspname = 'sagsgang' AND relname = 'stored_events'"
        ).fetchall()
    )
    found, seen = [], set()
    for name, language, config, volatility, owner, definer, arguments, _ in cursor.execute(FUNCTIONS).fetchall():
        if name not in declared or declared[name][4] != arguments or name in seen:
            if name in declared:  # the shape tells of other names
                found.append(_added("function", f"{name}({arguments})", "error"))
            continue
        seen.add(name)
        settings = {
            key.lower(): value
            for key, _, value in (one.partition("=") for one in (config or "").split(";"))
            if key
        }
        if (language, volatility, settings, definer) != declared[name][:4]:
            found.append(
                finding(
                    "function-altered",
                    da=f"Funktionen {name} kører anderledes, end journalen siger (sprog, indstillinger eller "
                    "rettigheder). Lad ejeren sætte den i stand.",
                    en=f"The function {name} runs otherwise than the journal says (language, settings or "
                    "rights). Let the owner put it right.",
                    about=name,
                    see="init",
                )
            )
        if owner != owners.get("stored_events"):
            found.append(_owner(f"function {name}", owner, owners.get("stored_events", "")))
    return found


def _owner(what: str, owner: str, table_owner: str) -> Diagnosis:
    return finding(
        "owner-differs",
        da=f"{what} ejes af {owner}, og journalens tabel af {table_owner}: {owner} kan ændre, hvad der vogter "
        "den. Giv dem én ejer (ALTER … OWNER TO).",
        en=f"{what} belongs to {owner}, and the journal's table to {table_owner}: {owner} can change what "
        "guards it. Give them one owner (ALTER … OWNER TO).",
        about=what,
    )


def _tables(cursor: psycopg.Cursor[Any]) -> list[Diagnosis]:
    found = []
    rows = cursor.execute(TABLES).fetchall()
    owner_of_events = next((row[4] for row in rows if row[0] == "stored_events"), "")
    for name, persistence, secured, forced, owner, schema_owner, inherits, policies, kind in rows:
        if kind != "r":
            found.append(_table("table-kind", name, "er ingen almindelig tabel", "is no ordinary table"))
        if persistence != "p":
            found.append(
                _table(
                    "table-unlogged",
                    name,
                    "overlever ikke et nedbrud (UNLOGGED)",
                    "does not survive a crash (UNLOGGED)",
                )
            )
        if secured or forced or policies:
            found.append(
                _table(
                    "row-security",
                    name,
                    "har regler, der skjuler rækker (ROW LEVEL SECURITY)",
                    "has rules that hide rows (ROW LEVEL SECURITY)",
                )
            )
        if inherits:
            found.append(
                _table(
                    "table-inherits",
                    name,
                    "arver fra eller til en anden tabel",
                    "inherits from or to another table",
                )
            )
        if owner != owner_of_events:
            found.append(_owner(f"table {name}", owner, owner_of_events))
        if name == "stored_events" and schema_owner != owner:
            found.append(_owner("schema sagsgang", schema_owner, owner))
    return found


def _table(code: str, name: str, da: str, en: str) -> Diagnosis:
    return finding(
        code,
        da=f"Tabellen {name} {da}. Få det ændret tilbage af ejeren, og efterse igen.",
        en=f"The table {name} {en}. Have the owner change it back, and examine again.",
        about=name,
    )


def _beside(cursor: psycopg.Cursor[Any]) -> list[Diagnosis]:
    found = [
        finding(
            "event-trigger",
            severity="note",
            da=f"Databasen har en trigger på hændelser i skemaet ({name}), som kan ændre, hvad kommandoer gør. "
            "Se, hvad den gør.",
            en=f"The database has a trigger on events of the schema ({name}), which can change what commands "
            "do. See what it does.",
            about=name,
        )
        for (name,) in cursor.execute(EVENT_TRIGGERS).fetchall()
    ]
    found += [
        finding(
            "index-invalid",
            da=f"Indekset {name} gælder ikke. Lad ejeren køre: REINDEX INDEX sagsgang.{name}",
            en=f"The index {name} is not valid. Let the owner run: REINDEX INDEX sagsgang.{name}",
            about=name,
        )
        for (name,) in cursor.execute(INVALID).fetchall()
    ]
    return found
