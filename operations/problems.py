"""What can be wrong with what an operation is asked: one constructor a code."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from ..domain.excerpt import excerpt, nearest
from ..domain.problem import BadInput, Unavailable, Unknown
from ..domain.text import Text

NONE = Text("ingen", "none")


def unknown_deadline(
    deadline: str, known: Sequence[str], parameter: str = "deadline", case_type: str | None = None
) -> BadInput:
    """No case type has such a deadline, or the one that is named has not."""
    da = f"Sagstypen {case_type} har ikke" if case_type else "Ingen sagstype har"
    en = f"The case type {case_type} does not have" if case_type else "No case type has"
    return BadInput(
        code="unknown-deadline",
        parameter=parameter,
        da=f"{da} fristen {deadline!r}. Frister: {', '.join(known) or NONE.da}.",
        en=f"{en} the deadline {deadline!r}. Deadlines: {', '.join(known) or NONE.en}.",
    )


def empty(parameter: str) -> BadInput:
    """A parameter without a word in it, as an unset variable leaves one: not taken for one that was left out."""
    return BadInput(
        code="empty-option",
        parameter=parameter,
        da=f"{parameter} er tom. Skriv en værdi.",
        en=f"{parameter} is empty. Write a value.",
    )


def out_of_bounds(parameter: str, least: float, most: float) -> BadInput:
    """A number is smaller or larger than it may be."""
    return BadInput(
        code="bad-number",
        parameter=parameter,
        da=f"{parameter} skal ligge mellem {_figure(least)} og {_figure(most)}.",
        en=f"{parameter} must be from {_figure(least)} to {_figure(most)}.",
    )


def period_out_of_order(since: str, until: str) -> BadInput:
    """A period ends before it begins."""
    return BadInput(
        code="bad-period",
        parameter=since,
        da=f"{since} skal ligge før {until}.",
        en=f"{since} must lie before {until}.",
    )


def bad_cursor() -> BadInput:
    """What is sent as the place to go on from was not given by an answer to the same question."""
    return BadInput(
        code="bad-cursor",
        parameter="after",
        da="after er ikke et sted, som et svar har givet. Tag det af »next« i svaret før, eller udelad det.",
        en='after is no place that an answer gave. Take it from "next" of the answer before, or leave it out.',
    )


def cursor_of_another_question() -> BadInput:
    """What is sent as the place to go on from was given by an answer to another question."""
    return BadInput(
        code="bad-cursor",
        parameter="after",
        da="after hører til et andet spørgsmål. Spørg om det samme som i svaret før, eller udelad after.",
        en="after belongs to another question. Ask the same as in the answer before, or leave after out.",
    )


def not_reached(position: int) -> Unavailable:
    """What is asked has not been computed as far as the answer that is gone on from had."""
    return Unavailable(
        code="not-reached",
        da=f"Det, der svares med, er ikke nået til position {position}, som svaret før var ved. Spørg igen om lidt.",
        en=f"What the answers come from has not reached position {position}, of the answer before. Ask again shortly.",
    )


def not_a_share(parameter: str) -> BadInput:
    """A percentage is none of something."""
    return BadInput(
        code="bad-number",
        parameter=parameter,
        da=f"{parameter} skal være over 0 og højst 100 procent.",
        en=f"{parameter} must be above 0 and at most 100 percent.",
    )


def bad_pair(parameter: str) -> BadInput:
    """A word that is to be a name and a value is none."""
    return BadInput(
        code="bad-pair",
        parameter=parameter,
        da=f"{parameter} skal skrives som NAVN=VÆRDI, for eksempel channel=web.",
        en=f"{parameter} must be written as NAME=VALUE, for example channel=web.",
    )


def personal_pair(parameter: str) -> BadInput:
    """A pair would bring a person's number into the journal."""
    return BadInput(
        code="bad-pair",
        parameter=parameter,
        da=f"{parameter} ligner noget med et CPR-nummer. Skriv det uden.",
        en=f"{parameter} seems to hold a CPR number. Write it without.",
    )


