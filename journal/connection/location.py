"""Where the journal is: a PostgreSQL URL, or a home directory that holds an embedded PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from ...domain.problem import BadInput

DATABASE = "SAGSGANG_DATABASE"
HOME = "SAGSGANG_HOME"
DEFAULT_HOME = Path(".local/share/sagsgang")


@dataclass(frozen=True)
class Location:
    """Exactly one of: ``url`` of a PostgreSQL database, ``home`` of an embedded PostgreSQL.

    The URL is not shown by ``repr``: it may hold a password.
    """

    url: str | None = field(default=None, repr=False)
    home: Path | None = None


def locate(database: str | None, home: str | None, environ: Mapping[str, str]) -> Location:
    """Where the data is, by the first of: ``database``, ``home``, their environment variables, the default home.

    What is said on the command line counts before the environment; empty words count as not said.
    """
    user_home = Path(environ.get("HOME") or "~").expanduser()
    if database:
        return Location(url=database)
    if home:
        return Location(home=_expanded(home, user_home))
    if url := environ.get(DATABASE):
        return Location(url=url)
    if directory := environ.get(HOME):
        return Location(home=_expanded(directory, user_home))
    return Location(home=user_home / DEFAULT_HOME)


def _expanded(directory: str, user_home: Path) -> Path:
    return user_home / directory[2:] if directory.startswith("~/") else Path(directory)


def parameters(url: str) -> dict[str, str]:
    """The connection parameters that a PostgreSQL URL or ``key=value`` text says. Raises Problem ``bad-url``.

    The text itself is never repeated in the error: parts of a password with an unescaped character
    land in the host, the port or the database.
    """
    try:
        found = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except ProgrammingError:
        found = {}
    astray = "@" in found.get("host", "") + found.get("dbname", "")
    if not found or astray or not all(port.isdigit() for port in found.get("port", "0").split(",")):
        raise BadInput(
            code="bad-url",
            da="Databasens adresse kan ikke læses. Skriv den som postgresql://bruger:kode@vært:5432/database, "
            "med tegn som @ og / i koden skrevet %40 og %2F.",
            en="The database address cannot be read. Write it as postgresql://user:password@host:5432/database, "
            "with characters such as @ and / in the password written %40 and %2F.",
        )
    return found


def shown(url: str) -> str:
    """The address as it may be shown: a URL that says who and where, without password. Raises Problem ``bad-url``."""
    found = parameters(url)
    user, database = found.get("user", ""), found.get("dbname", "")
    # A socket's folder, an address beside a name, and several servers stand behind the question mark, as libpq takes them.
    beside = {name: value for name in ("host", "hostaddr", "port") if (value := found.get(name))}
    server = ""
    if not any(sign in "".join(beside.values()) for sign in "/,") and not beside.get("host", "").startswith("@"):
        host, port = beside.pop("host", ""), beside.pop("port", "")
        server = f"[{host}]" if ":" in host else quote(host, safe="")
        server += f":{port}" if port else ""
    said = "&".join(f"{name}={quote(value, safe='')}" for name, value in beside.items())
    who = f"{quote(user, safe='')}@" if user else ""
    return f"postgresql://{who}{server}/{quote(database, safe='')}{'?' if said else ''}{said}"
