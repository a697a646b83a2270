"""Reconciliation (samkøring): our cases against another system's list, and the differences until they are settled."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from ..casework import reconciliation as decisions
from ..casework.reconciliation_scope import Run
from ..casework.recording import read_case, record
from ..domain.person_number import is_written_in
from ..domain.signs import sign_name, unfit_for_a_name
from ..domain.text import Text
from ..domain.words.published_names import Labels
from ..intake.event.reference import case_reference
from ..intake.event.values import LONGEST_NAME
from ..intake.reading.external_list import BadLine, OtherList, read_list
from ..projections.asking.folded_case import KnownCase
from ..projections.asking.reader import AsKnown, Moment, Reader
from ..projections.quality import differences, reconciliation_result
from ..projections.quality.reconciliation import (
    DEFINITION,
    Comparison,
    Found,
    ReconciledFilter,
    compare,
    end_of,
    our_cases,
)
from . import problems
from .moments import day_of
from .occurrence import Occurred, when_of
from .operation_help import told
from .paging import AskedInPages, Limit, continued, page, part
from .parameters import Asked, CaseType, Days, HeldNow, Reference, Where
from .selections import pairs_of
from .session import Session

RECORDED_IN = "samkoering"
Pairs = tuple[tuple[str, str], ...]


class ReconcileAsked(Asked, frozen=True, kw_only=True):
    """Another system's list, which of our cases it is compared with, and where that is recorded; none: it is only shown."""

    content: Annotated[
        bytes,
        told("Listen, en CSV-fil, gzip eller ej, i base64.", "The list, a CSV file, gzip or not, in base64."),
    ]
    file: Annotated[str, told("Hvad filen hedder.", "What the file is called.")]
    system: Annotated[str, told("Systemet, listen er fra.", "The system that it is from.")]
    type: Annotated[str, told("Vores sagstype.", "Our case type.")]
    on: Annotated[
        str,
        told(
            "Listens dag: vores sager, som de var ved dens slutning.",
            "The list's day: our cases as they were at its end.",
        ),
    ]
    compare: Annotated[
        tuple[str, ...],
        told(
            "KOLONNE=FELT: felt er unit, responsible, received_on, … eller en af sagens oplysninger. Kan gentages.",
            "COLUMN=FIELD: a field is unit, responsible, received_on, … or an attribute. May be repeated.",
        ),
    ] = ()
    where: Where = ()
    key: Annotated[
        str | None,
        told("Kolonnen med sagsnummeret (ellers den første).", "The reference's column (else the first)."),
    ] = None
    encoding: Annotated[str | None, told("Listens tegnsæt (findes selv).", "The list's encoding (found out).")] = (
        None
    )
    delimiter: Annotated[str | None, told("Skilletegn (findes selv).", "The delimiter (found out).")] = None
    record: Annotated[
        str | None,
        told("Registrér i denne samkøringssag; ellers vises kun.", "Record in this case; else only show."),
    ] = None
    record_type: Annotated[
        str | None,
        told("Samkøringssagens type (ellers samkoering).", "The type of the case to record in (else samkoering)."),
    ] = None
    made: Occurred = None
    as_of: Annotated[
        str | None, told("Siges ikke her: dagen er listens (on).", "Not said here: the day is the list's (on).")
    ] = None


class ListRead(msgspec.Struct, kw_only=True):
    """How the list was read. lines: good and bad."""

    file: str
    lines: int
    key: str
    encoding: str
    delimiter: str
    digest: str
    bad: list[BadLine]


class ReconciliationRecorded(msgspec.Struct, kw_only=True):
    """What became of a recording. already: nothing new was to be said. found, closed: differences; open: afterwards."""

    case: str
    already: bool
    found: int
    closed: int
    open: int


