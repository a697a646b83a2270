"""The commands by theme: where each stands, and its help as the program lists it.

A command's file is read when the command is called, and no other's: a call starts with what it needs.
"""

from __future__ import annotations

from typing import Any

from cyclopts import App, Group

from ..domain.text import Text
from ..operations.operation import Operation
from ..operations.table import OPERATIONS
from ..terminal.language import both, say

FROM_THE_TABLE = ""
# Theme to its commands. Of one that the table of operations has: the help of its group, if it is one. Of any other: the
# file and the function or ``App`` in it, and the help.
THEMES: dict[tuple[str, str], dict[str, tuple[str, str] | str]] = {
    ("Dagens arbejde", "Daily work"): {
        "queue": FROM_THE_TABLE,
        "cases": FROM_THE_TABLE,
        "case": both("Én sag.", "One case."),
        "feed": FROM_THE_TABLE,
        "forecast": FROM_THE_TABLE,
        "directory": both("Vejviser: hvem der har ansvaret for hvad.", "Directory: who is responsible for what."),
    },
    ("Tal og rapporter", "Figures and reports"): {
        "stats": both(
            "Statistik, med definition og sagerne bag.", "Statistics, with definition and the cases behind."
        ),
        "backlog": FROM_THE_TABLE,
        "targets": both("Mål for et år (resultatkontrakter).", "Targets of a year (resultatkontrakter)."),
        "report": both(
            "Rapporter: lav dem, offentliggør dem, og sammenlign det offentliggjorte med det, der vides nu.",
            "Reports: make them, publish them, and compare what was published with what is known now.",
        ),
        "report-calendar": both(
            "Rapportkalenderen: hvilke rapporter der laves hvornår, og hvem der får dem.",
            "The report calendar: which reports are made when, and who gets them.",
        ),
        "what-if": FROM_THE_TABLE,
    },
    ("Kvalitet og revision", "Quality and audit"): {
        "review": both(
            "Tilsyn: stikprøver, svar, fejlprocenter og opfølgning.",
            "Reviews (tilsyn): samples, answers, error rates and follow-up.",
        ),
        "sample": both("Stikprøver, som alle kan trække igen.", "Samples that anyone can draw again."),
        "reconcile": FROM_THE_TABLE,
        "differences": FROM_THE_TABLE,
        "doctor": FROM_THE_TABLE,
        "replay": FROM_THE_TABLE,
    },
    ("Erindringer", "Reminders"): {
        "scheduler": both(
            "Planlæggeren: erindringer til tiden, hver netop én gang, og rapporterne efter kalenderen.",
            "The scheduler: reminders in time, each exactly once, and the reports of the calendar.",
        ),
        "remind": FROM_THE_TABLE,
        "outbox": both(
            "Udbakken: beskeder på vej, og dem, der ikke kunne afleveres.",
            "The outbox: messages on their way, and those that could not be delivered.",
        ),
    },
    ("Data ind", "Data in"): {
        "append": FROM_THE_TABLE,
        "import": FROM_THE_TABLE,
        "rejections": FROM_THE_TABLE,
        "type": both("Sagstyper er data.", "Case types are data."),
        "calendar": both("Kalendere: arbejdsdage og helligdage.", "Calendars: working days and holidays."),
        "schema": FROM_THE_TABLE,
    },
    ("Journalen", "The journal"): {
        "demo": (
            "demo:demo",
            both(
                "Fyld en tom journal med en konstrueret kommune, og vis køen, statistikken og hvad man kan spørge om.\n\n"
                "Eksempel: sagsgang --home ./municipality demo",
                "Fill an empty journal with a constructed municipality, and show the queue, the statistics and what to ask.\n\n"
                "Example: sagsgang --home ./municipality demo",
            ),
        ),
        "init": FROM_THE_TABLE,
        "status": FROM_THE_TABLE,
        "live": FROM_THE_TABLE,
        "clock": FROM_THE_TABLE,
        "export": FROM_THE_TABLE,
        "backup": FROM_THE_TABLE,
        "restore": FROM_THE_TABLE,
        "follow": FROM_THE_TABLE,
        "rebuild": FROM_THE_TABLE,
        "set-aside": FROM_THE_TABLE,
        "stop": (
            "stop:stop",
            both(
                "Stop den indbyggede PostgreSQL.\n\nEksempel: sagsgang stop",
                "Stop the embedded PostgreSQL.\n\nExample: sagsgang stop",
            ),
        ),
    },
}

