"""Who may do more than is needed: with the journal, with what is made from it, and with the roles that own them."""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg.rows import tuple_row

from .finding import Diagnosis, Severity, finding

JOURNAL = ("stored_events", "rejections", "rejections_counted")
# Of tables and their columns: what others than the owner were granted. 0 is everybody.
GRANTED: LiteralString = """
    WITH tables AS (
        SELECT c.oid, relname, relowner, relacl FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
        WHERE nspname = 'sagsgang' AND relkind IN ('r', 'v', 'p', 'm', 'f'))
    SELECT relname, privilege_type, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END, is_grantable
    FROM (
        SELECT relname, relowner, (aclexplode(relacl)).* FROM tables
        UNION ALL
        SELECT relname, relowner, (aclexplode(attacl)).* FROM tables JOIN pg_attribute ON attrelid = tables.oid
    ) AS granted
    WHERE grantee <> relowner ORDER BY 1, 2, 3"""
SCHEMA: LiteralString = """
    SELECT privilege_type, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END
    FROM (SELECT nspowner, (aclexplode(nspacl)).* FROM pg_namespace WHERE nspname = 'sagsgang') AS granted
    WHERE grantee <> nspowner ORDER BY 1, 2"""
BY_DEFAULT: LiteralString = """
    SELECT DISTINCT privilege_type, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END
    FROM (SELECT defaclrole, defaclobjtype, defaclnamespace, (aclexplode(defaclacl)).* FROM pg_default_acl) AS granted
    WHERE defaclobjtype = 'r' AND grantee <> defaclrole AND privilege_type <> 'SELECT'
        AND defaclnamespace IN (0, (SELECT oid FROM pg_namespace WHERE nspname = 'sagsgang')) ORDER BY 1, 2"""
# Who else is the owner, or may write to any table or run programs on the server, without being a superuser.
MEMBERS: LiteralString = """
    WITH RECURSIVE owner AS (
        SELECT relowner FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
        WHERE nspname = 'sagsgang' AND relname = 'stored_events'),
    reached AS (
        SELECT member, roleid FROM pg_auth_members
        UNION
        SELECT reached.member, further.roleid FROM reached JOIN pg_auth_members AS further ON further.member = reached.roleid)
    SELECT pg_get_userbyid(member), role.rolname, role.oid IN (SELECT relowner FROM owner)
    FROM reached JOIN pg_roles AS who ON who.oid = member JOIN pg_roles AS role ON role.oid = roleid
    WHERE NOT who.rolsuper AND (role.rolsuper OR role.oid IN (SELECT relowner FROM owner)
        OR role.rolname IN ('pg_write_all_data', 'pg_maintain', 'pg_write_server_files', 'pg_execute_server_program'))
    ORDER BY 1, 2"""
ME: LiteralString = """
    SELECT rolname, rolsuper, rolbypassrls, rolreplication, oid = (
        SELECT relowner FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
        WHERE nspname = 'sagsgang' AND relname = 'stored_events')
    FROM pg_roles WHERE rolname = current_user"""
# What a role may do in the whole server, whatever it was granted: each with the code that it has here.
OF_THE_SERVER: LiteralString = """
    SELECT rolname, rolbypassrls, rolreplication, rolcreaterole FROM pg_roles
    WHERE NOT rolsuper AND rolname <> current_user AND rolname !~ '^pg_'
        AND (rolbypassrls OR rolreplication OR rolcreaterole) ORDER BY 1"""
# What one who appends needs; reading is told where everybody may.
NEEDED = {"SELECT", "INSERT"}
BY_NOBODY = {("rejections_counted", "INSERT")}  # its trigger has the owner's rights
REVOKE = "REVOKE {} ON sagsgang.{} FROM {}"


