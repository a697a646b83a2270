"""Operations of what people define in files: case types, calendars, directories, targets, report calendars."""

from __future__ import annotations

from ...domain.text import Text
from ..operation import Need, Operation

DEFINE, READ = Need("define"), Need("read")

OPERATIONS = (
    Operation(
        name="type.check",
        at="case_types:check",
        does="computes",
        needs=DEFINE,
        help=Text(
            "Tjek en sagstype, før den offentliggøres; alt, der er galt, på én gang.",
            "Check a case type before it is published; everything wrong at once.",
        ),
        example=Text("type check fleksjob.toml", "type check fleksjob.toml"),
    ),
    Operation(
        name="type.publish",
        at="case_types:publish",
        does="writes",
        needs=DEFINE,
        help=Text(
            "Offentliggør sagstyper i journalen: fra nu af gælder de, som kendt herfra.",
            "Publish case types into the journal: in force, as known from here on.",
        ),
        example=Text("type publish examples/wabo/casetype.toml", "type publish examples/wabo/casetype.toml"),
    ),
    Operation(
        name="type.list",
        at="case_types:listed",
        does="reads",
        needs=READ,
        help=Text(
            "De offentliggjorte sagstyper og deres versioner.", "The published case types and their versions."
        ),
        example=Text("type list", "type list"),
    ),
    Operation(
        name="type.show",
        at="case_types:show",
        does="reads",
        needs=READ,
        help=Text(
            "En sagstype, som den gælder nu eller på et andet tidspunkt.",
            "A case type, as in force now or at another moment.",
        ),
        example=Text("type show fleksjob --as-of 2008-01-01", "type show fleksjob --as-of 2008-01-01"),
    ),
    Operation(
        name="type.diagram",
        at="case_types:diagram",
        does="reads",
        needs=READ,
        help=Text("Tegn en sagstype: Mermaid, SVG eller PNG.", "Draw a case type: Mermaid, SVG or PNG."),
        example=Text(
            "type diagram fleksjob --format svg --output fleksjob.svg",
            "type diagram fleksjob --format svg --output fleksjob.svg",
        ),
    ),
    Operation(
        name="forecast",
        at="forecast:forecast",
        does="reads",
        needs=READ,
        help=Text(
            "Hvad datoerne bliver, hvis det modtages nu eller en anden dag; der oprettes ingen sag.",
            "What the dates will be if it is received now or another day; no case is made.",
        ),
        example=Text("forecast fleksjob --received 2015-06-01", "forecast fleksjob --received 2015-06-01"),
    ),
    Operation(
        name="calendar.check",
        at="calendars:check",
        does="computes",
        needs=DEFINE,
        help=Text(
            "Tjek en kalender, før den offentliggøres: alt, der er galt, og de dage, der måske mangler.",
            "Check a calendar before it is published: everything wrong, and the days that may be missing.",
        ),
        example=Text("calendar check danmark.toml", "calendar check denmark.toml"),
    ),
    Operation(
        name="calendar.publish",
        at="calendars:publish",
        does="writes",
        needs=DEFINE,
        help=Text("Offentliggør en kalender i journalen.", "Publish a calendar into the journal."),
        example=Text("calendar publish danmark.toml", "calendar publish denmark.toml"),
    ),
    Operation(
        name="calendar.list",
        at="calendars:listed",
        does="reads",
        needs=READ,
        help=Text(
            "Kalenderne, hvor langt de rækker, og hvad der bruger dem.",
            "The calendars, how far they reach, and what relies on them.",
        ),
        example=Text("calendar list", "calendar list"),
    ),
    Operation(
        name="calendar.show",
        at="calendars:show",
        does="reads",
        needs=READ,
        help=Text("En kalenders fridage i et år, med deres navne.", "A calendar's days off in a year, by name."),
        example=Text("calendar show denmark --year 2026", "calendar show denmark --year 2026"),
    ),
    Operation(
        name="directory.check",
        at="directories:check",
        does="computes",
        needs=DEFINE,
        help=Text(
            "Tjek en vejviser, før den offentliggøres; alt, der er galt, på én gang.",
            "Check a directory before it is published; everything wrong at once.",
        ),
        example=Text(
            "directory check examples/vejviser/vejviser.toml", "directory check examples/vejviser/vejviser.toml"
        ),
    ),
    Operation(
        name="directory.publish",
        at="directories:publish",
        does="writes",
        needs=DEFINE,
        help=Text(
            "Offentliggør en vejviser i journalen: fra nu af gælder den, som kendt herfra.",
            "Publish a directory into the journal: in force, as known from here on.",
        ),
        example=Text(
            "directory publish examples/vejviser/vejviser.toml",
            "directory publish examples/vejviser/vejviser.toml",
        ),
    ),
    Operation(
        name="directory.list",
        at="directories:listed",
        does="reads",
        needs=READ,
        help=Text(
            "De offentliggjorte vejvisere og deres versioner.", "The published directories and their versions."
        ),
        example=Text("directory list", "directory list"),
    ),
    Operation(
        name="directory.find",
        at="directories:responsible",
        does="reads",
        needs=READ,
        help=Text(
            "Hvem har ansvaret? Store og små bogstaver og accenter er lige meget; bedste svar først.",
            "Who is responsible? Case and accents do not matter; the best answer first.",
        ),
        example=Text(
            "directory find ledighedsydelse --as-of 2008-03-01",
            "directory find flexjob benefit --as-of 2008-03-01",
        ),
    ),
    Operation(
        name="directory.show",
        at="directories:show",
        does="reads",
        needs=READ,
        help=Text(
            "En hel vejviser, som den gælder nu eller på et andet tidspunkt.",
            "A whole directory, as in force now or at another moment.",
        ),
        example=Text("directory show vejviser --as-of 2008-03-01", "directory show vejviser --as-of 2008-03-01"),
    ),
    Operation(
        name="targets.check",
        at="targets:check",
        does="computes",
        needs=DEFINE,
        help=Text(
            "Tjek en fil med mål; alt, der er galt, på én gang.",
            "Check a file of targets; everything wrong at once.",
        ),
        example=Text("targets check examples/targets/2010.toml", "targets check examples/targets/2010.toml"),
    ),
    Operation(
        name="targets.publish",
        at="targets:publish",
        does="writes",
        needs=DEFINE,
        help=Text(
            "Offentliggør mål i journalen; de gælder, som kendt herfra.",
            "Publish targets into the journal; they hold, as known from here on.",
        ),
        example=Text("targets publish examples/targets/2010.toml", "targets publish examples/targets/2010.toml"),
    ),
    Operation(
        name="targets.list",
        at="targets:listed",
        does="reads",
        needs=READ,
        help=Text("De offentliggjorte mål, år for år.", "The published targets, year by year."),
        example=Text("targets list", "targets list"),
    ),
    Operation(
        name="targets.show",
        at="targets:show",
        does="reads",
        needs=READ,
        help=Text(
            "Målene i én offentliggørelse: hvad der måles, hvordan og hvorfor.",
            "The targets of one publication: what is measured, how and why.",
        ),
        example=Text("targets show bif-2010", "targets show bif-2010"),
    ),
    Operation(
        name="targets.status",
        at="targets:status",
        does="reads",
        needs=Need("read", over=("unit",)),
        help=Text(
            "Hvordan målene står: for året, eller ved halvåret.",
            "How the targets stand: for the year, or at the half-year.",
        ),
        example=Text(
            "targets status --year 2010 --half --as-of 2010-07-01",
            "targets status --year 2010 --half --as-of 2010-07-01",
        ),
    ),
    Operation(
        name="report-calendar.check",
        at="report_calendars:check",
        does="computes",
        needs=DEFINE,
        help=Text(
            "Tjek en rapportkalender; alt, der er galt, på én gang.",
            "Check a report calendar; everything wrong at once.",
        ),
        example=Text(
            "report-calendar check examples/report-calendar/bif-2008.toml",
            "report-calendar check examples/report-calendar/bif-2008.toml",
        ),
    ),
    Operation(
        name="report-calendar.publish",
        at="report_calendars:publish",
        does="writes",
        needs=DEFINE,
        help=Text(
            "Offentliggør en rapportkalender i journalen; den gælder for det, der forfalder herefter.",
            "Publish a report calendar into the journal; it holds for what comes due from here on.",
        ),
        example=Text(
            "report-calendar publish examples/report-calendar/bif-2008.toml",
            "report-calendar publish examples/report-calendar/bif-2008.toml",
        ),
    ),
    Operation(
        name="report-calendar.list",
        at="report_calendars:listed",
        does="reads",
        needs=READ,
        help=Text("De offentliggjorte rapportkalendere.", "The published report calendars."),
        example=Text("report-calendar list", "report-calendar list"),
    ),
    Operation(
        name="report-calendar.show",
        at="report_calendars:show",
        does="reads",
        needs=READ,
        help=Text(
            "Kørslerne i den senest offentliggjorte udgave af en kalender.",
            "The runs of a calendar as it was published last.",
        ),
        example=Text("report-calendar show bif", "report-calendar show bif"),
    ),
    Operation(
        name="schema",
        at="schemas:schema",
        does="computes",
        needs=READ,
        help=Text(
            "JSON Schema for en fil, som folk skriver, en hændelse eller et svar: så kan en editor udfylde og tjekke.",
            "The JSON Schema of a file that people write, an event or an answer: so an editor can complete and check.",
        ),
        example=Text(
            "schema casetype --language da > casetype.schema.json", "schema casetype > casetype.schema.json"
        ),
    ),
)