def compared_twice(field: str) -> BadInput:
    """A difference is known by its field: compared with two columns it would be two under one name."""
    return BadInput(
        code="bad-pair",
        parameter="compare",
        da=f"compare nævner feltet {excerpt(field)} to gange: sammenlign det med én kolonne.",
        en=f"compare names the field {excerpt(field)} twice: compare it with one column.",
    )


def bad_system(longest: int) -> BadInput:
    """The name of another system is none that can be kept."""
    return BadInput(
        code="bad-system",
        parameter="system",
        da=f"system skal være systemets navn: højst {longest} tegn, uden linjeskift, og intet, der ligner et CPR-nummer.",
        en=f"system must be the system's name: at most {longest} characters, no line breaks, and nothing that looks like "
        "a CPR number.",
    )


def sign_in_system(sign: str) -> BadInput:
    """The name of another system has a sign that a name cannot have."""
    return BadInput(
        code="bad-system",
        parameter="system",
        da=f"system har tegnet {sign}, som et navn ikke kan have: skriv det uden.",
        en=f"system has the sign {sign}, which a name cannot have: write it without.",
    )


def bad_delimiter() -> BadInput:
    """What divides the columns of a list is one sign."""
    return BadInput(
        code="bad-delimiter",
        parameter="delimiter",
        da="delimiter skal være ét tegn, eller ordet tab.",
        en="delimiter must be one sign, or the word tab.",
    )


def day_is_of_the_list() -> BadInput:
    """A reconciliation is as of the day of its list, and no other."""
    return BadInput(
        code="bad-moment",
        parameter="on",
        da="Dagen er den, listen er fra: sig den med on, og udelad as_of.",
        en="The day is the one that the list is of: say it by on, and leave as_of out.",
    )


def day_said_twice() -> BadInput:
    """The day of a backlog is said once."""
    return BadInput(
        code="bad-period",
        parameter="as_of",
        da="on og as_of siger det samme. Skriv kun den ene.",
        en="on and as_of say the same. Write only one.",
    )


def bad_target_day() -> BadInput:
    """The target day of a burn-down is not after the day asked about, or too far from it."""
    return BadInput(
        code="bad-period",
        parameter="until",
        da="until skal ligge efter dagen, der spørges om, og højst ti år efter.",
        en="until must lie after the day asked about, and no more than ten years after.",
    )


def drawn_before_it_was() -> BadInput:
    """A sample of cases as they are later than the draw."""
    return BadInput(
        code="bad-period",
        parameter="as_of",
        da="as_of ligger efter on: en stikprøve kan ikke trækkes af sager, som de er senere.",
        en="as_of lies after on: a sample can't be drawn from cases as they are later.",
    )


def met_without_deadline() -> BadInput:
    """When a deadline was met is asked for, and not which."""
    return BadInput(
        code="bad-period",
        parameter="met",
        da="met_from og met_to kræver met: hvilken frist?",
        en="met_from and met_to need met: which deadline?",
    )


def needs(parameter: str, other: str) -> BadInput:
    """A parameter says more of another that is not there: alone it would do nothing."""
    return BadInput(
        code="needs-another",
        parameter=parameter,
        da=f"{parameter} siger noget om {other}, som ikke er der. Skriv den også, eller udelad {parameter}.",
        en=f"{parameter} says more of {other}, which is not there. Write that too, or leave {parameter} out.",
    )


def whose_deadlines() -> BadInput:
    """A feed is of a unit or of a person."""
    return BadInput(
        code="whose-feed",
        parameter="unit",
        or_else="responsible",
        da="Hvis frister? Skriv en enhed eller en ansvarlig.",
        en="Whose deadlines? Write a unit or a responsible person.",
    )


def no_sample(case: str) -> Unknown:
    """The case has no sample that could be drawn again."""
    return Unknown(
        code="no-sample",
        da=f"Sagen {case} har ingen registreret stikprøve på det spurgte tidspunkt.",
        en=f"The case {case} has no recorded sample at the moment asked.",
    )


def no_file() -> BadInput:
    """A check or a publication of nothing."""
    return BadInput(
        code="which-file",
        parameter="files",
        da="Hvilken fil? Nævn mindst én.",
        en="Which file? Name one at least.",
    )


