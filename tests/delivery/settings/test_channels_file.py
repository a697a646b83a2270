"""The operator's file of channels: what it says is what is used, and what is wrong with it is told with its line."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from sagsgang.delivery.channels.apprise_url import AppriseChannel
from sagsgang.delivery.channels.folder import FolderChannel
from sagsgang.delivery.channels.perimeter import Allowed
from sagsgang.delivery.channels.smtp import SmtpChannel
from sagsgang.delivery.channels.webhook import WebhookChannel
from sagsgang.delivery.settings.address_book import Address
from sagsgang.delivery.settings.back_off import Retry
from sagsgang.delivery.settings.channels_file import read_channels
from sagsgang.delivery.settings.settings import AlarmSettings, DeliverySettings
from sagsgang.domain.written.toml_page import FileError

# apprise loads all of its services with the first one, and one of them what Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

SECRET = "whsec_" + b64encode(bytes(range(32))).decode()
ENVIRON = {"MAIL": "hemmeligt", "SMS": "d7sms://t0ken@{to}", "HOOK": SECRET, "ROOM": "slack://a/b/c"}
MAIL = '[channel.email]\nkind = "smtp"\nhost = "mail.example.dk"\nsender = "sag@example.dk"\n'
SMS = '[channel.sms]\nkind = "apprise"\nurl_env = "SMS"\n'
HOOK = '[channel.hook]\nkind = "webhook"\nurl = "https://example.dk/in"\nsecret_env = "HOOK"\n'
FILES = '[channel.files]\nkind = "folder"\npath = "/srv/out"\n'


def now() -> datetime:
    """Any instant."""
    return datetime(2026, 3, 2, tzinfo=UTC)


def read(text: str, environ: Mapping[str, str] = ENVIRON) -> tuple[DeliverySettings | None, list[FileError]]:
    """The file, or its faults."""
    return read_channels(text, "channels.toml", environ, now)


def right(text: str) -> DeliverySettings:
    """A file in which nothing is wrong."""
    post, faults = read(text)
    assert faults == []
    assert post is not None
    return post


def faults_of(text: str, environ: Mapping[str, str] = ENVIRON) -> list[tuple[int, str]]:
    """The lines, and what is wrong there."""
    post, faults = read(text, environ)
    assert post is None
    assert all(fault.reason.da and fault.file == "channels.toml" for fault in faults)
    return [(fault.line, fault.reason.en) for fault in faults]


def test_the_smallest_file_is_a_channel() -> None:
    """Given one channel and nothing else, then e-mail goes by STARTTLS, and what is given up was tried for a day."""
    post = right(MAIL)

    email = post.channels["email"]
    assert isinstance(email, SmtpChannel)
    assert (email.server.host, email.server.port, email.server.tls) == ("mail.example.dk", 587, "starttls")
    assert (email.server.command_seconds, email.server.answer_seconds) == (30, 600)
    assert (email.server.login, email.sender, email.repeatable) == (None, "sag@example.dk", False)
    assert (post.retry, post.alarm) == (Retry(), None)


def test_every_kind_is_read() -> None:
    """Given a channel of each kind, then each is as it is written, by its name, with its secret from the environment."""
    post = right(
        MAIL
        + 'tls = "implicit"\nusername = "sag"\npassword_env = "MAIL"\nin_doubt = "again"\n'
        + SMS
        + HOOK
        + FILES
    )

    email, sms, hook, files = (post.channels[name] for name in ("email", "sms", "hook", "files"))
    assert isinstance(email, SmtpChannel)
    assert email.server.login is not None
    assert tuple(email.server.login) == ("sag", "hemmeligt")
    assert (email.server.port, email.repeatable) == (465, True)
    assert sms == AppriseChannel("sms", "d7sms://t0ken@{to}")
    assert hook == WebhookChannel("hook", "https://example.dk/in", bytes(range(32)), now)
    assert files == FolderChannel("files", Path("/srv/out"))
    assert [one.repeatable for one in (sms, hook, files)] == [False, True, True]
    assert not any(secret in repr(post) for secret in ("hemmeligt", "t0ken", "x01"))


def test_people_are_reached_by_role_name_and_channel() -> None:
    """Given units, people and recipients, then each is found in its role, by a channel that it has, and no other."""
    book = right(
        MAIL
        + SMS
        + """
