"""Operations of what comes in and goes out: events, foreign logs, what was rejected."""

from __future__ import annotations

from ...domain.text import Text
from ..operation import Need, Operation, same

OPERATIONS = (
    Operation(
        name="append",
        at="loading:append",
        does="writes",
        needs=Need("record"),
        takes=Text("hændelserne, gzip eller ej", "the events, gzip or not"),
        help=Text(
            "Tilføj hændelser: CloudEvents 1.0 som JSON-linjer; den samme hændelse to gange er én.",
            "Append events: CloudEvents 1.0 as JSON lines; the same event twice is one event.",
        ),
        example=Text("append haendelser.jsonl", "append events.jsonl"),
    ),
    Operation(
        name="import",
        at="loading:import_log",
        does="writes",
        needs=Need("record"),
        takes=Text("loggens filer", "the files of the log"),
        help=Text(
            "Importér en fremmed log (CSV, XES, JSON-linjer; gz eller ej) gennem en mappingfil.",
            "Import a foreign log (CSV, XES, JSON lines; gz or not) through a mapping file.",
        ),
        example=same("import --mapping examples/wabo/mapping.toml wabo_receipt.csv.gz"),
    ),
    Operation(
        name="import.check",
        at="loading:check",
        does="reads",
        needs=Need("record"),
        takes=Text("loggens filer", "the files of the log"),
        help=Text(
            "Læs en fremmed log, og sig, hvad en import af den ville gøre; intet gemmes.",
            "Read a foreign log, and say what an import of it would do; nothing is kept.",
        ),
        example=same("import check --mapping examples/wabo/mapping.toml wabo_receipt.csv.gz"),
    ),
    Operation(
        name="rejections",
        at="rejections:rejections",
        does="reads",
        needs=Need("record"),
        help=Text("Hvad der blev afvist, og hvorfor.", "What was rejected, and why."),
        example=Text(
            "rejections --raw --origin log.csv > afviste.csv", "rejections --raw --origin log.csv > rejected.csv"
        ),
    ),
    Operation(
        name="export",
        at="exporting:export",
        does="reads",
        needs=Need("read"),
        gives=Text("hændelserne, én på hver linje", "the events, one a line"),
        help=Text(
            "Hver hændelse som CloudEvents-linje, som append tager igen, som det var sket og kendt på et tidspunkt.",
            "Every event as a line of CloudEvents, which append takes back, as happened and known at a moment.",
        ),
        example=Text(
            "export --known-at 2011-07-01 --to haendelser.jsonl", "export --known-at 2011-07-01 --to events.jsonl"
        ),
    ),
)
