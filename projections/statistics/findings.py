"""Findings: what the record shows that someone should look at. A fact is never refused for being embarrassing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from ...domain.rules.casetype import CaseType, FindingRule
from ...domain.text import Text
from ...domain.words.finding_names import KINDS, OF_THE_RECORD, finding_name, kind_of, rule_of
from ..asking.grouping import Figures, Selection, count
from ..asking.reader import Reader
from ..tables.catalogue import CASES, FINDINGS

DEFINITION = Text(
    da="Fund ved hændelser, der skete i perioden, som kendt på det spurgte tidspunkt. Reglerne for dem står i "
    "sagstypen (type show): noget mangler, er registreret for sent, ikke nået i tide eller særligt langt; en "
    "overskridelse hører til den dag, hvor den indtrådte. Dertil dem, som enhver sagstype har (record): forhold, den "
    "ikke ventede, og handlinger uden virkning. Som udgangspunkt opdelt efter fund.",
    en="Findings on events that happened in the period, as known at the moment asked. Their rules stand in the case "
    "type (type show): something is missing, was recorded late, not met in time, or took particularly long; what was "
    "exceeded belongs to the day on which that came about. Beside them those that every case type has (record): facts "
    "it did not expect, and acts without effect. n: findings; by default divided by finding.",
)


class Findings(Figures, kw_only=True, omit_defaults=True):
    """How many findings, in how many cases. label, source: what the finding (or kind) is called, and of its rule the
    act and section, where findings (or kinds) are what is divided by.
    """

    label: Text | None = None
    source: str | None = None
    in_cases: int


QUERY = """
SELECT {period} AS period, {groups} AS groups, count(*), count(DISTINCT case_id),
       CASE WHEN %(with_cases)s THEN array_agg(DISTINCT case_id ORDER BY case_id) END
FROM (
    SELECT f.*, coalesce(%(kinds)s -> f.case_type ->> finding, %(of_the_record)s) AS kind, c.attributes
    FROM {known} AS f LEFT JOIN {cases} AS c ON c.case_id = f.case_id
) AS known
WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s) AND {window}
GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""
FIELDS: dict[str, LiteralString] = {
    "finding": "finding",
    "kind": "kind",
    "event": "event_name",
    "unit": "unit",
    "type": "case_type",
}


def findings(reader: Reader, selection: Selection) -> list[Findings]:
    """Findings by period and group. Raises UnknownField."""
    by = selection.by or ("finding",)
    types = _types_known(reader, selection.case_type)
    kinds = Jsonb({type_id: _kinds(versions) for type_id, versions in types.items()})
    found = count(
        reader,
        QUERY,
        selection._replace(by=by),
        at="opened_at",
        own=FIELDS,
        values={"of_the_record": OF_THE_RECORD, "kinds": kinds},
        known=reader.known(FINDINGS),
        cases=reader.known(CASES),
    )
    return [Findings(**of, **_named(by, of["group"], types), in_cases=in_cases) for of, _, in_cases in found]


def _types_known(reader: Reader, only: str | None) -> dict[str, list[CaseType]]:
    """The case types asked about, their versions as known at the moment, in the order of their publication."""
    return {
        type_id: [version for position, version in versions if position <= reader.position]
        for type_id, versions in reader.law.types().items()
        if only in (None, type_id)
    }


def _kinds(versions: Iterable[CaseType]) -> dict[str, str]:
    """What each rule of finding of a type looks for; the last version has the last word."""
    return {rule.id: kind_of(rule) for version in versions for rule in version.findings or ()}


def _named(by: Sequence[str], group: Any, types: dict[str, list[CaseType]]) -> dict[str, Any]:
    """What the finding (or kind) of a group is called, and of its rule the source."""
    group = group if len(by) > 1 else {by[0]: group}
    named, source = None, None
    if finding := group.get("finding"):
        rules = _rules(finding, types, group.get("type"))
        names = [finding_name(finding, rule) for rule in rules] or [finding_name(finding)]
        named = Text(_each(name.da for name in names), _each(name.en for name in names))
        source = _each(rule.source for rule in rules if rule.source) or None
    elif kind := group.get("kind"):
        named = KINDS[kind]
    return {"label": named, "source": source}


def _rules(finding: str, types: dict[str, list[CaseType]], only: str | None) -> list[FindingRule]:
    """The rule of that id of every case type that has one, or of one case type alone."""
    asked = [versions for type_id, versions in types.items() if only in (None, type_id)]
    return [rule for versions in asked if (rule := rule_of(finding, versions)) is not None]


def _each(said: Iterable[str]) -> str:
    """What several case types say of one finding, once each."""
    return " / ".join(dict.fromkeys(said))
