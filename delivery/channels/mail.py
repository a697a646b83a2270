"""A message as an e-mail: the bytes that go over the wire, the same whenever the same message is sent again."""

from __future__ import annotations

import re
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from .message import Attachment, Message

# Only seven bits, so that no server has to promise more (RFC 6152), and no line that one may cut (RFC 5321 4.5.3.1.6).
_POLICY = SMTP.clone(cte_type="7bit")
_MEDIA_TYPE = re.compile(r"(application|audio|font|image|model|text|video)/([A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*)")
_SHORT = 60  # signs of a subject that needs no folding


def one_line(text: str) -> str:
    """A text as a header line may hold it: no line ends or control signs, and no encoded word in plain sight.

    The latter (RFC 2047) could bring line ends back in when a header line is read and written anew.
    """
    line = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return line.replace("=?", "= ?")


def mail(message: Message, *, sender: str, sender_name: str, to: str) -> bytes:
    """The e-mail with CRLF at its lines. sender, to: addresses that ``mail_address`` gave.

    Its Message-ID is made from the key: who gets it twice can tell. It says that a machine wrote it (RFC 3834), so
    that no answering machine answers. The headers are written here, since the library's newer form loses spaces
    between encoded words.
    """
    domain = sender.rpartition("@")[2]
    headers = {
        "Subject": _subject(one_line(message.subject)),
        "From": formataddr((one_line(sender_name), sender)),
        "To": to,
        "Date": format_datetime(message.written_at),
        "Message-ID": f"<{message.key}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return lines.encode("ascii") + bytes(_content(message))


def _subject(line: str) -> str:
    if line.isascii() and len(line) <= _SHORT:
        return line
    return Header(line, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _content(message: Message) -> EmailMessage:
    content = EmailMessage(_POLICY)
    content.set_content(message.text)
    content["Content-Language"] = message.language
    for attachment in message.attachments:
        _attach(content, attachment)
    if message.attachments:  # the library would draw the boundary by lot
        content.set_boundary(f"=_{message.key}")
    return content


def _attach(content: EmailMessage, attachment: Attachment) -> None:
    kind = _MEDIA_TYPE.fullmatch(attachment.media_type)
    content.add_attachment(
        attachment.content,
        maintype=kind[1] if kind else "application",
        subtype=kind[2] if kind else "octet-stream",
        filename=one_line(attachment.name),
    )
