"""What the system and libraries say when something fails, in both languages: here alone, so that no text quotes half of it.

Their words are English. Those that people meet are said in Danish too; what is not known here is quoted, and called a quote.
"""

from __future__ import annotations

import errno
import re

from .excerpt import excerpt
from .text import Text

_DANISH = {
    errno.ENOENT: "filen eller mappen findes ikke",
    errno.EACCES: "adgang nægtet",
    errno.EPERM: "det er ikke tilladt",
    errno.EISDIR: "det er en mappe",
    errno.ENOTDIR: "en del af stien er ikke en mappe",
    errno.EEXIST: "den findes allerede",
    errno.ENOTEMPTY: "mappen er ikke tom",
    errno.ENOSPC: "der er ikke mere plads på disken",
    errno.EDQUOT: "diskkvoten er brugt op",
    errno.EFBIG: "filen er for stor",
    errno.EROFS: "filsystemet kan kun læses",
    errno.EIO: "disken eller netværket melder fejl",
    errno.ENAMETOOLONG: "navnet er for langt",
    errno.ELOOP: "for mange henvisninger i stien",
    errno.EMFILE: "for mange åbne filer i processen",
    errno.ENFILE: "for mange åbne filer i systemet",
    errno.ENOMEM: "der er ikke mere hukommelse",
    errno.EBUSY: "den er i brug",
    errno.EXDEV: "den ligger på en anden disk",
    errno.EINVAL: "det er ikke muligt med den",
    errno.ENXIO: "enheden findes ikke",
    errno.ENODEV: "enheden findes ikke",
    errno.ESTALE: "netværksdrevet er væk",
    errno.EADDRINUSE: "adressen er allerede i brug",
    errno.EADDRNOTAVAIL: "adressen er ikke denne maskines",
    errno.ECONNREFUSED: "forbindelsen blev afvist",
    errno.ECONNRESET: "forbindelsen blev afbrudt af modparten",
    errno.ECONNABORTED: "forbindelsen blev afbrudt",
    errno.EPIPE: "forbindelsen er lukket",
    errno.ENOTCONN: "der er ingen forbindelse",
    errno.ETIMEDOUT: "der kom intet svar i tide",
    errno.EHOSTUNREACH: "der er ingen vej til maskinen",
    errno.ENETUNREACH: "der er ingen vej til netværket",
}


def quoted(words: str, longest: int = 120) -> Text:
    """Words of another program that are not known here."""
    said = excerpt(words, longest) or "?"
    return Text(f"systemet siger: {said}", said)


def system_words(error: OSError) -> Text:
    """Why the operating system would not, without the file's name. What has no number of its own is named by its kind."""
    said = error.strerror or type(error).__name__
    danish = _DANISH.get(error.errno) if error.errno is not None else None
    return quoted(said) if danish is None else Text(danish, said)


# As msgspec says it: what was wrong with a JSON text, without ``JSON is malformed:``.
_OF_JSON = {
    "invalid character": Text("et tegn, som ikke hører til der", "a character that does not belong there"),
    "trailing characters": Text("der står mere efter objektet", "there is more after the object"),
    "expected ',' or ']'": Text("her ventes , eller ]", "expected , or ]"),
    "expected ',' or '}'": Text("her ventes , eller }", "expected , or }"),
    "expected ':'": Text("her ventes :", "expected :"),
    "expected '\"'": Text('her ventes "', 'expected "'),
    "trailing comma in array": Text("et komma for meget før ]", "a comma too many before ]"),
    "trailing comma in object": Text("et komma for meget før }", "a comma too many before }"),
    "object keys must be strings": Text('en nøgle uden " om', 'a key without " around it'),
    "invalid number": Text("et tal, der ikke er skrevet som i JSON", "a number that is not written as in JSON"),
    "invalid escape character in string": Text("en ukendt \\-kode i en tekst", "an unknown \\ code in a text"),
    "invalid character in unicode escape": Text("en \\u-kode uden fire cifre", "a \\u code without four digits"),
    "invalid utf-16 surrogate pair": Text("en halv \\u-kode", "half of a \\u code"),
}
_SEEN_TOO_LATE = ("trailing characters", "invalid escape character in string")
_PLACE = re.compile(r"JSON is malformed: (.*) \(byte (\d+)\)")
_WORDS_OF_OTHERS = re.compile(rb"-?(?:NaN|nan|Infinity|inf|None|True|False|undefined)\b|'")
_INSTEAD = {
    b"None": "null",
    b"undefined": "null",
    b"True": "true",
    b"False": "false",
}


