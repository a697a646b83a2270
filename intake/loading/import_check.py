"""What an import would do: what would land, what would be corrected and rejected, what the case types would find."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec

from ...domain.events.corrections import type_of
from ...domain.facts import Finding
from ...domain.fold.findings import facts_of
from ...domain.fold.law import Law
from ...domain.fold.story import fold
from ...domain.text import Text
from ...domain.words.finding_names import finding_name, rule_of
from ...journal.application import Journal
from ..event.event_types import known_by
from ..reading.progress import BytesRead
from ..reading.remarks import ImportRemark, ImportRemarks, declared_by
from .choices import Choices, are_there
from .importing import land_logs
from .reading_logs import Log
from .record_offers import Reading
from .rehearsal import ForeseenCorrection, Rehearsal

_EXAMPLES = 3


class ForeseenFinding(msgspec.Struct, kw_only=True):
    """A finding that cases of a type would have. n: how often; cases: the first in which."""

    type: str
    finding: str
    label: Text
    n: int
    cases: list[str]


class CasesOfType(msgspec.Struct, kw_only=True):
    """How many cases of a type something would land in, and in how many of them something would be found."""

    type: str
    cases: int
    with_findings: int


class ForeseenRejection(msgspec.Struct, kw_only=True):
    """Why a record would be rejected, and where it stands."""

    file: str
    line: int | None
    code: str
    reason: Text


class ImportCheck(msgspec.Struct, kw_only=True):
    """What an import would do. unused_columns: columns that hold something and that the mapping never names.

    findings: of the cases that something would land in, as they would then be, known today. corrections, reasons: the
    first of each. codes: how often each code would be the reason. set_aside: cases that could not be computed.
    """

    read: int
    would_append: int
    would_correct: int
    would_reject: int
    duplicates: int
    unused_columns: list[str]
    findings: list[ForeseenFinding]
    types: list[CasesOfType]
    corrections: list[ForeseenCorrection]
    reasons: list[ForeseenRejection]
    codes: dict[str, int]
    set_aside: list[str]
    remarks: list[ImportRemark]


def check_import(
    journal: Journal,
    logs: Sequence[Log],
    *,
    law: Law,
    now: datetime,
    late: bool = False,
    progress: BytesRead | None = None,
) -> ImportCheck:
    """Read logs as ``import_logs`` does and land nothing. law: the rules as published. Raises as ``import_logs``."""
    columns: set[str] = set()
    remarks = ImportRemarks(declared_by(law))
    remarks.of_attributes([log.mapping for log in logs])
    with Rehearsal(journal, {log.mapping.source: log.mapping.time_zone for log in logs}) as rehearsal:
        tally = land_logs(
            rehearsal,
            logs,
            Reading(known_by(law), now, columns=columns, remarks=remarks),
            choices=Choices(journal, remembered=are_there(journal), only_read=True),
            late="clamp" if late else "refuse",
            progress=progress,
        )
        findings, types, aside = _found(rehearsal, law, now)
        return ImportCheck(
            read=tally.read,
            would_append=tally.appended,
            would_correct=tally.corrected,
            would_reject=tally.rejected,
            duplicates=tally.duplicates,
            unused_columns=sorted(columns),
            findings=findings,
            types=types,
            corrections=rehearsal.changes,
            reasons=[
                ForeseenRejection(file=one.origin, line=one.line, code=one.code, reason=one.reason)
                for one in rehearsal.rejections
            ],
            codes=dict(sorted(rehearsal.codes.items())),
            set_aside=aside,
            remarks=remarks.all(),
        )


def _found(
    rehearsal: Rehearsal, law: Law, now: datetime
) -> tuple[list[ForeseenFinding], list[CasesOfType], list[str]]:
    counts: Counter[tuple[str, str]] = Counter()
    cases: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    tallies: dict[str, CasesOfType] = {}
    aside: list[str] = []
    for case, history in rehearsal.histories():
        case_type = type_of(history)
        rules = law.rules(case_type, rehearsal.position)
        if case_type is None or rules is None:
            continue
        try:
            facts = facts_of(fold(history, rules))
        except Exception:  # as in the projections: a case that cannot be computed condemns no other
            aside.append(case)
            continue
        found = [
            fact.payload.finding
            for fact in facts
            if isinstance(fact.payload, Finding)
            and fact.opened_at <= now
            and (fact.closed_at is None or fact.closed_at > now)
        ]
        tally = tallies.setdefault(case_type, CasesOfType(type=case_type, cases=0, with_findings=0))
        tally.cases += 1
        tally.with_findings += bool(found)
        for finding in found:
            counts[case_type, finding] += 1
            if len(cases[case_type, finding]) < _EXAMPLES and case not in cases[case_type, finding]:
                cases[case_type, finding].append(case)
    findings = [
        ForeseenFinding(type=key[0], finding=key[1], label=_label(law, *key), n=counts[key], cases=cases[key])
        for key in sorted(counts)
    ]
    return findings, [tallies[name] for name in sorted(tallies)], aside


def _label(law: Law, case_type: str, finding: str) -> Text:
    return finding_name(finding, rule_of(finding, [version for _, version in law.types().get(case_type, ())]))
