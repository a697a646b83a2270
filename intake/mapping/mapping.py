"""A mapping: how the rows of a foreign log become events. Its form for a reader is docs/mapping.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import field

from ...domain.problem import BadInput
from ...domain.text import Text
from ...domain.written.toml_form import WrittenTable, means, table, whole
from ...domain.written.toml_kinds import Zone, read_by
from ...domain.written.toml_page import FileError
from .mapping_forms import ANY_TEXT, about_column, condition_of, texts
from .template import parse_template

Only = Literal["each", "first", "last"]
Kind = Literal["text", "integer", "number", "boolean", "date", "day", "instant"]
Part = Literal["year", "half", "quarter", "month", "week", "weekday", "day", "hour"]
Single = str | int | float | bool


class MappingError(BadInput):
    """The mapping cannot be used. ``details``: ``file``, and ``line`` where it can be told, else None.

    see: the operation that helps. path: the place in the mapping, where what is wrong shows only beside the journal or a
    file (see ``mapping_file``). others: what is wrong beside, each on its line.
    """

    code = "bad-mapping"

    def __init__(
        self,
        *,
        da: str,
        en: str,
        file: str = "mapping",
        line: int | None = None,
        path: tuple[str | int, ...] = (),
        others: Sequence[FileError] = (),
        see: str | None = None,
    ) -> None:
        reasons = [(line, da, en), *((one.line, one.reason.da, one.reason.en) for one in others)]
        super().__init__(
            da="\n".join(f"{file}{f', linje {at}' if at else ''}: {_ended(said)}" for at, said, _ in reasons),
            en="\n".join(f"{file}{f', line {at}' if at else ''}: {_ended(said)}" for at, _, said in reasons),
            file=file,
            line=line,
            see=see,
        )
        self.reason = Text(da, en)
        self.path = path


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."


class MappedColumn(WrittenTable, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A value, read with care.

    column, from: where its text comes from: one column, or a template, or the first of several that is filled.
    cut: a regular expression, of which the groups (without any, all that it finds) are kept. replace: text for text.
    type: what the text is read as. format: for date, day and instant, tried in order (see ``time_formats``).
    part: of a date or an instant. empty: further values that mean none, beside the mapping's. decimal: the decimal
    mark of a number. thousands: the mark between its groups of three. translate: value to value, before the type.
    strict: a value that is not in ``translate`` is malformed. default: what stands for none.
    """

    column: Annotated[str | None, means("Kolonnen, værdien står i.", "The column that holds the value.")] = None
    from_: Annotated[
        str | tuple[str, ...],
        means("Skabelon; af flere den første, der udfyldes.", "A template; of several the first that is filled."),
    ] = ()
    type: Annotated[Kind, means("Hvad teksten læses som.", "What the text is read as.")] = "text"
    format: Annotated[
        str | tuple[str, ...],
        means("Hvordan en dato eller et tidspunkt er skrevet.", "How a date or an instant is written."),
    ] = ()
    part: Annotated[Part | None, means("En del af en dato.", "A part of a date or an instant.")] = None
    empty: Annotated[tuple[str, ...], means("Flere værdier for ingen.", "More values that mean none.")] = ()
    cut: Annotated[
        str | None, means("Regulært udtryk: hvad der beholdes.", "A regular expression: what is kept.")
    ] = None
    replace: Annotated[dict[str, str], means("Tekst for tekst.", "Text for text.")] = field(default_factory=dict)
    decimal: Annotated[Literal[".", ","], means("Decimaltegnet.", "The decimal mark.")] = "."
    thousands: Annotated[
        Literal[".", ",", " ", "'"] | None,
        means("Tegnet mellem grupper af tre cifre.", "The mark between groups of three digits."),
    ] = None
    translate: Annotated[
        dict[str, Single], means("Fra filens ord til vores.", "From the file's word to ours.")
    ] = field(default_factory=dict)
    strict: Annotated[
        bool,
        means("Et ord, som translate ikke kender, afviser rækken.", "A word not in translate rejects the row."),
    ] = False
    default: Annotated[Single | None, means("Hvad der står for ingen.", "What stands for none.")] = None

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats as a tuple."""
        return (self.format,) if isinstance(self.format, str) else self.format

    @property
    def templates(self) -> tuple[str, ...]:
        """The templates of ``from`` as a tuple."""
        return (self.from_,) if isinstance(self.from_, str) else self.from_

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it names. Raises TemplateError."""
        own = frozenset() if self.column is None else frozenset({self.column})
        return own.union(*(parse_template(text).columns for text in self.templates))