def rights_findings(connection: psycopg.Connection[Any]) -> list[Diagnosis]:
    """Rights beyond need, each with the statement that takes it away."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        return [
            *_on_tables(cursor),
            *_on_schema(cursor),
            *_by_default(cursor),
            *_members(cursor),
            *_of_the_server(cursor),
            *_me(cursor),
        ]


def _on_tables(cursor: psycopg.Cursor[Any]) -> list[Diagnosis]:
    found = []
    for table, privilege, grantee, grantable in cursor.execute(GRANTED).fetchall():
        statement = REVOKE.format(privilege, table, _quoted(grantee))
        journal = table in JOURNAL
        if grantee == "PUBLIC":
            found.append(_right("right-public", table, privilege, "enhver rolle", "every role", statement))
        elif journal and (privilege not in NEEDED or (table, privilege) in BY_NOBODY):
            found.append(_right(f"right-{privilege.lower()}", table, privilege, grantee, grantee, statement))
        elif privilege != "SELECT" and not journal and _is_made_from_the_journal(table):
            found.append(_right("right-projections", table, privilege, grantee, grantee, statement))
        if grantable and grantee != "PUBLIC" and (journal or _is_made_from_the_journal(table)):
            found.append(
                _right("right-grant", table, f"{privilege} WITH GRANT OPTION", grantee, grantee, statement)
            )
    return found


def _is_made_from_the_journal(table: str) -> bool:
    """The tables that answers come from; those of the scheduler are written by whoever runs it."""
    return not table.startswith(("scheduler_", "outbox", "import_"))


def _on_schema(cursor: psycopg.Cursor[Any]) -> list[Diagnosis]:
    return [
        _right(
            "right-create" if privilege == "CREATE" else "right-public",
            "SCHEMA sagsgang",
            privilege,
            grantee,
            grantee,
            f"REVOKE {privilege} ON SCHEMA sagsgang FROM {_quoted(grantee)}",
        )
        for privilege, grantee in cursor.execute(SCHEMA).fetchall()
        if privilege == "CREATE" or grantee == "PUBLIC"
    ]


def _by_default(cursor: psycopg.Cursor[Any]) -> list[Diagnosis]:
    return [
        finding(
            "right-default",
            severity="warning",
            da=f"Nye tabeller giver fra begyndelsen {grantee} retten {privilege}. Tag den fra (ALTER DEFAULT "
            f"PRIVILEGES … REVOKE {privilege} ON TABLES FROM {_quoted(grantee)}).",
            en=f"New tables give {grantee} the right {privilege} from the beginning. Take it away (ALTER "
            f"DEFAULT PRIVILEGES … REVOKE {privilege} ON TABLES FROM {_quoted(grantee)}).",
            about=f"{privilege} {grantee}",
        )
        for privilege, grantee in cursor.execute(BY_DEFAULT).fetchall()
    ]


def _members(cursor: psycopg.Cursor[Any]) -> list[Diagnosis]:
    return [
        finding(
            "right-owner-member" if of_owner else "right-member",
            severity="warning",
            da=f"Rollen {member} er medlem af {role} og kan dermed ændre journalen. Tag den ud: REVOKE "
            f"{_quoted(role)} FROM {_quoted(member)}",
            en=f"The role {member} is a member of {role} and can so change the journal. Take it out: REVOKE "
            f"{_quoted(role)} FROM {_quoted(member)}",
            about=f"{member} {role}",
        )
        for member, role, of_owner in cursor.execute(MEMBERS).fetchall()
    ]


def _of_the_server(cursor: psycopg.Cursor[Any]) -> list[Diagnosis]:
    powers = (
        ("role-bypassrls", "ser forbi regler for rækker (BYPASSRLS)", "looks past rules on rows (BYPASSRLS)"),
        ("role-replication", "må kopiere hele serveren (REPLICATION)", "may copy the whole server (REPLICATION)"),
        ("role-createrole", "må give roller til andre (CREATEROLE)", "may give roles to others (CREATEROLE)"),
    )
    return [
        finding(
            code,
            severity="note",
            da=f"Rollen {role} {da}. Har den ikke brug for det, så tag det fra den (ALTER ROLE).",
            en=f"The role {role} {en}. If it has no need of that, take it away (ALTER ROLE).",
            about=role,
        )
        for role, *has in cursor.execute(OF_THE_SERVER).fetchall()
        for so, (code, da, en) in zip(has, powers, strict=True)
        if so
    ]


def _me(cursor: psycopg.Cursor[Any]) -> list[Diagnosis]:
    for name, superuser, sees_all, replicates, owner in cursor.execute(ME).fetchall():
        kinds: list[tuple[str, str, str, bool]] = [
            ("as-superuser", "er superbruger", "is a superuser", superuser),
            ("as-owner", "ejer journalens tabel", "owns the journal's table", owner and not superuser),
            (
                "as-bypassrls",
                "ser forbi regler for rækker (BYPASSRLS)",
                "looks past rules on rows (BYPASSRLS)",
                sees_all and not superuser,
            ),
            (
                "as-replication",
                "må kopiere hele serveren (REPLICATION)",
                "may copy the whole server (REPLICATION)",
                replicates and not superuser,
            ),
        ]
        return [
            finding(
                code,
                severity="note",
                da=f"Denne forbindelses rolle, {name}, {da}. Giv de programmer, der kun tilføjer eller spørger, "
                "en rolle for sig (docs/operator.md).",
                en=f"The role of this connection, {name}, {en}. Give the programs that only append or ask a "
                "role of their own (docs/operator.md).",
                about=name,
            )
            for code, da, en, so in kinds
            if so
        ]
    return []


def _right(code: str, table: str, privilege: str, who_da: str, who_en: str, statement: str) -> Diagnosis:
    severity: Severity = "warning"
    return finding(
        code,
        severity=severity,
        da=f"{who_da} har retten {privilege} på {table}, og ingen har brug for den. Tag den fra: {statement}",
        en=f"{who_en} has the right {privilege} on {table}, which nobody needs. Take it away: {statement}",
        about=f"{privilege} {table}",
    )


def _quoted(role: str) -> str:
    return role if role == "PUBLIC" else '"' + role.replace('"', '""') + '"'
