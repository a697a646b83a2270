"""Files that are no lines of text: told by their first bytes, so that the reason is said once and not for every line."""

from __future__ import annotations

from ..event.input_problems import Malformed

SHOWN = 16
"""Bytes from the beginning of a file that are enough to tell."""

_ARCHIVES = {
    b"PK\x03\x04": (
        "et regneark (.xlsx, .ods) eller en ZIP-fil: gem arket som CSV, eller pak filen ud",
        "a spreadsheet (.xlsx, .ods) or a ZIP file: save the sheet as CSV, or unpack the file",
    ),
    b"\xd0\xcf\x11\xe0": (
        "et gammelt regneark (.xls): gem arket som CSV",
        "an old spreadsheet (.xls): save the sheet as CSV",
    ),
    b"%PDF-": ("en PDF: hent loggen som CSV", "a PDF: fetch the log as CSV"),
    b"BZh": ("pakket med bzip2: pak filen ud", "packed with bzip2: unpack the file"),
    b"\xfd7zXZ\0": ("pakket med xz: pak filen ud", "packed with xz: unpack the file"),
    b"\x28\xb5\x2f\xfd": ("pakket med zstd: pak filen ud", "packed with zstd: unpack the file"),
    b"7z\xbc\xaf": ("pakket med 7-Zip: pak filen ud", "packed with 7-Zip: unpack the file"),
    b"PAR1": ("en Parquet-fil: skriv den som CSV", "a Parquet file: write it as CSV"),
}
_WIDE = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def foreign_form(start: bytes) -> Malformed | None:
    """What a file that begins with ``start`` is, if it is not lines of text. XML may be UTF-16: it says so itself."""
    for mark, (da, en) in _ARCHIVES.items():
        if start.startswith(mark):
            return _wrong_file(da, en)
    wide = _wide(start)
    if wide is None or b"<" in start[:8]:
        return None
    return _wrong_file(
        f"{wide}: gem den i UTF-8, fx iconv -f {wide} -t UTF-8 FIL > NY",
        f"{wide}: save it as UTF-8, such as iconv -f {wide} -t UTF-8 FILE > NEW",
    )


def _wide(start: bytes) -> str | None:
    """UTF-16 or UTF-32, by its byte order mark, or by the NUL in every second byte where it has none."""
    for mark, name in _WIDE:
        if start.startswith(mark):
            return name
    head = start[:8]
    if len(head) == 8 and (head[::2] == bytes(4)) != (head[1::2] == bytes(4)):
        return "UTF-16"
    return None


def _wrong_file(da: str, en: str) -> Malformed:
    return Malformed(
        code="wrong-file",
        da=f"Filen er ikke linjer af tekst, men {da}. Intet af den er læst.",
        en=f"The file is not lines of text but {en}. Nothing of it has been read.",
    )
