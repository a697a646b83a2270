"""``sagsgang outbox``: what could not be delivered, why, and offering it again.

The cases are those of ``reminded_permits``, after the scheduler ran once: of six reminders five were delivered, and
the citizen of P-4 has no number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sagsgang.cli import run

from ..conftest import fresh_database
from .conftest import Ask, Call
from .office import event, write
from .program import carry_out
from .reminded_permits import MOBILE, NAME, Office, open_office


def after_one_run(url: str, folder: Path) -> Office:
    """The office after one run of its scheduler."""
    found = open_office(url, folder)
    assert run(["--database", url, "scheduler", "run", "--once", "--channels", str(found.channels)]) == 0
    return found


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office after one run of its scheduler; tests here only look at it."""
    with fresh_database(server_url) as url:
        yield after_one_run(url, tmp_path_factory.mktemp("permits"))


@pytest.fixture
def own_office(database_url: str, tmp_path: Path) -> Office:
    """The same, for tests that write."""
    return after_one_run(database_url, tmp_path)


def test_what_could_not_be_delivered_is_listed_with_its_reason(ask: Ask, office: Office) -> None:
    """Given a reminder to a citizen without a number, then the outbox has it as the one that was not delivered, with
    what to do; the five that were are listed when asked for."""
    found = ask(office.url, "outbox", "list")
    counted = [found[name] for name in ("waiting", "sending", "delivered", "undelivered", "withheld")]
    assert counted == [0, 0, 5, 1, 0]
    [dead] = found["items"]
    assert (dead["stream"], dead["channel"], dead["recipient"]) == ("P-4", "sms", "citizen")
    assert dead["reason_code"] == "no-address"
    delivered = ask(office.url, "outbox", "list", "--state", "delivered")["items"]
    assert [one["stream"] for one in delivered] == ["P-1", "P-3", "P-1", "P-3", "P-4"]


def test_the_next_page_goes_on_where_the_last_ended(ask: Ask, call: Call, office: Office) -> None:
    """Given pages of two, then each goes on after the position of the last line of the one before, the page says
    so, and the last has what is left."""
    pages, after = [], 0
    for _ in range(3):
        words = ("outbox", "list", "--state", "delivered", "--limit", 2, "--after", after)
        items = ask(office.url, *words)["items"]
        after_this = items[-1]["position"]
        assert (f"--after {after_this}" in call(office.url, *words)[1].decode()) == (len(items) == 2)
        pages.append(len(items))
        after = after_this
    assert pages == [2, 2, 1]
    beyond = call(office.url, "outbox", "list", "--state", "delivered", "--after", 2**63 - 1)[1].decode()
    assert "No more messages are in this state" in beyond


@pytest.mark.parametrize(("state", "none"), [("undelivered", False), ("waiting", True)])
def test_a_limit_of_nought_shows_the_counts_alone(
    call: Call, ask: Ask, office: Office, state: str, none: bool
) -> None:
    """Given a state with a message and one without, when none are to be listed, then the counts stand alone, and nothing
    is said of the messages; without the limit, the page says of the state without one that it has none."""
    words = ("outbox", "list", "--state", state)
    assert ask(office.url, *words, "--limit", 0)["items"] == []
    [told] = call(office.url, *words, "--limit", 0)[1].decode().splitlines()
    assert "1 given up" in told
    assert ("No message is in this state" in call(office.url, *words)[1].decode()) == none


def test_a_dead_letter_is_delivered_once_its_cause_is_mended(ask: Ask, call: Call, own_office: Office) -> None:
    """Given a dead letter, when the number is written in the case and the letter is offered again by its key, then
    the next run delivers it, and nothing else."""
    number = event("number-4", "P-4", "guidance-given", "2024-06-01", attributes={"mobile": MOBILE})
    assert call(own_office.url, "append", write(own_office.channels.with_name("number.jsonl"), [number]))[0] == 0
    [dead] = ask(own_office.url, "outbox", "list")["items"]
    before = {file.name for file in own_office.sms.iterdir()}
    offered = ask(own_office.url, "outbox", "retry", dead["key"])
    assert offered == {"offered": [dead["key"]], "unknown": []}
    assert [one["key"] for one in ask(own_office.url, "outbox", "list", "--state", "waiting")["items"]] == [
        dead["key"]
    ]

    done = ask(own_office.url, "scheduler", "run", "--once", "--channels", own_office.channels)
    assert (done["delivered"], done["undelivered"], done["waiting"]) == (1, 0, 0)
    assert {file.name for file in own_office.sms.iterdir()} - before == {f"{dead['key']}.json"}
    assert ask(own_office.url, "outbox", "list")["items"] == []
    assert ask(own_office.url, "outbox", "retry", "--all") == {"offered": [], "unknown": []}