def json_words(raw: bytes, error: Exception) -> Text:
    """Why ``raw`` is no JSON, by the error that msgspec raised: at which byte, what stands there, and what to write."""
    if isinstance(error, RecursionError):
        return Text("{ og [ står for dybt i hinanden", "{ and [ stand too deep within one another")
    said = str(error)
    if said.startswith("Input data was truncated"):
        return Text("den holder op midt i det hele", "it ends in the middle")
    if said.startswith("Number out of range"):
        return Text("et tal er for stort: send det som tekst", "a number is too large: send it as text")
    place = _PLACE.fullmatch(said)
    if place is None:
        return quoted(said)
    why, at = _OF_JSON.get(place[1]) or quoted(place[1]), int(place[2])
    if place[1] in _SEEN_TOO_LATE or raw[max(0, at - 1) : at] == b"-":
        at -= 1
    instead = _instead_of(raw, at)
    there = excerpt(raw[at : at + 40].decode(errors="replace"), 20) or "…"
    return Text(
        f"byte {at + 1}, hvor der står {there}: {instead.da if instead else why.da}",
        f"byte {at + 1}, where it says {there}: {instead.en if instead else why.en}",
    )


def _instead_of(raw: bytes, start: int) -> Text | None:
    """What to write instead of a word or a mark that other languages have and JSON has not."""
    word = _WORDS_OF_OTHERS.match(raw, start)
    if word is None:
        return None
    if word[0] == b"'":
        return Text("skriv \" i stedet for '", "write \" instead of '")
    if word[0] in _INSTEAD:
        right = _INSTEAD[word[0]]
        return Text(f"i JSON hedder det {right}", f"in JSON it is {right}")
    return Text(
        "det er intet tal i JSON: udelad værdien, eller skriv null",
        "it is no number in JSON: leave the value out, or write null",
    )


# As tomllib says it, without the place.
_OF_TOML = (
    ("Expected '=' after a key", "der mangler = efter nøglen"),
    ("Expected newline or end of document", "efter værdien står der mere på linjen"),
    ("Expected ']", "der mangler ] efter tabellens navn"),
    ("Expected \"'", "teksten mangler sit sidste anførselstegn"),
    ("Unterminated string", "teksten mangler sit sidste anførselstegn"),
    ("Invalid statement", "linjen er hverken nøgle = værdi eller [tabel]"),
    ("Invalid value", "værdien kan ikke læses: tekst skrives i anførselstegn"),
    ("Invalid date", "datoen eller klokkeslættet findes ikke"),
    ("Invalid hex", "en \\u-kode i teksten er forkert"),
    ("Escaped character", "en \\u-kode i teksten er forkert"),
    ("Invalid initial character for a key", "nøglen begynder forkert"),
    ("Cannot declare", "tabellen er allerede skrevet"),
    ("Cannot overwrite", "nøglen har allerede en værdi"),
    ("Cannot mutate", "tabellen er allerede afsluttet"),
    ("Cannot redefine", "tabellen er allerede skrevet"),
    ("Duplicate inline table key", "nøglen står to gange"),
    ("Unclosed array", "listen mangler sit ] eller et komma"),
    ("Unclosed inline table", "tabellen mangler sit } eller et komma"),
    ("Unescaped", "en \\ i teksten: skriv \\\\, eller brug ' i stedet for \""),
    ("Illegal character", 'et linjeskift eller styretegn i teksten: brug """ om flere linjer'),
    ("Found invalid character", "et styretegn i en bemærkning"),
)


def toml_words(said: str) -> Text:
    """Why a text is no TOML, by what tomllib says of it without the place."""
    danish = next((da for beginning, da in _OF_TOML if said.startswith(beginning)), None)
    return quoted(said) if danish is None else Text(danish, excerpt(said))