[unit."Jobcenter Ø"]
mailbox = { email = "jc@example.dk" }
team_leader = { email = "leder@example.dk", sms = "+45 12 34 56 78" }
language = "en"
[person."abc"]
email = "abc@example.dk"
[recipient.committee]
email = "udvalg@example.dk"
language = "da"
"""
    ).book

    assert book.address("unit", "Jobcenter Ø", "email") == Address("jc@example.dk", "en")
    assert book.address("team-leader", "Jobcenter Ø", "sms") == Address("+45 12 34 56 78", "en")
    assert book.address("responsible", "abc", "email") == Address("abc@example.dk", "da")
    assert book.address("recipient", "committee", "email") == Address("udvalg@example.dk", "da")
    assert book.address("unit", "Jobcenter Ø", "sms") is None
    assert book.address("unit", "Jobcenter 2", "email") is None
    assert book.address("responsible", "committee", "email") is None


def test_when_to_try_again_and_whom_to_alarm() -> None:
    """Given waits and an alarm, then they are as written."""
    post = right(
        MAIL
        + '[retry]\nfirst = "90s"\nfactor = 1.5\nlongest = "1d"\nattempts = 3\n'
        + '[recipient.watch]\nemail = "drift@example.dk"\n[alarm]\nchannel = "email"\nto = "watch"\nafter = "2h"\n'
    )

    assert post.retry == Retry(timedelta(seconds=90), 1.5, timedelta(days=1), 3)
    assert post.alarm == AlarmSettings("email", "watch", timedelta(hours=2))
    waits = [post.retry.wait(tried) for tried in (1, 2, 3)]
    assert waits == [timedelta(seconds=90), timedelta(seconds=135), None]


def test_waits_grow_to_the_longest_and_end() -> None:
    """Given the usual numbers, then the waits double from a minute to four hours, end, and are a day in all."""
    waits = [Retry().wait(tried) for tried in range(1, Retry().attempts)]
    minutes = [wait.total_seconds() / 60 for wait in waits if wait is not None]

    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240, 240]
    assert Retry().wait(Retry().attempts) is None
    assert timedelta(hours=24) < timedelta(minutes=sum(minutes)) < timedelta(hours=25)
    assert Retry(attempts=10**6, longest=timedelta(days=300)).wait(10**5) == timedelta(days=300)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = = 1", 1, "not valid TOML"),
        ("", 1, '"channel" is missing'),
        ("channel = 1\n", 1, 'Write [channel."name"]'),
        (MAIL + "[chanel.x]\n", 5, 'Did you mean "channel"?'),
        ("[channel.email]\n", 1, "Known: apprise, folder, smtp, webhook"),
        ('[channel.email]\nkind = "mail"\n', 2, "which kind of channel"),
        ('[channel."E mail"]\n' + MAIL.partition("\n")[2], 1, "small letters"),
        ("[channel.language]\n" + MAIL.partition("\n")[2], 1, 'is not "language"'),
        (MAIL.replace("host", "hots"), 3, 'Did you mean "host"?'),
        (MAIL.replace('host = "mail.example.dk"\n', ""), 1, '"host" is missing'),
        (MAIL.replace("mail.example.dk", "a\\nb"), 3, "one line"),
        (MAIL.replace("sag@", "sag"), 4, "no e-mail address"),
        (MAIL.replace("sag@example.dk", "sag@example.dk\\nBcc: x@example.dk"), 4, "no e-mail address"),
        (MAIL + 'sender_name = "A\\nBcc: x"\n', 5, "one line"),
        (MAIL + "port = 70000\n", 5, "from 1 to 65535"),
        (MAIL + 'tls = "ssl"\n', 5, '"starttls"'),
        (MAIL + 'username = "x"\n', 1, "belong together"),
        (MAIL + 'username = "x"\npassword_env = "NONE"\n', 6, "names is not set"),
        (MAIL + 'tls = "none"\nusername = "x"\npassword_env = "MAIL"\n', 5, "anyone on the way"),
        (MAIL + 'ca_file = "ca.pem"\n', 5, "whole path"),
        (MAIL + 'ca_file = "/nowhere/ca.pem"\n', 5, "PEM"),
        (MAIL + "timeout_seconds = 0\n", 5, "from 1 to 3600"),
        (MAIL + 'in_doubt = "maybe"\n', 5, '"stop"'),
        (SMS.replace("SMS", "NONE"), 3, "names is not set"),
        (SMS.replace("SMS", "ROOM"), 3, "must have {to}"),
        (SMS + "fixed = true\n", 3, "leave it out"),
        (SMS.replace("SMS", "MAIL"), 3, "no service that apprise knows"),
        (HOOK.replace("https", "http"), 3, "begin with https://"),
        (HOOK.replace("https://", "https://a:b@"), 3, "no password"),
        (HOOK.replace("example.dk/in", "[x"), 3, "begin with https://"),
        (HOOK.replace("HOOK", "MAIL"), 4, "whsec_"),
        (HOOK.replace("example.dk", "10.1.2.3"), 3, "inside the house"),
        (HOOK.replace("example.dk", "[fd00::1]"), 3, "inside the house"),
        (HOOK.replace("https://example.dk", "http://localhost:8080"), 3, "inside the house"),
        (HOOK.replace("example.dk", "10.1.2.3") + 'allow = ["10.2.0.0/16"]\n', 3, "inside the house"),
        (HOOK + 'allow = ["10.1.2.3/8"]\n', 5, "a network such as"),
        (HOOK + 'allow = ["127.1"]\n', 5, "a network such as"),
        (HOOK + 'allow = ["https://esdh"]\n', 5, "a network such as"),
        (HOOK + 'allow = "esdh"\n', 5, "a list"),
        (MAIL + 'allow = ["10.0.0.0/8"]\n', 5, "allow"),
        (FILES.replace("/srv", "srv"), 3, "whole path"),
        (MAIL + '[unit.a]\nmailbox = "a@example.dk"\n', 6, "a table"),
        (MAIL + '[unit.a]\nmailbox = { mail = "a@example.dk" }\n', 6, 'Did you mean "email"?'),
        (MAIL + '[unit.a]\nmailbox = { email = "a.example.dk" }\n', 6, "none that the channel"),
        (MAIL + '[unit.a]\nteam_leader = { email = "a@b.dk\\r\\nx" }\n', 6, "quoted text"),
        (MAIL + '[unit.a]\nteamleader = { email = "a@b.dk" }\n', 6, 'Did you mean "team_leader"?'),
        (MAIL + '[unit."010190-1234"]\nmailbox = { email = "a@b.dk" }\n', 5, "CPR number"),
        (MAIL + '[person.abc]\nemail = "x"\n', 6, "none that the channel"),
        (MAIL + '[person.abc]\nlanguage = "de"\n', 6, '"da", "en"'),
        (SMS + '[recipient.a]\nsms = "12345678,87654321"\n', 5, "none that the channel"),
        (FILES + '[recipient.a]\nfiles = "a\\tb"\n', 5, "none that the channel"),
        (MAIL + '[retry]\nfirst = "1 minute"\n', 6, '"90s", "5m", "4h" or "1d"'),
        (MAIL + "[retry]\nfactor = 0.5\n", 6, "from 1 to 10"),
        (MAIL + "[retry]\nattempts = 0\n", 6, "from 1 to 100"),
        (MAIL + '[alarm]\nchannel = "email"\nto = "watch"\nafter = "1m"\n', 7, "no [recipient.watch]"),
        (MAIL + '[alarm]\nchannel = "email"\nto = "watch"\n', 5, '"after" is missing'),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, words: str) -> None:
    """Given a file with one thing wrong, then the line is told, and what to do, and there is no half of a file."""
    told = faults_of(text)

    assert [where for where, said in told if words in said] == [line]


def test_the_operator_names_where_calls_may_go_inside_the_house() -> None:
    """Given a network, an address and a machine that a channel may call, then it may call them and no others; given none,
    then a webhook and a service may call nothing inside the house."""
    inside = (
        HOOK.replace("example.dk", "ESDH01.internal") + 'allow = ["10.0.0.0/8", "fd00::1", "ESDH01.internal"]\n'
    )
    post = right(inside + SMS + 'allow = ["sms-gw1"]\n')
    hook, sms = post.channels["hook"], post.channels["sms"]
    assert isinstance(hook, WebhookChannel)
    assert isinstance(sms, AppriseChannel)
    assert [str(one) for one in hook.allowed.networks] == ["10.0.0.0/8", "fd00::1/128"]
    assert (hook.allowed.hosts, sms.allowed) == (("esdh01.internal",), Allowed((), ("sms-gw1",)))
    assert [hook.allowed.has(ip_address(one)) for one in ("10.9.9.9", "192.168.1.1", "fd00::1", "fd00::2")] == [
        True,
        False,
        True,
        False,
    ]

    unnamed = right(HOOK).channels["hook"]
    assert isinstance(unnamed, WebhookChannel)
    assert unnamed.allowed == Allowed()


def test_a_channel_that_is_missing_is_told_once() -> None:
    """Given many addresses by two channels of which the file has neither, then each channel has one line, at the first
    of its addresses, with how many there are; a key misspelt beside them has a line of its own."""
    units = "".join(
        f'[unit.u{i}]\nmailbox = {{ email = "u{i}@b.dk", sms = "12345678" }}\nteam_leader = {{ email = "l{i}@b.dk" }}\n'
        for i in range(30)
    )
    text = FILES + units + '[person.abc]\nemail = "abc@b.dk"\npigeon = "roof"\nlangauge = "da"\n'

    assert faults_of(text) == [
        (5, "There is no [channel.email], but 61 addresses name it; the first is here. Known: files, language."),
        (5, "There is no [channel.sms], but 30 addresses name it; the first is here. Known: files, language."),
        (96, "There is no [channel.pigeon], but 1 address names it; the first is here. Known: files, language."),
        (
            97,
            'There is no [channel.langauge], but 1 address names it; the first is here. Did you mean "language"?',
        ),
    ]


def test_everything_wrong_is_told_at_once() -> None:
    """Given a file with several things wrong, then each is told, from the top down."""
    text = (
        MAIL.replace("sag@", "sag")
        + SMS.replace("SMS", "NONE")
        + FILES.replace("/srv", "srv")
        + "[retry]\nfactor = 0\n"
    )

    assert [line for line, _ in faults_of(text)] == [4, 7, 10, 12]


def test_no_secret_and_no_address_is_repeated() -> None:
    """Given wrong secrets and addresses, then what is told about them does not hold them."""
    environ = {"MAIL": "hemmeligt", "SMS": "d8sms://t0ken@{to}", "HOOK": "whsec_geheim"}
    text = MAIL + SMS + HOOK + '[person.a]\nemail = "privat.example.dk"\nsms = "1234 privat"\n'

    told = " ".join(said for _, said in faults_of(text, environ))
    assert not any(secret in told for secret in ("hemmeligt", "t0ken", "geheim", "privat"))


def test_a_text_that_is_broken_anywhere_is_told_and_nothing_raised() -> None:
    """Given a good file with any one line taken away, or cut anywhere, then it is read or told, and nothing is raised."""
    text = MAIL + SMS + HOOK + FILES + '[unit.a]\nmailbox = { email = "a@example.dk" }\n[retry]\nattempts = 3\n'
    lines = text.splitlines(keepends=True)
    broken = ["".join(lines[:i] + lines[i + 1 :]) for i in range(len(lines))]
    broken += [text[:i] for i in range(0, len(text), 7)]

    for one in broken:
        post, faults = read(one)
        assert (post is None) == bool(faults)
