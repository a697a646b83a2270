"""From the table of operations to commands: words of a call become parameters, an answer becomes a page or JSON.

A command's function is made when it is called (or its help is asked for), and no other's: a call starts with what it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from inspect import Parameter as Word
from inspect import Signature, signature
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_args, get_origin

import msgspec
from cyclopts import App, Group, Parameter

from ..domain.problem import Problem
from ..domain.text import Text
from ..intake.definitions.written_file import WrittenFile, written_file, written_files
from ..operations import problems
from ..operations.operation import Operation
from ..operations.operation import Parameter as Asked
from ..operations.session import Session
from ..operations.table import OPERATIONS
from ..presentation.sections.catalogue import Sections, has_sections, sections_of
from ..terminal.language import say
from ..terminal.output import answer, put_json
from ..terminal.renderer import Form, show_answer
from .asking import DIFFERS, OUTPUT, SOME_REJECTED, TIME, installation_of, journal, say_unreadable
from .caller_files import DASH
from .listener import session_of
from .themes import BY_HAND, add_those_below, beginning_with

# The exit status of an answer, where it is not 0.
STATUSES: dict[str, Callable[[Any], int]] = {
    "sample.verify": lambda found: 0 if found.same else DIFFERS,
    "outbox.retry": lambda found: FAILED if found.unknown else 0,
    "outbox.dismiss": lambda found: FAILED if found.unknown else 0,
    "scheduler.status": lambda found: 0 if found.healthy else FAILED,
    "report-calendar.run": lambda found: FAILED if found.status == "failed" else 0,
    "doctor": lambda found: 0 if found.sound else DIFFERS,
    "replay": lambda found: DIFFERS if found.differences else 0,
    "set-aside": lambda found: DIFFERS if found.total else 0,
    "clock": lambda found: FAILED if found.problems else 0,
    "backup": lambda found: DIFFERS if found.broken else 0,
    "append": lambda found: SOME_REJECTED if found.rejected else 0,
    "import": lambda found: SOME_REJECTED if found.rejected else 0,
    "import.check": lambda found: SOME_REJECTED if found.would_reject else 0,
}
for kind in ("type", "calendar", "directory", "targets", "report-calendar"):
    STATUSES[f"{kind}.check"] = lambda found: FAILED if found.errors else 0
FAILED = 1
MOMENT = ("as_of", "known_at", "zone")
JSON = Annotated[
    bool,
    Parameter(
        group=OUTPUT,
        negative=(),
        help=say(Text("Ét JSON-dokument i stedet for tabeller.", "One JSON document instead of tables.")),
    ),
]
WIDE = Annotated[
    bool,
    Parameter(
        group=OUTPUT,
        negative=(),
        help=say(
            Text(
                "Hele tabeller: hver kolonne, så bred som den er.", "Whole tables: every column, as wide as it is."
            )
        ),
    ),
]
IDS = Annotated[
    bool,
    Parameter(group=OUTPUT, negative=(), help=say(Text("Id'er i stedet for navne.", "Ids instead of names."))),
]


class Call(NamedTuple):
    """A call of an operation's command. said: its words, by the parameter's name."""

    operation: Operation
    parameters: list[Asked]
    said: dict[str, Any]
    json: bool
    form: Form

    def asked(self, **more: Any) -> Any:
        """The parameters, with what files say for some of them: those that are named are read here.

        Raises Problem ``bad-number``, ``empty-option``, and for a file that can't be read.
        """
        for name, value in self.said.items():
            if isinstance(value, str) and not value.strip():
                raise problems.empty(name)
        read = {one.name: _read(one, self.said[one.name]) for one in self.parameters if one.name in self.said}
        struct, _ = self.operation.types()
        try:
            return msgspec.convert(read | more, struct)
        except msgspec.ValidationError as error:
            raise _off(self.operation, error) from None

    @contextmanager
    def session(self, *, mend: bool = False) -> Iterator[Session]:
        """What an operation is carried out with. An act may make the journal; what only computes opens none. mend: as of
        ``journal``."""
        if self.operation.does == "computes":
            yield session_of(None)
            return
        make = self.operation.does == "writes" and not self.operation.on_what_is_there
        with journal(mend=mend, make=make) as opened:
            yield session_of(opened, installation_of(opened))

    def carry_out(
        self,
        asked: Any,
        *streams: Any,
        mend: bool = False,
        **how: Any,
    ) -> tuple[Any, int]:
        """Ask with a session of the journal, and give the answer to the caller: as ``answered``, which takes ``how``.

        mend: as of ``session``.
        """
        with self.session(mend=mend) as session:
            found, status = self.answered(session, asked, *streams, **how)
            unreadable = 0 if self.operation.does == "computes" else say_unreadable(session.journal)
        return found, unreadable or status

    def answered(
        self,
        session: Session,
        asked: Any,
        *streams: Any,
        show: Callable[[Any], None] | None = None,
        sections: Sections | None = None,
        first: Callable[[Session, Any], None] = lambda session, found: None,
    ) -> tuple[Any, int]:
        """Ask, and give the answer to the caller. Gives it, and the exit status.

        streams: what is read or written on the way. show, sections: the answer as people read it, where it is not that of
        the table. first: what is done with it before it is given.
        """
        found = self.operation.function()(session, asked, *streams)
        first(session, found)
        answer(found, self.json, show or (lambda value: self.show(value, asked, sections)))
        return found, STATUSES.get(self.operation.name, lambda _: 0)(found)

    def show(self, found: Any, asked: Any, sections: Sections | None = None) -> None:
        """The answer as people read it, and how they go on."""
        made = sections or sections_of(self.operation.name)
        if made is None:  # a JSON Schema: a file that editors read, which it is for people too
            put_json(found)
        else:
            show_answer(found, made(found, asked), self.form)


def command_of(operation: Operation) -> Callable[..., int]:
    """The command of an operation."""
    return _command(operation, list(operation.parameters()), [], lambda call: call.carry_out(call.asked())[1])


def with_files(name: str, instead: Collection[str] = ()) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The command of an operation that has words for files of the caller beside its parameters.

    What it decorates takes the call, the files that stand without a name, and the other words by name. instead: the
    parameters that the files stand for.
    """

    def made(carry_out: Callable[..., int]) -> Callable[..., int]:
        operation = OPERATIONS[name]
        parameters = [one for one in operation.parameters() if one.name not in instead]
        own = [*signature(carry_out, eval_str=True).parameters.values()][1:]
        return _command(operation, parameters, own, carry_out)

    return made


