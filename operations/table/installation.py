"""Operations of the installation: the journal and its projections, kept, examined and compared."""

from __future__ import annotations

from ...domain.text import Text
from ..operation import Need, Operation, same

OPERATE = Need("operate")

OPERATIONS = (
    Operation(
        name="doctor",
        at="doctor:doctor",
        does="reads",
        needs=OPERATE,
        help=Text(
            "Efterse hele installationen: hvad der vogter journalen, hver række, projektioner, rettigheder, ure og "
            "serverens indstillinger. Intet ændres.",
            "Examine the whole installation: what guards the journal, every row, projections, rights, clocks and the "
            "server's settings. Nothing is changed.",
        ),
        example=same("doctor --json"),
    ),
    Operation(
        name="replay",
        at="comparison:replay",
        does="reads",
        needs=OPERATE,
        help=Text(
            "Afspil journalen, og sammenlign med det, projektionerne har.",
            "Replay the journal and compare with what the projections hold.",
        ),
        example=same("replay --until 2008-03-01"),
    ),
    Operation(
        name="init",
        at="installation:init",
        does="writes",
        needs=OPERATE,
        help=Text("Opret journalen, og sig hvor den er.", "Create the journal, and say where it is."),
        example=Text("init --home ./sager", "init --home ./cases"),
    ),
    Operation(
        name="status",
        at="installation:status",
        does="reads",
        needs=OPERATE,
        help=Text("Hvor langt journalen og projektionerne er.", "How far the journal and the projections are."),
        example=same("status"),
    ),
    Operation(
        name="live",
        at="installation:live",
        does="writes",
        needs=OPERATE,
        help=Text(
            "Gå i drift: derefter kan registreringstider ikke komme udefra.",
            "Go live: times of recording can't come from outside any more.",
        ),
        example=same("live"),
        on_what_is_there=True,
    ),
    Operation(
        name="clock",
        at="clock:clock",
        does="writes",
        needs=OPERATE,
        help=Text(
            "Urene, som registreringstider hviler på, og at skrive videre, når databasens har været foran.",
            "The clocks that times of registration rest on, and writing on when the database's was ahead.",
        ),
        example=Text(
            "clock --go-on --by 'Mette Holm' --reason 'NTP var nede'",
            "clock --go-on --by 'Mette Holm' --reason 'NTP was down'",
        ),
        on_what_is_there=True,
    ),
    Operation(
        name="backup",
        at="backups:backup",
        does="reads",
        needs=OPERATE,
        help=Text(
            "Sikkerhedskopi af journalen i én fil, hel eller som kendt på et tidspunkt, mens andre arbejder.",
            "Back the journal up in one file, whole or as known at a moment, while others work.",
        ),
        example=Text("backup sager.zip", "backup cases.zip"),
    ),
    Operation(
        name="restore",
        at="backups:restore",
        does="writes",
        needs=OPERATE,
        help=Text(
            "Indlæs en sikkerhedskopi, hvor der ingen journal er: i en ny mappe eller en tom database.",
            "Restore a backup where there is no journal: into a new folder or an empty database.",
        ),
        example=Text("restore sager.zip --home ./ny", "restore cases.zip --home ./new"),
    ),
    Operation(
        name="follow",
        at="installation:follow",
        does="reads",
        needs=OPERATE,
        help=Text(
            "Følg journalen: projektionerne føres ajour med det, der er registreret, og ingen, der spørger, venter "
            "på det.",
            "Follow the journal: the projections are brought up to date with what is recorded, and nobody who asks "
            "waits for it.",
        ),
        example=same("follow"),
    ),
    Operation(
        name="rebuild",
        at="comparison:rebuild",
        does="writes",
        needs=OPERATE,
        help=Text(
            "Genopbyg projektioner, uden at læsere standses, og tæl afvigelser.",
            "Rebuild projections without stopping readers, and count differences.",
        ),
        example=same("rebuild deadlines"),
        on_what_is_there=True,
    ),
    Operation(
        name="set-aside",
        at="comparison:set_aside",
        does="reads",
        needs=OPERATE,
        help=Text(
            "Sager, som programmet ikke kan gennemregne, og som svarer, som de sidst kunne. De prøves igen.",
            "Cases that the program cannot compute, and that answer as they last could. They are tried again.",
        ),
        example=same("set-aside"),
    ),
)