def test_the_case_tells_what_was_offered_again_and_by_whom(ask: Ask, call: Call, own_office: Office) -> None:
    """Given a dead letter, when somebody offers it again in her name, then the history of its case has it with the name,
    and so has the account of its reminders, in both languages, until it is delivered."""
    [dead] = ask(own_office.url, "outbox", "list")["items"]
    assert ask(own_office.url, "outbox", "retry", "--all", "--by", "Mette Holm")["offered"] == [dead["key"]]

    told = ask(own_office.url, "case", "show", "P-4")["events"][-1]
    assert (told["name"], told["id"]) == ("reminder-offered", f"{dead['key']}-offered-2")
    assert (told["body"]["actor"], told["body"]["round"]) == ("Mette Holm", 2)
    ladders = ask(own_office.url, "case", "explain", "P-4")["reminders"]
    [step] = [step for ladder in ladders for step in ladder["steps"] if step["standing"] == "offered"]
    assert (step["to"], step["channel"], step["reason"], step["by"]) == ("citizen", "sms", None, "Mette Holm")
    for language, says in {"en": "offered again by Mette Holm", "da": "genudstedt af Mette Holm"}.items():
        page = carry_out(own_office.url, "case", "explain", "P-4", COLUMNS="100", SAGSGANG_LANG=language)
        assert says in " ".join(page.out.decode().split())


def test_a_dead_letter_is_dismissed_with_who_and_why(ask: Ask, call: Call, own_office: Office) -> None:
    """Given a dead letter, when somebody dismisses it and says why, then the scheduler has nothing that needs looking after
    for it, the list and the case say who and why, in both languages, and it can be offered again by its key alone."""
    url = own_office.url
    [dead] = ask(url, "outbox", "list")["items"]
    words = ("--by", "Mette Holm", "--reason", "Told by telephone")
    assert ask(url, "outbox", "dismiss", "--all", *words) == {"dismissed": [dead["key"]], "unknown": []}
    status, out, _ = call(url, "outbox", "dismiss", dead["key"], *words)
    assert (status, out.decode().splitlines()[0]) == (1, "Dismissed: 0.")

    found = ask(url, "outbox", "list", "--state", "dismissed")
    assert (found["undelivered"], found["dismissed"]) == (0, 1)
    [told] = found["items"]
    assert (told["key"], told["dismissed"]) == (dead["key"], {"by": "Mette Holm", "reason": "Told by telephone"})
    standing = json.loads(call(url, "scheduler", "status", "--json")[1])
    assert standing["outbox"]["dismissed"] == 1
    assert "dead-letters" not in [one["code"] for one in standing["problems"]]
    ladders = ask(url, "case", "explain", "P-4")["reminders"]
    [step] = [step for ladder in ladders for step in ladder["steps"] if step["standing"] == "dismissed"]
    assert (step["to"], step["by"]) == ("citizen", "Mette Holm")
    for language, says in {
        "en": "Dismissed by Mette Holm: Told by",
        "da": "Frafaldet af Mette Holm: Told by",
    }.items():
        page = carry_out(url, "outbox", "list", "--state", "dismissed", COLUMNS="80", SAGSGANG_LANG=language)
        assert says in " ".join(page.out.decode().split())
        assert dead["key"] in page.out.decode()
    assert ask(url, "outbox", "retry", "--all")["offered"] == []
    assert ask(url, "outbox", "retry", dead["key"])["offered"] == [dead["key"]]


def test_a_key_that_was_not_given_up_is_said(ask: Ask, call: Call, own_office: Office) -> None:
    """Given keys of which one was given up, one was delivered, and one is nobody's, then the first is offered again,
    the others are named, and the exit status is 1."""
    [dead] = ask(own_office.url, "outbox", "list")["items"]
    done = ask(own_office.url, "outbox", "list", "--state", "delivered")["items"][0]
    status, out, _ = call(own_office.url, "outbox", "retry", dead["key"], done["key"], "nobody")
    told = out.decode().splitlines()
    assert status == 1
    assert told[0].startswith("Offered again: 1.")
    assert sorted(line.split()[0] for line in told[1:]) == sorted([done["key"], "nobody"])


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["page", "json"])
def test_a_key_that_is_none_is_shown_on_one_line_without_a_cpr_number(
    call: Call, own_office: Office, form: tuple[str, ...]
) -> None:
    """Given words that are no keys, one with a CPR number and one of two lines, then what is said of them has asterisks for
    the number, and the lines as one."""
    status, out, _ = call(own_office.url, "outbox", "retry", "010190-1234", "first\nsecond", *form)
    assert status == 1
    told = out.decode()
    assert "1234" not in told
    assert "******-****" in told
    assert "first second" in told