class Derived(MappedColumn, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A column that the file does not have: ``[columns.NAME]``. line: its text is the row's line in the file."""

    line: Annotated[bool, means("Rækkens linje i filen.", "The row's line in the file.")] = False


class Condition(WrittenTable, frozen=True, kw_only=True, rename={"not_": "not"}):
    """What must hold of a column, all of it.

    matches: a regular expression for the whole value. truth: yes or no, in any of the usual words.
    equals, less_than, at_most, more_than, at_least: a template to compare with.
    """

    matches: Annotated[
        str | None, means("Regulært udtryk for hele værdien.", "A regular expression for the whole value.")
    ] = None
    present: Annotated[bool | None, means("Om der står noget.", "Whether it holds something.")] = None
    not_: Annotated[
        str | tuple[str, ...], read_by(texts, also=[ANY_TEXT]), means("Er ikke dette.", "Is not this.")
    ] = ()
    truth: Annotated[bool | None, means("Om den siger ja.", "Whether it says yes.")] = None
    equals: Annotated[str | None, means("Er det samme som skabelonen.", "Is what the template says.")] = None
    less_than: Annotated[str | None, means("Er mindre.", "Is less than the template.")] = None
    at_most: Annotated[str | None, means("Er højst.", "Is at most the template.")] = None
    more_than: Annotated[str | None, means("Er mere.", "Is more than the template.")] = None
    at_least: Annotated[str | None, means("Er mindst.", "Is at least the template.")] = None


class Csv(WrittenTable, frozen=True, kw_only=True):
    """How a CSV file is written."""

    delimiter: Annotated[str, means("Tegnet mellem felter.", "The mark between fields.")] = ","
    quote: Annotated[str, means("Anførselstegnet.", "The quotation mark.")] = '"'
    encoding: Annotated[str, means("Tegnsættet.", "The encoding.")] = "utf-8"


class Carry(WrittenTable, frozen=True, kw_only=True):
    """What a row has from those before it. by: names what holds rows together, the case above all.

    columns: their last value stands in where a row leaves them empty. before: new columns, each with what another held
    in the row before. number: new columns, each with the row's number among those for which its template says the same.
    """

    by: Annotated[str, means("Hvad der holder rækker sammen.", "What holds rows together, the case above all.")]
    columns: Annotated[
        tuple[str, ...], means("Kolonner, hvis sidste værdi gælder.", "Columns whose last value stands in.")
    ] = ()
    before: Annotated[
        dict[str, str],
        means("Nye kolonner: rækken førs værdi.", "New columns: what another held in the row before."),
    ] = field(default_factory=dict)
    number: Annotated[
        dict[str, str], means("Nye kolonner: rækkens nummer.", "New columns: the row's number among its like.")
    ] = field(default_factory=dict)

    @property
    def made(self) -> frozenset[str]:
        """The new columns."""
        return frozenset(self.before.keys() | self.number.keys())


AColumn = Annotated[MappedColumn, read_by(about_column(MappedColumn))]
Said = Single | AColumn
"""A template (``${column}`` is replaced), a literal, or a column read with care."""

Order = str | AColumn | tuple[str | AColumn, ...]
"""What rows are ordered by: one value, or several of which the first decides."""

Case = Annotated[str | None, means("Skabelon for sagens nummer.", "A template of the case's reference.")]
CaseTypeSaid = Annotated[Said | None, means("Sagstypen.", "The case type.")]
Id = Annotated[str | None, means("Skabelon for hændelsens id.", "A template of the event's id.")]
Occurred = Annotated[str | AColumn | None, means("Hvornår det skete.", "When it happened.")]
Registered = Annotated[
    str | AColumn | None, means("Hvornår kilden registrerede det.", "When the source registered it.")
]


class Rule(WrittenTable, frozen=True, kw_only=True):
    """One ``[[event]]``: which rows it is about, and the event that each, or the first or last, becomes.

    by: what first and last go by, in place of the event's time. recorded: when the source registered this event, where
    it is not the row's time.
    """

    event: Annotated[str | None, means("Hændelsen i kataloget.", "The event of the catalogue.")] = None
    action: Annotated[str | None, means("Sagstypens handling.", "The action of the case type.")] = None
    when: Annotated[
        dict[
            str,
            Annotated[
                str | tuple[str, ...] | Condition,
                read_by(
                    condition_of(Condition),
                    also=[{"type": ["boolean", "integer"]}, {"type": "array", "items": ANY_TEXT}],
                ),
            ],
        ],
        means("Hvilke rækker; uden den hver.", "Which rows; without it, every row."),
    ] = field(default_factory=dict)
    only: Annotated[
        Only, means("Hver række, eller den første eller sidste.", "Each row, or the first or last.")
    ] = "each"
    by: Annotated[Order | None, means("Hvad first og last går efter.", "What first and last go by.")] = None
    case: Case = None
    case_type: CaseTypeSaid = None
    id: Id = None
    occurred: Occurred = None
    recorded: Registered = None
    unit: Annotated[Said | None, means("Hvem der har sagen fra nu af.", "Who holds the case from now on.")] = None
    responsible: Annotated[Said | None, means("Sagsbehandleren fra nu af.", "The caseworker from now on.")] = None
    actor: Annotated[Said | None, means("Hvem der handlede.", "Who acted.")] = None
    note: Annotated[Said | None, means("En bemærkning.", "A remark.")] = None
    fields: Annotated[dict[str, Said], means("Hændelsens egne felter.", "The event's own fields.")] = field(
        default_factory=dict
    )
    attributes: Annotated[
        dict[str, Said], means("Sagens oplysninger.", "Attributes; those declared belong to the case.")
    ] = field(default_factory=dict)


class LogMapping(WrittenTable, frozen=True, kw_only=True, rename={"rules": "event"}):
    """A mapping file. case, case_type, id, occurred, recorded: for every rule that does not say its own.

    order: the log's own order, where the file may stand otherwise; it decides among rows of the same time.
    """

    source: Annotated[
        str, means("URI for systemet, der siger det.", "The URI of the system that says these things.")
    ]
    zone: Annotated[Zone, means("Tidszonen for lokale tider.", "The time zone of local times.")] = (
        "Europe/Copenhagen"
    )
    format: Annotated[
        Literal["csv", "xes", "jsonl"] | None,
        means("Filens form, hvor navnet ikke siger det.", "The form, where the file's name does not tell."),
    ] = None
    csv: Annotated[Csv, means("Hvordan en CSV-fil er skrevet.", "How a CSV file is written.")] = Csv()
    empty: Annotated[tuple[str, ...], means("Værdier for ingen.", "Values that mean none everywhere.")] = ("",)
    columns: Annotated[
        dict[str, Annotated[Derived, read_by(about_column(Derived))]],
        means("Kolonner, som filen ikke har.", "Columns that the file does not have."),
    ] = field(default_factory=dict)
    carry: Annotated[
        Annotated[Carry, read_by(whole(table(Carry)))] | None,
        means("Hvad en række har fra dem før.", "What a row has from those before it."),
    ] = None
    case: Case = None
    case_type: CaseTypeSaid = None
    id: Id = None
    occurred: Occurred = None
    recorded: Registered = None
    order: Annotated[
        Order | None, means("Loggens egen rækkefølge.", "The log's own order, where the file stands otherwise.")
    ] = None
    unmatched: Annotated[
        Literal["reject", "ignore"],
        means("Hvad der bliver af en række, ingen event er om.", "What becomes of a row that no event is about."),
    ] = "reject"
    rules: Annotated[tuple[Rule, ...], means("Hændelserne, en tabel hver.", "The events, a table each.")]

    @property
    def time_zone(self) -> ZoneInfo:
        """The local time of the rows."""
        return ZoneInfo(self.zone)

    @property
    def made(self) -> frozenset[str]:
        """The columns that the file does not have."""
        return frozenset(self.columns).union(self.carry.made if self.carry else ())

    @property
    def says_recorded(self) -> bool:
        """Whether the source's times of registration are told."""
        return self.recorded is not None or any(rule.recorded is not None for rule in self.rules)

    @property
    def reads_whole_rows(self) -> bool:
        """Whether an event's id is made from its row's content, so that every column counts."""
        return self.id is None and any(rule.id is None for rule in self.rules)


class _ReadingAll(LogMapping, frozen=True, kw_only=True, rename={"rules": "event"}):
    """A mapping whose rows are read with every column, whether it names them or not."""

    @property
    def reads_whole_rows(self) -> bool:
        """They are."""
        return True


def reading_all(mapping: LogMapping) -> LogMapping:
    """The same mapping, for a reading in which every column of a row is wanted."""
    return _ReadingAll(**{name: getattr(mapping, name) for name in mapping.__struct_fields__})