# Commands that have to do with files of the caller, and those of groups that are no operations: the file and the function
# in it, and the help where the table has none.
BY_HAND: dict[str, tuple[str, str]] = {
    "doctor": ("doctor:doctor", ""),
    "init": ("init:init", ""),
    "backup": ("backup:backup", ""),
    "restore": ("restore:restore", ""),
    "follow": (
        "follow:follow",
        both(
            "Følg journalen, til det stoppes (Ctrl-C, SIGTERM): projektionerne føres ajour, så snart noget er registreret, "
            "og ingen, der spørger, venter på det. Planlæggeren gør det også.\n\nEksempel: sagsgang follow",
            "Follow the journal until it is stopped (Ctrl-C, SIGTERM): the projections are brought up to date as soon as "
            "anything is recorded, and nobody who asks waits for it. The scheduler does so too.\n\n"
            "Example: sagsgang follow",
        ),
    ),
    "rebuild": ("rebuild:rebuild", ""),
    "append": ("append:append", ""),
    "import": ("import_:import_", ""),
    "import.check": ("import_:check", ""),
    "rejections": ("rejections:rejections", ""),
    "export": ("export:export", ""),
    "feed": ("feed:feed", ""),
    "backlog": ("backlog:backlog", ""),
    "sample.draw": ("sample:draw", ""),
    "reconcile": ("reconcile:reconcile", ""),
    "type.diagram": ("type_diagram:diagram", ""),
    "scheduler.run": (
        "scheduler:run",
        both(
            "Kør en knude, til den stoppes (SIGTERM). Flere må køre: én leder, og en anden overtager på få sekunder.\n\n"
            "Eksempel: sagsgang scheduler run --channels channels.toml --port 9464",
            "Run a node until it is stopped (SIGTERM). Several may run: one leads, and another takes over within seconds.\n\n"
            "Example: sagsgang scheduler run --channels channels.toml --port 9464",
        ),
    ),
    "report.make": ("report:make", ""),
    "report.publish": ("report:publish", ""),
    "report.restate": ("report:restate", ""),
}


# Operations that have another name too: the operation, and the help.
ALSO_CALLED = {
    "review.rates": (
        "stats.error-rates",
        both(
            "Fejlprocenter med 95 %-interval; det samme som: sagsgang stats error-rates.\n\n"
            "Eksempel: sagsgang review rates --type tilsyn --by check,unit --period quarter --cases",
            "Error rates with their 95 % interval; the same as: sagsgang stats error-rates.\n\n"
            "Example: sagsgang review rates --type tilsyn --by check,unit --period quarter --cases",
        ),
    )
}


def divide(app: App) -> None:
    """Give the program every command, under its theme."""
    for place, (title, commands) in enumerate(THEMES.items(), start=1):
        group = Group(both(*title), sort_key=place)
        for name, told in commands.items():
            if isinstance(told, tuple):
                app.command(f"{__package__}.{told[0]}", name=name, help=told[1], group=(group,))
            elif told == FROM_THE_TABLE:
                _add(app, name, name, group=(group,))
            else:
                _add_group(app, name, told, group)
    last = Group(both("Programmet", "The program"), sort_key=len(THEMES) + 1)
    for flags, words in ((app.help_flags, HELP), (app.version_flags, VERSION)):
        for name in flags:
            app[name].group, app[name].help = (last,), say(words)


def beginning_with(name: str) -> list[str]:
    """The commands of a group: ``case.show`` of ``case``."""
    known = dict.fromkeys((*OPERATIONS, *ALSO_CALLED, *BY_HAND))
    return [one for one in known if one.startswith(f"{name}.")]


def add_those_below(room: App, name: str) -> None:
    """Give a group its commands."""
    for one in beginning_with(name):
        _add(room, one.removeprefix(f"{name}."), one)


def _add_group(app: App, name: str, told: str, group: Group) -> None:
    """A group of operations (``case``) as a command with commands of its own (``case show``)."""
    room = App(name=name, help=told, group=(group,))
    add_those_below(room, name)
    app.command(room)


def _add(app: App, name: str, called: str, **how: Any) -> None:
    operation, told = ALSO_CALLED.get(called, (called, ""))
    where, of_its_own = BY_HAND.get(operation, ("", ""))
    if not where or beginning_with(operation):
        where = f"adapter:{operation}"
    told = told or of_its_own or help_of(OPERATIONS[operation])
    app.command(f"{__package__}.{where}", name=name, help=told, **how)


def help_of(operation: Operation) -> str:
    """What the help of a command says, with an example."""
    return f"{say(operation.help)}\n\n{say(EXAMPLE)}: sagsgang {say(operation.example)}"


EXAMPLE = Text("Eksempel", "Example")
HELP = Text("Vis denne hjælp.", "Show this help.")
VERSION = Text("Vis programmets version.", "Show the program's version.")
