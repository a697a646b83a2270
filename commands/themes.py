"""The commands by theme: where each stands, and its help as the program lists it.

A command's file is read when the command is called, and no other's: a call starts with what it needs.
"""

from __future__ import annotations

from cyclopts import App, Group

from ..terminal.language import both

# Theme to its commands: the file and the function or ``App`` in it, and the help.
THEMES: dict[tuple[str, str], dict[str, tuple[str, str]]] = {
    ("Dagens arbejde", "Daily work"): {
        "queue": (
            "questions:queue",
            both(
                "Åbne frister, de mest presserende først.\n\nEksempel: sagsgang queue --unit Centrum --overdue",
                "Open deadlines, most urgent first.\n\nExample: sagsgang queue --unit Centrum --overdue",
            ),
        ),
        "cases": (
            "questions:overview",
            both(
                "Overblik over sager.\n\nEksempel: sagsgang cases --by unit --as-of 2011-07-01",
                "The overview of cases.\n\nExample: sagsgang cases --by unit --as-of 2011-07-01",
            ),
        ),
        "case": ("one_case:case", both("Én sag.", "One case.")),
        "feed": (
            "feeding:feed",
            both(
                "Åbne frister som kalender (iCalendar), som Outlook, Google og Apple abonnerer på; ingen er skåret fra.\n\n"
                "Eksempel: sagsgang feed --unit JSV --to frister.ics",
                "Open deadlines as a calendar (iCalendar) for Outlook, Google and Apple to subscribe to; none is cut off.\n\n"
                "Example: sagsgang feed --unit JSV --to deadlines.ics",
            ),
        ),
        "forecast": (
            "types:forecast_dates",
            both(
                "Hvad datoerne bliver, hvis det modtages nu eller en anden dag; der oprettes ingen sag.\n\n"
                "Eksempel: sagsgang forecast fleksjob --received 2015-06-01",
                "What the dates will be if it is received now or another day; no case is made.\n\n"
                "Example: sagsgang forecast fleksjob --received 2015-06-01",
            ),
        ),
        "directory": (
            "looking_up:directories",
            both("Vejviser: hvem der har ansvaret for hvad.", "Directory: who is responsible for what."),
        ),
    },
    ("Tal og rapporter", "Figures and reports"): {
        "stats": (
            "questions:stats",
            both("Statistik, med definition og sagerne bag.", "Statistics, with definition and the cases behind."),
        ),
        "backlog": (
            "backlogging:status",
            both(
                "Efterslæbet på en pligt: sagerne under den på en dag, overskredne og ikke, og hvordan de overskredne "
                "bringes ned mod en måldag.\n\n"
                "Eksempel: sagsgang backlog --type fleksjob --deadline re-assessment --on 2007-12-01 --until 2008-06-01",
                "The backlog of a duty: the cases under it on a day, overdue and not, and how the overdue ones are brought "
                "down towards a target day.\n\n"
                "Example: sagsgang backlog --type fleksjob --deadline re-assessment --on 2007-12-01 --until 2008-06-01",
            ),
        ),
        "targets": (
            "targeting:targets",
            both("Mål for et år (resultatkontrakter).", "Targets of a year (resultatkontrakter)."),
        ),
        "report": (
            "reporting:report",
            both(
                "Rapporter: lav dem, offentliggør dem, og sammenlign det offentliggjorte med det, der vides nu.",
                "Reports: make them, publish them, and compare what was published with what is known now.",
            ),
        ),
        "report-calendar": (
            "report_calendaring:calendar",
            both(
                "Rapportkalenderen: hvilke rapporter der laves hvornår, og hvem der får dem.",
                "The report calendar: which reports are made when, and who gets them.",
            ),
        ),
        "what-if": (
            "supposing:suppose",
            both(
                "Hvad en anden udgave af en sagstype ville have ændret: frister, der flytter, overskridelser, der var "
                "undgået, og skridt, der var unødvendige. Intet gemmes.\n\n"
                "Eksempel: sagsgang what-if --type demo/types/fleksjob-2008.toml --as-of 2009-01-01",
                "What another version of a case type would have changed: deadlines that move, breaches that would have "
                "been avoided, and steps that would have been needless. Nothing is stored.\n\n"
                "Example: sagsgang what-if --type demo/types/fleksjob-2008.toml --as-of 2009-01-01",
            ),
        ),
    },
    ("Kvalitet og revision", "Quality and audit"): {
        "review": (
            "reviewing:reviews",
            both(
                "Tilsyn: stikprøver, svar, fejlprocenter og opfølgning.",
                "Reviews (tilsyn): samples, answers, error rates and follow-up.",
            ),
        ),
        "sample": (
            "sampling:sample",
            both("Stikprøver, som alle kan trække igen.", "Samples that anyone can draw again."),
        ),
        "reconcile": (
            "reconciling:reconciliation",
            both(
                "Samkøring: sager åbne på en dag mod et andet systems liste; hvad mangler her, mangler der, er forskelligt. "
                "Med --record bliver hver difference en hændelse.\n\n"
                "Eksempel: sagsgang reconcile --list opera.csv --system opera --type fleksjob --on 2008-03-31",
                "Reconciliation: cases open on a day against another system's list; what is missing here, missing there, "
                "different. With --record each difference becomes an event.\n\n"
                "Example: sagsgang reconcile --list opera.csv --system opera --type fleksjob --on 2008-03-31",
            ),
        ),
        "differences": (
            "settling:differences",
            both(
                "Åbne differencer fra samkøring, de ældste først.\n\nEksempel: sagsgang differences --system opera --open-for 30",
                "Open differences of reconciliations, oldest first.\n\nExample: sagsgang differences --system opera --open-for 30",
            ),
        ),
        "doctor": (
            "doctoring:doctor",
            both(
                "Efterse hele installationen: hvad der vogter journalen, hver række, projektioner, rettigheder, ure og "
                "serverens indstillinger. Intet ændres; status 4, hvis noget skal bringes i orden.\n\n"
                "Eksempel: sagsgang doctor --json",
                "Examine the whole installation: what guards the journal, every row, projections, rights, clocks and the "
                "server's settings. Nothing is changed; status 4 if anything is to be mended.\n\n"
                "Example: sagsgang doctor --json",
            ),
        ),
        "replay": (
            "rebuilding:replay_journal",
            both(
                "Afspil journalen, og sammenlign med det, projektionerne har.\n\nEksempel: sagsgang replay --until 2008-03-01",
                "Replay the journal and compare with what the projections hold.\n\nExample: sagsgang replay --until 2008-03-01",
            ),
        ),
    },
    ("Erindringer", "Reminders"): {
        "scheduler": (
            "scheduling:scheduler",
            both(
                "Planlæggeren: erindringer til tiden, hver netop én gang, og rapporterne efter kalenderen.",
                "The scheduler: reminders in time, each exactly once, and the reports of the calendar.",
            ),
        ),
        "remind": (
            "reminding:remind",
            both(
                "Hvilke erindringer der forfaldt i et tidsrum; dem, ingen har taget stilling til, udstedes.\n\n"
                "Eksempel: sagsgang remind --since 2026-03-01 --until 2026-03-08 --dry-run",
                "Which reminders came due in a window of time; those that nobody decided on are issued.\n\n"
                "Example: sagsgang remind --since 2026-03-01 --until 2026-03-08 --dry-run",
            ),
        ),
        "outbox": (
            "posting:outbox",
            both(
                "Udbakken: beskeder på vej, og dem, der ikke kunne afleveres.",
                "The outbox: messages on their way, and those that could not be delivered.",
            ),
        ),
    },
    ("Data ind", "Data in"): {
        "append": (
            "filling:append",
            both(
                "Tilføj hændelser: CloudEvents 1.0 som JSON-linjer; den samme hændelse to gange er én.\n\n"
                "Eksempel: sagsgang append haendelser.jsonl",
                "Append events: CloudEvents 1.0 as JSON lines; the same event twice is one event.\n\n"
                "Example: sagsgang append events.jsonl",
            ),
        ),
        "import": (
            "importing:import_",
            both(
                "Importér en fremmed log (CSV, XES, JSON-linjer; gz eller ej) gennem en mappingfil; --check siger først, "
                "hvad der ville ske.\n\n"
                "Eksempel: sagsgang import --mapping examples/wabo/mapping.toml wabo_receipt.csv.gz",
                "Import a foreign log (CSV, XES, JSON lines; gz or not) through a mapping file; --check says first what "
                "would happen.\n\n"
                "Example: sagsgang import --mapping examples/wabo/mapping.toml wabo_receipt.csv.gz",
            ),
        ),
        "rejections": (
            "rejected:list_rejections",
            both(
                "Hvad der blev afvist, og hvorfor.\n\nEksempel: sagsgang rejections --raw --origin log.csv > afviste.csv",
                "What was rejected, and why.\n\nExample: sagsgang rejections --raw --origin log.csv > rejected.csv",
            ),
        ),
        "type": ("types:types", both("Sagstyper er data.", "Case types are data.")),
        "calendar": (
            "calendars:calendars",
            both("Kalendere: arbejdsdage og helligdage.", "Calendars: working days and holidays."),
        ),
    },
    ("Journalen", "The journal"): {
        "demo": (
            "showing:demo",
            both(
                "Fyld en tom journal med en konstrueret kommune, og vis køen, statistikken og hvad man kan spørge om.\n\n"
                "Eksempel: sagsgang --home ./municipality demo",
                "Fill an empty journal with a constructed municipality, and show the queue, the statistics and what to ask.\n\n"
                "Example: sagsgang --home ./municipality demo",
            ),
        ),
        "init": (
            "keeping:init",
            both(
                "Opret journalen, og sig hvor den er.\n\nEksempel: sagsgang init --home ./sager",
                "Create the journal, and say where it is.\n\nExample: sagsgang init --home ./cases",
            ),
        ),
        "status": (
            "keeping:status",
            both(
                "Hvor langt journalen og projektionerne er.\n\nEksempel: sagsgang status",
                "How far the journal and the projections are.\n\nExample: sagsgang status",
            ),
        ),
        "live": (
            "keeping:live",
            both(
                "Gå i drift: derefter kan registreringstider ikke komme udefra.\n\nEksempel: sagsgang live",
                "Go live: times of recording can't come from outside any more.\n\nExample: sagsgang live",
            ),
        ),
        "clock": (
            "clocks:clock",
            both(
                "Urene, som registreringstider hviler på, og at skrive videre, når databasens har været foran.\n\n"
                "Eksempel: sagsgang clock --go-on --by 'Mette Holm' --reason 'NTP var nede'",
                "The clocks that times of registration rest on, and writing on when the database's was ahead.\n\n"
                "Example: sagsgang clock --go-on --by 'Mette Holm' --reason 'NTP was down'",
            ),
        ),
        "export": (
            "exporting:export_events",
            both(
                "Hver hændelse som CloudEvents-linje, som append tager igen, som det var sket og kendt på et tidspunkt.\n\n"
                "Eksempel: sagsgang export --known-at 2011-07-01 --to haendelser.jsonl",
                "Every event as a line of CloudEvents, which append takes back, as happened and known at a moment.\n\n"
                "Example: sagsgang export --known-at 2011-07-01 --to events.jsonl",
            ),
        ),
        "backup": (
            "backing_up:backup",
            both(
                "Sikkerhedskopi af journalen i én fil, hel eller som kendt på et tidspunkt, mens andre arbejder.\n\n"
                "Eksempel: sagsgang backup sager.zip",
                "Back the journal up in one file, whole or as known at a moment, while others work.\n\n"
                "Example: sagsgang backup cases.zip",
            ),
        ),
        "restore": (
            "backing_up:restore_backup",
            both(
                "Indlæs en sikkerhedskopi, hvor der ingen journal er: i en ny mappe eller en tom database.\n\n"
                "Eksempel: sagsgang --home ./ny restore sager.zip",
                "Restore a backup where there is no journal: into a new folder or an empty database.\n\n"
                "Example: sagsgang --home ./new restore cases.zip",
            ),
        ),
        "rebuild": (
            "rebuilding:rebuild_projections",
            both(
                "Genopbyg projektioner, uden at læsere standses, og tæl afvigelser.\n\nEksempel: sagsgang rebuild deadlines",
                "Rebuild projections without stopping readers, and count differences.\n\nExample: sagsgang rebuild deadlines",
            ),
        ),
        "set-aside": (
            "setting_aside:set_aside",
            both(
                "Sager, som programmet ikke kan gennemregne, og som svarer, som de sidst kunne. De prøves igen; status 4, hvis "
                "nogen er tilbage.\n\nEksempel: sagsgang set-aside",
                "Cases that the program cannot compute, and that answer as they last could. They are tried again; status 4 if "
                "any is left.\n\nExample: sagsgang set-aside",
            ),
        ),
        "stop": (
            "keeping:stop",
            both(
                "Stop den indbyggede PostgreSQL.\n\nEksempel: sagsgang stop",
                "Stop the embedded PostgreSQL.\n\nExample: sagsgang stop",
            ),
        ),
    },
}


def divide(app: App) -> None:
    """Give the program every command, under its theme."""
    for place, (title, commands) in enumerate(THEMES.items(), start=1):
        group = Group(both(*title), sort_key=place)
        for name, (where, told) in commands.items():
            app.command(f"{__package__}.{where}", name=name, help=told, group=(group,))
    last = Group(both("Programmet", "The program"), sort_key=len(THEMES) + 1)
    for name in app.help_flags + app.version_flags:
        app[name].group = (last,)
