"""The databases of the tests: one is used again only when nothing of the test before is left in it."""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
import pytest
from sagsgang.journal.application import Journal
from sagsgang.projections.upkeep.catch_up import catch_up

from .databases import fresh_database

LEFT: dict[str, LiteralString] = {
    "schema": "CREATE SCHEMA other",
    "table": "CREATE TABLE public.kept ()",
    "function": "CREATE FUNCTION public.kept() RETURNS integer LANGUAGE sql RETURN 1",
    "type": "CREATE TYPE public.kept AS ENUM ()",
    "extension": "DROP EXTENSION plpgsql; CREATE EXTENSION plpgsql",
    "right": "CREATE ROLE sagsgang_left; GRANT CREATE ON SCHEMA public TO sagsgang_left",
    "default": "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor",
    "setting": "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 65', current_database()); END $$",
    "access": "DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', current_database()); END $$",
}


def number(url: str) -> int:
    """The server's own number of a database, which stays when it is given another name."""
    [found] = _asked(url, "SELECT oid FROM pg_database WHERE datname = current_database()")
    return int(found[0])


def _asked(url: str, query: LiteralString) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query).fetchall()


def test_a_database_is_used_again_empty_and_under_another_name(server_url: str) -> None:
    """Given a journal with its projections, and somebody who stays connected, when its database is given up and the next
    one is asked for, then that is the same one, empty; who stayed is cut off, and its old name leads nowhere."""
    with fresh_database(server_url) as url:
        with Journal.open(url) as journal:
            catch_up(journal)
        first, left_over = number(url), psycopg.connect(url, autocommit=True)
        left_over.execute("CREATE TEMP TABLE passing ()")
    with pytest.raises(psycopg.OperationalError):
        left_over.execute("SELECT 1")
    left_over.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)
    with fresh_database(server_url) as url:
        assert number(url) == first
        assert _asked(url, "SELECT nspname FROM pg_namespace WHERE nspname = 'sagsgang'") == []


@pytest.mark.parametrize("left", LEFT)
def test_a_database_in_which_more_was_done_is_not_used_again(server_url: str, left: str) -> None:
    """Given a database in which something else was made or allowed, when it is given up, then it is gone."""
    with fresh_database(server_url) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(LEFT[left])
        first = number(url)
    with psycopg.connect(server_url) as server:
        assert server.execute("SELECT FROM pg_database WHERE oid = %s", (first,)).fetchall() == []
        server.execute("DROP ROLE IF EXISTS sagsgang_left")