class Reconciled(AsKnown, kw_only=True):
    """A comparison with a list. recorded: what became of recording it; none: it was only shown."""

    system: str
    type: str
    list_on: date
    list: ListRead
    cases: int
    matched: int
    missing_here: int
    missing_there: int
    different: int
    definition: Text
    differences: tuple[Found, ...]
    recorded: ReconciliationRecorded | None
    type_label: Text


class ResultAsked(AskedInPages, frozen=True, kw_only=True):
    """Which reconciliation."""

    ref: Reference
    limit: Limit = 1_000


class DifferencesAsked(AskedInPages, frozen=True, kw_only=True):
    """Which open differences."""

    type: Annotated[CaseType, told("Kun samkøringssager af denne type.", "Reconciliations of this type only.")] = (
        None
    )
    system: Annotated[str | None, told("Kun dette system.", "This system only.")] = None
    unit: HeldNow = None
    open_for: Annotated[Days, told("Åbne i mindst så mange dage.", "Open for at least so many days.")] = 0


class CloseAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which difference is settled, why, and when."""

    ref: Annotated[
        Reference, told("Samkøringens sagsnummer.", "The reference of the reconciliation.", positional=True)
    ]
    difference: Annotated[str, told("Differencens navn.", "The difference's name.", positional=True)]
    reason: Annotated[str, told("Hvordan den blev afklaret.", "How it was settled.")]
    made: Occurred = None


def reconcile(session: Session, asked: ReconcileAsked) -> Reconciled:
    """Compare our cases with a list, and record what came of it where a case is named.

    Raises Malformed, BadMoment, PersonalField, UnknownField, Problem as ``read_list`` and ``comparison_recorded``.
    """
    _check_system(asked.system)
    if asked.as_of is not None:
        raise problems.day_is_of_the_list()
    columns = pairs_of("compare", asked.compare, last=True)
    chosen = ReconciledFilter(asked.type, pairs_of("where", asked.where), tuple(field for _, field in columns))
    for field in chosen.fields:
        if chosen.fields.count(field) > 1:
            raise problems.compared_twice(field)
    if asked.record is not None:
        case_reference(asked.record, "record")
    for name in ("record_type", "made") if asked.record is None else ():
        if getattr(asked, name) is not None:
            raise problems.needs(name, "record")
    listed = _listed(asked, columns)
    present = session.moment(asked, case_type=asked.type, wait=None)
    list_on = day_of(asked.on, present.zone, "on")
    moment = Moment(end_of(list_on, present.zone), present.known_at, present.zone)
    theirs = {row.key: tuple(row.values.get(column) for column, _ in columns) for row in listed.rows}

    def compared(reader: Reader) -> tuple[int, Comparison]:
        return reader.position, compare(asked.system, our_cases(reader, chosen), theirs, chosen.fields)

    position, comparison = session.put(moment, compared)
    recorded = None
    if asked.record is not None:
        when = when_of(session, asked.made, present.zone, "made")
        run = Run(
            case=asked.record,
            case_type=asked.record_type or RECORDED_IN,
            system=asked.system,
            list_on=list_on,
            digest=listed.digest,
            lines=listed.lines,
            position=position,
            made_at=when.occurred,
            whole_day=when.whole_day,
            chosen=chosen,
            compared=tuple(f"{column}={field}" for column, field in columns),
        )
        recorded = _recorded(session, run, comparison)
    _note_oddities(session, list_on, present, chosen, comparison)
    kinds = comparison.kinds()
    return Reconciled(
        system=asked.system,
        type=chosen.case_type,
        list_on=list_on,
        **moment.told(position),
        list=ListRead(
            file=asked.file,
            lines=listed.lines,
            key=listed.key,
            encoding=listed.encoding,
            delimiter=listed.delimiter,
            digest=listed.digest,
            bad=listed.bad,
        ),
        cases=comparison.cases,
        matched=comparison.matched,
        missing_here=kinds["missing-here"],
        missing_there=kinds["missing-there"],
        different=kinds["different"],
        definition=DEFINITION,
        type_label=Labels(session.law()).type(chosen.case_type),
        differences=tuple(comparison.differences),
        recorded=recorded,
    )


def show(session: Session, asked: ResultAsked) -> reconciliation_result.Result:
    """What a reconciliation came to, now or as it was. Raises UnknownCase, Problem ``no-reconciliation``, ``bad-cursor``."""

    def answer(known: KnownCase) -> reconciliation_result.Result:
        found = reconciliation_result.result(known)
        found.differences, found.next = part(asked, known.moment, known.position, found.differences)
        return found

    return session.put_to_case(asked, asked.ref, answer, lambda moment: continued(asked, moment))


def open_differences(session: Session, asked: DifferencesAsked) -> differences.OpenDifferences:
    """Open differences, oldest first. Raises Problem ``unknown-unit``."""
    moment = session.moment(asked, case_type=asked.type)

    def lines(reader: Reader, limit: int, skipped: int) -> differences.OpenDifferences:
        wanted = differences.DifferenceFilter(asked.type, asked.system, asked.unit, asked.open_for, limit, skipped)
        return differences.open_differences(reader, wanted)

    return page(session, asked, moment, lines)


def close(session: Session, asked: CloseAsked) -> ReconciliationRecorded:
    """Settle an open difference by hand. Raises Malformed, Problem ``not-open``, ``personal-value``, ``made-backwards``."""
    if not asked.reason.strip():
        raise problems.empty("reason")
    when = when_of(session, asked.made, session.zone_of_case(asked.ref), "made")
    written = record(
        session.journal,
        lambda: read_case(session.journal, asked.ref),
        lambda read: decisions.difference_closed(read, asked.difference, asked.reason, when),
    )
    session.fold_in()
    settled = decisions.settled_by(written.read, written.events)
    return ReconciliationRecorded(case=asked.ref, already=written.already, **settled._asdict())


def _recorded(session: Session, run: Run, comparison: Comparison) -> ReconciliationRecorded:
    written = record(
        session.journal,
        lambda: read_case(session.journal, run.case),
        lambda read: decisions.comparison_recorded(read, run, comparison),
    )
    session.fold_in()
    settled = decisions.settled_by(written.read, written.events)
    return ReconciliationRecorded(case=run.case, already=written.already, **settled._asdict())


def _listed(asked: ReconcileAsked, columns: Pairs) -> OtherList:
    """The list. Raises Problem ``bad-delimiter``, and as ``read_list``."""
    mark = {"tab": "\t", "\\t": "\t"}.get(asked.delimiter or "", asked.delimiter)
    if mark is not None and len(mark) != 1:
        raise problems.bad_delimiter()
    return read_list(
        asked.content,
        asked.file,
        key=asked.key,
        columns=[column for column, _ in columns],
        encoding=asked.encoding,
        delimiter=mark,
    )


def _check_system(system: str) -> None:
    """Raises Problem ``empty-option``, ``bad-system``."""
    if not system.strip():
        raise problems.empty("system")
    if (sign := unfit_for_a_name(system)) is not None:
        raise problems.sign_in_system(sign_name(sign))
    if is_written_in(system) or len(system) > LONGEST_NAME:
        raise problems.bad_system(LONGEST_NAME)


def _note_oddities(
    session: Session, list_on: date, present: Moment, chosen: ReconciledFilter, comparison: Comparison
) -> None:
    """Say, beside the answer, what is no error but hardly meant."""
    if list_on > present.as_of.astimezone(present.zone).date():
        session.listener.note(
            Text(
                f"Bemærk: listens dag, {list_on}, ligger i fremtiden; vores sager er, som de står nu.",
                f"Note: the list's day, {list_on}, lies in the future; our cases are as they stand now.",
            )
        )
    if chosen.where and not comparison.cases:
        session.listener.note(
            Text(
                f"Bemærk: ingen sag af typen {chosen.case_type}, åben den dag, passer med where.",
                f"Note: no case of the type {chosen.case_type} that was open that day fits where.",
            )
        )
