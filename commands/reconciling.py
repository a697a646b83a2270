"""Reconciliation (samkøring): our cases against another system's list, and the differences until they are settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from ..domain.text import Problem
from ..intake.other_list import OtherList, read_list
from ..intake.reconciliation_record import Noted, record
from ..intake.reconciliation_run import Run
from ..intake.reference import case_reference
from ..projections.reader import Moment, ask
from ..projections.reconciliation import DEFINITION, Chosen, Comparison, compare, end_of, our_cases
from ..projections.reconciliation_result import result
from ..terminal.language import both, say
from ..terminal.moments import BadMoment
from ..terminal.output import answer, note
from ..terminal.reconciliation_pages import ListRead, Reconciled, show_reconciled, show_result
from .asking import Asked, Desk, check_number, desk, fold_in_recorded, not_empty
from .reconciliation_words import Pairs, check_once, check_system, pairs
from .settling import Made, when_of

SOME_REJECTED = 3


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Form:
    """How the list is written; what is not said is found out."""

    key: Annotated[
        str | None,
        Parameter(
            help=both("Kolonnen med sagsnummeret (ellers den første).", "The reference's column (else the first).")
        ),
    ] = None
    encoding: Annotated[
        str | None, Parameter(help=both("Listens tegnsæt (findes selv).", "The list's encoding (found out)."))
    ] = None
    delimiter: Annotated[
        str | None, Parameter(help=both("Skilletegn (findes selv).", "The delimiter (found out)."))
    ] = None


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Recording:
    """Where it is recorded, and when it was made."""

    record: Annotated[
        str | None,
        Parameter(
            help=both("Registrér i denne samkøringssag; ellers vises kun.", "Record in this case; else only show.")
        ),
    ] = None
    record_type: Annotated[
        str, Parameter(help=both("Samkøringssagens type.", "The type of the case to record in."))
    ] = "samkoering"
    made: Made = None


reconciliation = App(name="reconcile")


@reconciliation.default
def reconcile(
    *,
    file: Annotated[Path, Parameter(name="--list", help=both("Listen, en CSV-fil.", "The list, a CSV file."))],
    system: Annotated[str, Parameter(help=both("Systemet, listen er fra.", "The system that it is from."))],
    case_type: Annotated[str, Parameter(name="--type", help=both("Vores sagstype.", "Our case type."))],
    on: Annotated[
        str,
        Parameter(
            help=both(
                "Listens dag: vores sager, som de var ved dens slutning.",
                "The list's day: our cases as they were at its end.",
            )
        ),
    ],
    comparing: Annotated[
        list[str] | None,
        Parameter(
            name="--compare",
            negative=(),
            help=both(
                "KOLONNE=FELT: felt er unit, responsible, received_on, … eller en af sagens oplysninger. Kan gentages.",
                "COLUMN=FIELD: a field is unit, responsible, received_on, … or an attribute. May be repeated.",
            ),
        ),
    ] = None,
    where: Annotated[
        list[str] | None,
        Parameter(
            negative=(),
            help=both(
                "Kun vores sager med FELT=VÆRDI. Kan gentages.",
                "Our cases with FIELD=VALUE only. May be repeated.",
            ),
        ),
    ] = None,
    form: Form = Form(),
    recording: Recording = Recording(),
    limit: Annotated[
        int, Parameter(help=both("Vis højst så mange differencer.", "Show at most so many differences."))
    ] = 50,
    asked: Asked = Asked(),
) -> int:
    """Carry out ``sagsgang reconcile``."""
    check_number("--limit", limit)
    check_system(system)
    not_empty("--record", recording.record)
    columns, wanted = pairs("--compare", comparing), pairs("--where", where)
    check_once([field for _, field in columns])
    if recording.record is not None:
        case_reference(recording.record, "--record")
    listed = _listed(file, columns, form)
    chosen = Chosen(case_type, wanted, tuple(field for _, field in columns))
    with desk(_without_as_of(asked), case_type, wait=None) as ready:
        list_on = _day(ready, on)
        moment = Moment(end_of(list_on, ready.zone), ready.moment.known_at, ready.zone)
        theirs = {row.key: tuple(row.values.get(column) for column, _ in columns) for row in listed.rows}
        position, comparison = ask(
            ready.journal,
            moment,
            lambda reader: (
                reader.position,
                compare(system, our_cases(reader, chosen), theirs, chosen.fields),
            ),
        )
        noted: Noted | None = None
        if recording.record is not None:
            made_at, whole_day = when_of(recording.made, ready.zone)
            run = Run(
                case=recording.record,
                case_type=recording.record_type,
                system=system,
                list_on=list_on,
                digest=listed.digest,
                lines=listed.lines,
                position=position,
                made_at=made_at,
                whole_day=whole_day,
                chosen=chosen,
                compared=tuple(f"{column}={field}" for column, field in columns),
            )
            noted = _recorded(ready, run, comparison)
        _note_oddities(ready, list_on, chosen, comparison)
        told = _told(file, system, list_on, moment, position, chosen, listed, comparison, noted)
        answer(told, asked.json, lambda value: show_reconciled(value, ready.zone, limit))
    return SOME_REJECTED if listed.bad else 0


def _listed(file: Path, columns: Pairs, form: Form) -> OtherList:
    """The list. Raises Problem ``bad-delimiter``, and as ``read_list``."""
    not_empty("--key", form.key)
    mark = {"tab": "\t", "\\t": "\t"}.get(form.delimiter or "", form.delimiter)
    if mark is not None and len(mark) != 1:
        raise Problem(
            code="bad-delimiter",
            da="--delimiter skal være ét tegn, eller ordet tab.",
            en="--delimiter must be one sign, or the word tab.",
        )
    return read_list(
        file, key=form.key, columns=[column for column, _ in columns], encoding=form.encoding, delimiter=mark
    )


def _recorded(ready: Desk, run: Run, comparison: Comparison) -> Noted:
    noted = record(ready.journal, run, comparison)
    fold_in_recorded(ready.journal)
    return noted


def _told(
    file: Path,
    system: str,
    list_on: date,
    moment: Moment,
    position: int,
    chosen: Chosen,
    listed: OtherList,
    comparison: Comparison,
    noted: Noted | None,
) -> Reconciled:
    kinds = comparison.kinds()
    return Reconciled(
        system=system,
        type=chosen.case_type,
        list_on=list_on,
        as_of=moment.as_of,
        known_at=moment.known_at,
        zone=moment.zone.key,
        position=position,
        list=ListRead(
            file=str(file),
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
        definition=say(DEFINITION),
        differences=tuple(comparison.differences),
        recorded=noted,
    )


def _note_oddities(ready: Desk, list_on: date, chosen: Chosen, comparison: Comparison) -> None:
    """Say, beside the answer, what is no error but hardly meant."""
    if list_on > ready.moment.as_of.astimezone(ready.zone).date():
        note(
            both(
                f"Bemærk: --on {list_on} ligger i fremtiden; vores sager er, som de står nu.",
                f"Note: --on {list_on} lies in the future; our cases are as they stand now.",
            )
        )
    if chosen.where and not comparison.cases:
        note(
            both(
                f"Bemærk: ingen sag af typen {chosen.case_type}, åben den dag, passer med --where.",
                f"Note: no case of the type {chosen.case_type} that was open that day fits --where.",
            )
        )


def _without_as_of(asked: Asked) -> Asked:
    """The day is that of the list. Raises BadMoment where another is said."""
    if asked.as_of is not None:
        raise BadMoment(
            da="Dagen siges med --on: den, listen er fra. Udelad --as-of.",
            en="The day is said by --on: the one that the list is of. Leave --as-of out.",
        )
    return asked


def _day(ready: Desk, text: str) -> date:
    """A date of the call. Raises BadMoment for an instant."""
    moment = ready.instant(text)
    if moment is None or len(text.strip()) != 10:
        raise BadMoment(
            da=f"--on {text!r} er ikke en dato (2008-03-31).", en=f"--on {text!r} is not a date (2008-03-31)."
        )
    return moment.astimezone(ready.zone).date()


@reconciliation.command(
    help=both(
        "Resultatet af en samkøring, nu eller som det var: hvad der blev sammenlignet, og hver difference.\n\n"
        "Eksempel: sagsgang reconcile show S-2008-Q1 --as-of 2008-04-15",
        "The result of a reconciliation, now or as it was: what was compared, and each difference.\n\n"
        "Example: sagsgang reconcile show S-2008-Q1 --as-of 2008-04-15",
    ),
)
def show(ref: str, /, *, asked: Asked = Asked()) -> None:
    """Carry out ``sagsgang reconcile show``."""
    with desk(asked, case=ref) as ready:
        answer(result(ready.journal, ref, ready.moment), asked.json, lambda found: show_result(found, ready.zone))
