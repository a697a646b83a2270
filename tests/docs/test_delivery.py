"""The page on delivery: its file of channels can be read, and it names every key and every code."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sagsgang.delivery.channels.json_message import document
from sagsgang.delivery.channels.message import Attachment
from sagsgang.delivery.settings.address_book import Address
from sagsgang.delivery.settings.back_off import Retry
from sagsgang.delivery.settings.channel_forms import FORMS
from sagsgang.delivery.settings.channels_file import read_channels
from sagsgang.delivery.settings.settings import AlarmSettings

from ..delivery.letters import letter

# apprise loads all of its services with the first one, and one of them what Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "delivery.md").read_text(encoding="utf-8")
ENVIRON = {
    "SAGSGANG_MAIL_PASSWORD": "hemmeligt",
    "SAGSGANG_SMS_URL": "d7sms://token@{to}",
    "SAGSGANG_HOOK_SECRET": "whsec_" + b64encode(bytes(32)).decode(),
}


def test_the_file_of_the_page_can_be_read() -> None:
    """Given the file that the page shows, and its three secrets, then it is right, and says what the page says."""
    text = PAGE.split("```toml\n")[1].split("```")[0]
    assert set(re.findall(r'_env = "(\w+)"', text)) == ENVIRON.keys()

    post, faults = read_channels(text, "channels.toml", ENVIRON, lambda: datetime(2026, 3, 2, tzinfo=UTC))

    assert faults == []
    assert post is not None
    assert list(post.channels) == ["email", "sms", "hook", "files"]
    assert post.book.address("team-leader", "Jobcenter 1", "sms") == Address("+45 12 34 56 78", "da")
    assert post.book.address("responsible", "abc", "email") == Address("abc@kommune.example.dk", "en")
    assert post.retry == Retry()
    assert post.alarm == AlarmSettings("email", "watch", timedelta(minutes=15))


@pytest.mark.parametrize("kind", FORMS)
def test_every_key_of_a_channel_is_named(kind: str) -> None:
    """Given the form of a kind of channel, then its section names each key."""
    section = PAGE.split(f": `{kind}`\n")[1].split("\n##")[0]

    assert [key for key in FORMS[kind].__struct_fields__ if f"`{key}`" not in section] == []


def test_every_code_is_named() -> None:
    """Given what channels say, then each code of a refusal or a doubt is in the page's table, and no other is."""
    files = ("smtp", "smtp_server", "webhook", "folder", "apprise_url")
    source = "".join((ROOT / "delivery" / "channels" / f"{name}.py").read_text(encoding="utf-8") for name in files)
    said = set(re.findall(r'(?:NotAccepted|Away|InDoubt)\(\s*"([a-z-]+)"', source))
    said |= set(re.findall(r'"([a-z-]+)" if lasting else "([a-z-]+)"', source)[0])
    listed = re.findall(r"^\| ((?:`[a-z-]+`(?:, )?)+) \|", PAGE.split("| code |")[1], re.MULTILINE)

    assert {code for line in listed for code in re.findall(r"`([a-z-]+)`", line)} == said


def test_the_document_has_the_form_of_the_page() -> None:
    """Given a message with a file, then its document has the keys that the page shows, in that order."""
    shown = PAGE.split("```json\n")[1].split("```")[0]
    made = document(letter(attachments=(Attachment("a", "text/plain", b""),)), with_content=True).decode()

    def keys(text: str) -> list[str]:
        return re.findall(r'"(\w+)":', text)

    assert keys(shown) == keys(made)