def no_words() -> BadInput:
    """A search for nothing."""
    return BadInput(
        code="which-words",
        parameter="words",
        da="Hvad drejer det sig om? Skriv mindst ét ord, for eksempel fleksjob.",
        en="What is it about? Write at least one word, flexjob for example.",
    )


def registered_without_zone() -> BadInput:
    """A time of registration of nothing."""
    return BadInput(
        code="which-words",
        parameter="zone",
        da="recorded siger, hvornår zone blev registreret: skriv også zone, eller udelad recorded.",
        en="recorded says when zone was registered: write zone too, or leave recorded out.",
    )


def go_on_who_and_why() -> BadInput:
    """Nobody goes on after a clock that was ahead without saying who decided it and why."""
    return BadInput(
        code="which-words",
        parameter="by",
        or_else="reason",
        da="go_on, by og reason hører sammen: journalen noterer, hvem der besluttede det og hvorfor.",
        en="go_on, by and reason belong together: the journal notes who decided it and why.",
    )


def personal_decision() -> BadInput:
    """What is noted of a decision would bring a person's number into the journal."""
    return BadInput(
        code="wrong-field",
        parameter="by",
        or_else="reason",
        da="by eller reason ligner noget med et CPR-nummer: skriv det uden.",
        en="by or reason seems to hold a CPR number: write it without.",
    )


def until_or_position() -> BadInput:
    """How much of the journal is meant is said twice."""
    return BadInput(
        code="until-or-position",
        parameter="until",
        or_else="position",
        da="Skriv enten until eller position.",
        en="Write either until or position.",
    )


def which_backup(folder: Path, names: str) -> BadInput:
    """A folder has no backup, or several."""
    return BadInput(
        code="which-backup",
        parameter="from",
        da=f"Hvilken sikkerhedskopi i {folder}? Skriv filens navn. Der er: {names or NONE.da}",
        en=f"Which backup in {folder}? Write the file's name. There are: {names or NONE.en}",
    )


def which_messages(*, both: bool) -> BadInput:
    """Neither the keys of messages nor all of them are named, or both are."""
    return BadInput(
        code="which-messages",
        parameter="all",
        see="outbox.list",
        da="Både nøgler og alle: skriv kun nøglerne, hvis det er dem, der menes, ellers kun alle."
        if both
        else "Hvilke beskeder? Skriv deres nøgler, eller alle.",
        en="Both keys and all: write the keys alone if they are meant, else all alone."
        if both
        else "Which messages? Write their keys, or all.",
    )


def not_due_yet() -> BadInput:
    """A window that is to be decided on ends in the future."""
    return BadInput(
        code="far-future",
        parameter="until",
        or_else="dry_run",
        da="until ligger i fremtiden: det forfalder først da. Vælg et tidligere tidspunkt, eller se det uden at udstede.",
        en="until lies in the future: it is not due before then. Choose an earlier moment, or look at it without issuing.",
    )


def unknown_definition(code: str, parameter: str, what: Text, id_: str, known: Collection[str]) -> BadInput:
    """Nothing of that id is published. what: what it would be, ``Kalenderen`` and ``calendar``."""
    shown, meant, listed = excerpt(id_), nearest(id_, sorted(known)), ", ".join(sorted(known))
    return BadInput(
        code=code,
        parameter=parameter,
        da=f"{what.da} {shown!r} er ikke kendt. "
        + (f"Mente du {meant!r}?" if meant else f"Kendte: {listed or NONE.da}."),
        en=f"The {what.en} {shown!r} is not known. "
        + (f"Did you mean {meant!r}?" if meant else f"Known: {listed or NONE.en}."),
    )


def not_in_force(what: Text, see: str) -> Unknown:
    """Something is published, and no version of it governs at the moment asked. see: the operation that lists them."""
    return Unknown(
        code="not-in-force",
        see=see,
        da=f"Ingen version af {what.da} gælder på det tidspunkt.",
        en=f"No version of {what.en} is in force at that moment.",
    )


def _figure(value: float) -> str:
    """A bound as it can be written in a call."""
    return str(int(value)) if value == int(value) else str(value)