def _command(
    operation: Operation, parameters: list[Asked], own: list[Word], carry_out: Callable[..., int]
) -> Callable[..., int]:
    named = [one for one in own if one.kind is Word.KEYWORD_ONLY]
    placed = len(named) < len(own)
    options = frozenset(one.name for one in parameters if not one.positional) | {
        one.name for one in own if one.kind in (Word.KEYWORD_ONLY, Word.POSITIONAL_OR_KEYWORD)
    }

    def command(
        *positional: object, json: bool = False, wide: bool = False, ids: bool = False, **words: object
    ) -> int:
        files = {one.name: words.pop(one.name, one.default) for one in named}
        if not placed:
            words |= _in_their_places(parameters, positional)
        said = {one.name: words[one.field] for one in parameters if words.get(one.field) is not None}
        call = Call(operation, list(operation.parameters()), said, json, Form(wide, ids))
        try:
            return carry_out(call, *(positional if placed else ()), **files)
        except Problem as problem:
            # It names no option that the command does not have: a word that stands without a name, or a file's part.
            problem.details["options"] = options
            raise

    shown = {"json": JSON} | ({"wide": WIDE, "ids": IDS} if has_sections(operation.name) else {})
    form = [Word(name, Word.KEYWORD_ONLY, default=False, annotation=kind) for name, kind in shown.items()]
    words = sorted([*map(_word, parameters), *own, *form], key=lambda one: one.kind)
    command.__signature__ = Signature(words)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in words}
    return command


def __getattr__(name: str) -> Callable[..., int] | App:
    """The command of an operation, by its name: ``case.show``."""
    if name not in OPERATIONS:
        raise AttributeError(name)
    return group_of(name) if beginning_with(name) else command_of(OPERATIONS[name])


def group_of(name: str) -> App:
    """A command with commands below it, that does something itself."""
    room = App(name=name)
    module, _, function = BY_HAND.get(name, ("", ""))[0].partition(":")
    room.default(
        getattr(import_module(f".{module}", __package__), function) if module else command_of(OPERATIONS[name])
    )
    add_those_below(room, name)
    return room


def _off(operation: Operation, error: msgspec.ValidationError) -> Exception:
    """Which number is out of its bounds: the words were parsed before, so it is nothing else."""
    for one in operation.parameters():
        if one.bounds is not None and str(error).endswith(f"`$.{one.name}`"):
            return problems.out_of_bounds(one.name, *one.bounds)
    return error


def _in_their_places(parameters: list[Asked], words: Sequence[object]) -> dict[str, object]:
    """The words that stand without a name; a list takes all that are left."""
    given: dict[str, object] = {}
    for place, one in enumerate(one for one in parameters if one.positional):
        if _element_of(one.kind) is not None:
            given[one.field] = words[place:]
        elif place < len(words):
            given[one.field] = words[place]
    return given


def _read(one: Asked, value: Any) -> Any:
    """A parameter as the operation takes it. Raises Problem for a file that can't be read."""
    if one.kind is WrittenFile:
        return written_file(value)
    if value == DASH:
        return "-"
    return written_files(value) if _element_of(one.kind) is WrittenFile else value


def _element_of(kind: Any) -> Any:
    """Of what a list is; None: it is none."""
    return get_args(kind)[0] if get_origin(kind) is tuple else None


def _word(one: Asked) -> Word:
    """How a parameter is written in a call; a file is named by its path."""
    told: dict[str, Any] = {"help": say(one.help)}
    if not one.positional:
        told["name"] = f"--{one.name.replace('_', '-')}"
    element, kind = _element_of(one.kind), one.kind
    if WrittenFile in (kind, element):
        element, kind = (Path, tuple[Path, ...]) if element else (None, Path)
    if kind is bool:
        told["negative"] = ()
    if element is not None:
        told |= {"negative": (), "show_default": False}
    if one.field in MOMENT:
        told["group"] = TIME
    elif one.group is not None:
        told["group"] = Group(say(one.group), sort_key=1)
    if one.positional and element is not None:
        return Word(one.field, Word.VAR_POSITIONAL, annotation=Annotated[element, Parameter(**told)])
    return Word(
        one.field,
        Word.POSITIONAL_ONLY if one.positional else Word.KEYWORD_ONLY,
        default=Word.empty if one.default is msgspec.NODEFAULT else one.default,
        annotation=Annotated[kind, Parameter(**told)],
    )
