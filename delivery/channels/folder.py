"""A folder that another system fetches messages from: one JSON file each, there as a whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time
from typing import NamedTuple

from ...domain.foreign_words import system_words
from ...domain.text import Text
from .json_message import document, file_names, is_key
from .message import Away, Delivered, Message, NotAccepted, Outcome

BAD_KEY = NotAccepted(
    "bad-key",
    Text("Meddelelsens nøgle kan ikke være et filnavn.", "The key of the message can't be the name of a file."),
    lasting=True,
)
NO_FOLDER = Away(
    "no-folder",
    Text(
        "Mappen findes ikke. Opret den, eller sørg for, at drevet er tilsluttet.",
        "The folder is not there. Make it, or see that its drive is mounted.",
    ),
)


# These say that no file can be written here at the moment, whatever it is called. A disk that is full may take the next,
# which is smaller.
OF_THE_FOLDER = {
    errno.EACCES,
    errno.EROFS,
    errno.EIO,
    errno.ESTALE,
    errno.ENOTCONN,
    errno.ETIMEDOUT,
}
LEFT_SECONDS = 3600  # nobody writes a file for so long


class FolderChannel(NamedTuple):
    """Messages as files in ``path``. Who sees a file of the same name again has had it."""

    name: str
    path: Path
    repeatable: bool = True

    @contextmanager
    def open(self) -> Iterator[FolderChannel]:
        """Nothing is kept open. What a process that died long ago had begun to write is taken away."""
        with suppress(OSError):
            for part in self.path.glob(".*.part"):
                if time() - part.lstat().st_mtime > LEFT_SECONDS:
                    part.unlink()
        yield self

    def ready(self) -> Away | None:
        """There is nothing to connect to before a message."""

    def send(self, message: Message) -> Outcome:
        """Write the attachments, and then the file that names them. What is there already is left as it is."""
        if not is_key(message.key):
            return BAD_KEY
        if not self.path.is_dir():  # it is not made here: a drive that is not mounted would be filled beneath
            return NO_FOLDER
        name = f"{message.key}.json"
        try:
            if not (self.path / name).exists():
                self._write_all(name, message)
                self._keep_names()
        except OSError as error:
            return _unwritten(error)
        return Delivered(name)

    def _write_all(self, name: str, message: Message) -> None:
        """Attachments that nothing names would fill a disk that is full already, and nobody would take them away."""
        files = file_names(message)
        try:
            for file, attachment in zip(files, message.attachments, strict=True):
                self._write(file, attachment.content)
            self._write(name, document(message, with_content=False))
        except OSError:
            for file in files:
                with suppress(OSError):
                    (self.path / file).unlink()
            raise

    def _write(self, name: str, content: bytes) -> None:
        """All of it, on the disk, under a name that begins with a dot; then under its own, at once."""
        part = self.path / f".{name}.{os.getpid()}.part"
        try:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path / name)
        except OSError:
            with suppress(OSError):
                part.unlink()
            raise

    def _keep_names(self) -> None:
        """The names, too, are to be there after the power was gone."""
        folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _unwritten(error: OSError) -> NotAccepted | Away:
    why = system_words(error)
    reason = Text(
        f"Filen kunne ikke skrives ({why.da}). Se efter plads og rettigheder i mappen.",
        f"The file could not be written ({why.en}). Look at the space and the rights in the folder.",
    )
    return Away("not-written", reason) if error.errno in OF_THE_FOLDER else NotAccepted("not-written", reason)