@pytest.mark.parametrize(
    "words",
    [
        ("retry",),
        ("retry", "abc", "--all"),
        ("retry", ""),
        ("retry", "--all", "--by", ""),
        ("retry", "--all", "--by", "010150-1111"),
        ("retry", "--all", "--by", "0101501111"),
        ("dismiss", "--all"),
        ("dismiss", "--all", "--by", "Mette"),
        ("dismiss", "--all", "--reason", "known"),
        ("dismiss", "--by", "Mette", "--reason", "known"),
        ("dismiss", "--all", "--by", "Mette", "--reason", " "),
        ("dismiss", "--all", "--by", "0101501111", "--reason", "known"),
        ("dismiss", "--all", "--by", "Mette", "--reason", "told 010150-1111"),
        ("dismiss", "--all", "--by", "Mette", "--reason", "two\nlines"),
        ("list", "--state", "lost"),
        ("list", "--limit", "-1"),
        ("list", "--after", "-1"),
        ("list", "--after", str(2**63)),
    ],
    ids=" ".join,
)
def test_words_that_are_off_change_nothing(call: Call, office: Office, words: tuple[str, ...]) -> None:
    """Given no key, keys beside --all, no name or a CPR number for one, or a state that there is not, then the exit
    status is 2 and the error says what to write, in the caller's words."""
    status, out, err = call(office.url, "outbox", *words)
    assert (status, out) == (2, b"")
    assert err.startswith("sagsgang: ")
    assert "Literal" not in err
    assert not re.search(r"01015|[0-9]{11}", err)  # no CPR number, and no limit that only a computer counts to


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ["1 given up", "Write it in the case"]),
        ("da", ["1 opgivet", "Skriv den i sagen", "borger"]),
    ],
)
def test_the_page_shows_the_key_whole(office: Office, ask: Ask, language: str, says: list[str]) -> None:
    """Given a terminal of 80 columns, then the key of what was given up stands on one line, to be copied, and why
    stands above it, in the caller's language."""
    [dead] = ask(office.url, "outbox", "list")["items"]
    told = carry_out(office.url, "outbox", "list", COLUMNS="80", SAGSGANG_LANG=language).out.decode()
    assert [line for line in told.splitlines() if line.startswith(f"{dead['key']}  P-4")]
    assert [one for one in says if one not in " ".join(told.split())] == []


def test_an_office_that_never_sent_anything_has_an_empty_outbox(ask: Ask, call: Call, database_url: str) -> None:
    """Given a journal in which no scheduler ever ran, then the outbox is empty, and nothing is made in the
    database."""
    assert call(database_url, "init")[0] == 0
    found = ask(database_url, "outbox", "list")
    assert (found["waiting"], found["undelivered"], found["items"]) == (0, 0, [])
    with psycopg.connect(database_url) as connection:
        [(there,)] = connection.execute("SELECT to_regclass('sagsgang.outbox')").fetchall()
    assert there is None


def test_no_person_is_in_the_tables(office: Office) -> None:
    """Given citizens who were sent their names at their numbers, then neither stands in any table of the database
    but the journal's own."""
    with psycopg.connect(office.url) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'sagsgang' "
                "AND table_type = 'BASE TABLE' AND table_name <> 'stored_events'"
            )
        ]
        assert {"outbox", "scheduler_state"} <= set(tables)
        told = "".join(
            str(row)
            for name in tables
            for row in connection.execute(
                psycopg.sql.SQL("SELECT to_jsonb(t)::text FROM sagsgang.{} AS t").format(
                    psycopg.sql.Identifier(name)
                )
            )
        )
    assert [word for word in (MOBILE, NAME, MOBILE.removeprefix("+45")) if word in told] == []


def test_keys_and_all_are_one_too_many(call: Call, office: Office) -> None:
    """Given a key and --all in one call, then it is told that both are there, for retry and dismiss alike; given neither,
    which messages is asked."""
    for words in (("retry",), ("dismiss", "--by", "Mette Holm", "--reason", "Told by telephone")):
        status, _, err = call(office.url, "outbox", words[0], "abc", "--all", *words[1:])
        assert (status, "Both keys and all" in err, "--all" in err) == (2, True, True)
        status, _, err = call(office.url, "outbox", *words)
        assert (status, "Which messages?" in err, "--all" in err) == (2, True, True)
    reason = ("--by", "Mette Holm", "--reason", "Told\u200b by telephone")
    status, _, err = call(office.url, "outbox", "dismiss", "--all", *reason)
    assert (status, "U+200B ZERO WIDTH SPACE" in err) == (2, True)
