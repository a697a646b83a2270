"""Where the operator's file of channels and addresses is, and reading it."""

from __future__ import annotations

import os
from errno import EINVAL, EISDIR
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..delivery.settings.channels_file import read_channels
from ..delivery.settings.settings import Post
from ..domain.foreign_words import system_words
from ..domain.problem import BadInput
from ..domain.text import Text
from ..domain.written.toml_page import Fault
from ..terminal.language import both
from ..terminal.output import note
from ..terminal.reader_time import now
from .asking import place

FILE = "channels.toml"
Channels = Annotated[
    Path | None,
    Parameter(
        name="--channels",
        help=both(
            f"Filen med kanaler og adresser (ellers SAGSGANG_CHANNELS, ellers {FILE} i --home). Se docs/delivery.md.",
            f"The file of channels and addresses (else SAGSGANG_CHANNELS, else {FILE} in --home). See docs/delivery.md.",
        ),
    ),
]


NOT_UTF8 = Text("den er ikke tekst i UTF-8", "it is not text in UTF-8")


def post_of(said: Path | None) -> Post:
    """The channels and addresses. Raises Problem ``no-channels``, ``channels-file``."""
    file = _file(said)
    try:
        if file.exists() and not file.is_file():
            raise OSError(EISDIR if file.is_dir() else EINVAL, "not a file")
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = system_words(error) if isinstance(error, OSError) else NOT_UTF8
        raise BadInput(
            code="channels-file",
            da=f"{file} kan ikke læses ({why.da}). Peg på filen med --channels.",
            en=f"{file} can't be read ({why.en}). Point at the file with --channels.",
        ) from None
    post, faults = read_channels(text, str(file), os.environ, now)
    if post is None:
        for fault in faults:
            note(said_of(fault))
        raise BadInput(
            code="channels-file",
            da=f"Fejl i {file}: {len(faults)}. Ret ovenstående; formen står i docs/delivery.md.",
            en=f"Faults in {file}: {len(faults)}. Mend the above; the form stands in docs/delivery.md.",
        )
    return post


def said_of(fault: Fault) -> str:
    """A fault with its place."""
    return f"{fault.file}:{fault.line}: {both(fault.da, fault.en)}"


def _file(said: Path | None) -> Path:
    if said is not None:
        return said
    if named := os.environ.get("SAGSGANG_CHANNELS"):
        return Path(named)
    home = place.get().home
    if home is not None and (home / FILE).is_file():
        return home / FILE
    raise BadInput(
        code="no-channels",
        da="Hvordan skal erindringer sendes? Peg på en fil med kanaler og adresser med --channels, "
        "eller sæt SAGSGANG_CHANNELS. docs/delivery.md har et eksempel.",
        en="How are reminders to be sent? Point at a file of channels and addresses with --channels, "
        "or set SAGSGANG_CHANNELS. docs/delivery.md has an example.",
    )
