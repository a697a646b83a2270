"""What an SMS gateway or a chat service takes for an address."""

from __future__ import annotations

import re

_PHONE = re.compile(r"\+?[0-9(][0-9 ()-]{4,24}")
# Nothing that a service could take for two addresses, another place of the URL, or an option.
_PLAIN = re.compile(r"[\w+@#:!$~.=-]{1,200}")


def service_address(written: str) -> str | None:
    """The address as a service takes it: a telephone number without what people write between digits; or None."""
    address = written.strip(" ")
    if _PHONE.fullmatch(address):
        address = re.sub(r"[ ()-]", "", address)
    return address if _PLAIN.fullmatch(address) else None
