"""Where the journal is: what the call says counts before the environment; nothing said is the home of the user."""

from __future__ import annotations

from pathlib import Path

import pytest
from sagsgang.domain.problem import Problem
from sagsgang.journal.connection.location import Location, locate, parameters, shown

URL = "postgresql://clerk:s3cret@db.example.dk:5433/cases?sslmode=require"
WHERE = {"user", "host", "hostaddr", "port", "dbname"}
DEFAULT = Location(home=Path("/home/clerk/.local/share/sagsgang"))


@pytest.mark.parametrize(
    ("database", "home", "environ", "expected"),
    [
        pytest.param(None, None, {}, DEFAULT, id="nothing said"),
        pytest.param("", "", {"SAGSGANG_DATABASE": "", "SAGSGANG_HOME": ""}, DEFAULT, id="empty words"),
        pytest.param(URL, None, {"SAGSGANG_DATABASE": "other"}, Location(url=URL), id="--database"),
        pytest.param(URL, "/srv/a", {}, Location(url=URL), id="--database before --home"),
        pytest.param(None, "/srv/a", {"SAGSGANG_DATABASE": URL}, Location(home=Path("/srv/a")), id="--home"),
        pytest.param(None, "~/a", {}, Location(home=Path("/home/clerk/a")), id="--home of the user"),
        pytest.param(
            None, None, {"SAGSGANG_DATABASE": URL, "SAGSGANG_HOME": "/x"}, Location(url=URL), id="URL set"
        ),
        pytest.param(None, None, {"SAGSGANG_HOME": "/srv/b"}, Location(home=Path("/srv/b")), id="home set"),
    ],
)
def test_the_first_that_is_said_counts(
    database: str | None, home: str | None, environ: dict[str, str], expected: Location
) -> None:
    """Given options and environment, then the location is the first that says anything."""
    assert locate(database, home, {"HOME": "/home/clerk"} | environ) == expected


def test_every_parameter_of_the_url_survives() -> None:
    """Given a URL with TLS and a port, or a socket directory, then all of it reaches the connection."""
    assert parameters(URL) == {
        "user": "clerk",
        "password": "s3cret",
        "host": "db.example.dk",
        "port": "5433",
        "dbname": "cases",
        "sslmode": "require",
    }
    assert parameters("postgresql://postgres@/sagsgang?host=%2Fsrv%2Fa%2Fpostgres")["host"] == "/srv/a/postgres"


def test_the_password_is_never_shown() -> None:
    """Given a URL with a password, then neither what is shown of it nor the location's repr holds it."""
    assert shown(URL) == "postgresql://clerk@db.example.dk:5433/cases"
    assert "s3cret" not in repr(Location(url=URL))


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "postgresql://postgres@/sagsgang?host=%2Fsrv%2Fa%2Fpostgres&port=6001",
        "host=db password=s3cret dbname=cases user=æøå",
        "postgresql://one:5432,two:5433/cases?sslpassword=s3cret",
        "postgresql://clerk:s3cret@[::1]:5432/cases",
        "postgresql://clerk@db/cases?hostaddr=192.0.2.1&password=s3cret",
        "postgresql:///cases",
    ],
)
def test_what_is_shown_is_the_same_place(url: str) -> None:
    """Given addresses of every form, then what is shown of each is a URL of the same server, database and user, as libpq
    reads both, and without what is secret."""
    there = {name: value for name, value in parameters(url).items() if name in WHERE}
    assert parameters(shown(url)) == there
    assert "s3cret" not in shown(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://clerk:s3cret%@host/cases",
        "postgresql://clerk:s3@cret@host/cases",
        "postgresql://clerk:s3/cret@host/cases",
        "postgresql://clerk:33/s3@host/cases",
        "postgresql://host/cases?unknown=s3cret",
        "mysql://clerk:s3cret@host/cases",
        "s3cret",
        "",
    ],
)
def test_an_address_that_can_not_be_read_is_not_repeated(url: str) -> None:
    """Given an address with an unescaped password or of another kind, then the problem tells how to write it."""
    with pytest.raises(Problem) as problem:
        parameters(url)
    assert problem.value.code == "bad-url"
    assert "postgresql://" in problem.value.text.en
    assert "s3" not in f"{problem.value.text}"
