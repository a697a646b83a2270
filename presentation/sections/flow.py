"""Case flow: who held a case, and where the time went in the long ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...domain.text import Text
from ...operations.cases import CaseAsked
from ...operations.long_cases import LongCasesAsked, LongCasesFound
from ...projections.flow.custody import Custody, UnitShare
from ...projections.flow.long_cases import Lengths, LongCase
from ..model.columns import column, listed
from ..model.section import Line, Marked, Section
from ..model.sentences import counted, joined, same, sentence
from ..model.vocabulary import word

NO_UNIT = Text("ingen enhed", "no unit")


def custody(found: Custody, _: CaseAsked) -> list[Section]:
    """Who held a case from when to when, how long each unit did, and what became of each referral."""
    title = joined((found.case, found.type_label, _held(found)), " · ")
    if not found.stretches:
        never = Text("Sagen har ikke været åben endnu.", "The case has not been open yet.")
        return [Section(id="custody", title=title, lines=(Line(never),))]
    in_all = sentence("I alt: {shares}", "In all: {shares}", shares=_shares(found.units))
    sections = [
        Section(
            id="custody",
            title=title,
            **listed(
                found.stretches,
                "since",
                "until",
                "days",
                "unit",
                "on_its_way",
                "responsible",
                on_its_way=lambda one: Marked(one.referred_to, "warning") if one.referred_to else "",
                responsible=lambda one: one.responsible or "",
            ),
            notes=(Line(in_all),),
        )
    ]
    if found.referrals:
        names = ("sent_at", "from_unit", "to_unit", "outcome", "ended_at", "days")
        title = Text("Oversendelser", "Referrals")
        sections.append(Section(id="referrals", title=title, **listed(found.referrals, *names)))
    return sections


def _held(found: Custody) -> Text:
    """Who holds the case at the moment asked, in words."""
    if found.state != "open":
        return word("state", found.state)
    holder = joined((found.unit, found.responsible), " / ") if found.unit or found.responsible else None
    held = sentence(
        "hos {holder}",
        "with {holder}",
        holder=holder or Text("ingen enhed angivet", "no unit said"),
    )
    if found.referred_to is None:
        return held
    return sentence("{held}, på vej til {to}", "{held}, on its way to {to}", held=held, to=found.referred_to)


def long_cases(found: LongCasesFound, _: LongCasesAsked) -> list[Section]:
    """How many cases are long, the long ones with where the time went, and the definition."""
    parts: dict[str, Callable[[LongCase], Text | None]] = {
        "on_its_way_share": lambda row: _part(row.on_the_way_days, row.on_the_way_pct),
        "suspended_share": lambda row: _part(row.suspended_days, row.suspended_pct),
        "closed_share": lambda row: _part(row.closed_days, row.closed_pct),
    }
    shown = [name for name, part in parts.items() if any(map(part, found.rows))]
    period = ["period"] if any(row.period for row in found.rows) else []
    where = column("where", priority=2)
    return [
        Section(
            id="long-cases",
            title=same("") if found.groups else Text("Ingen sager i det udsnit.", "No cases in that selection."),
            lines=tuple(Line(_lengths(one, found.type_labels[one.type]), "strong") for one in found.groups),
            **listed(
                found.rows,
                *period,
                "case",
                "state",
                "days",
                *shown,
                where,
                where=lambda row: _shares(row.where),
                **parts,
            ),
            empty=same(""),
            definition=found.definition,
            next=found.next,
        )
    ]


def _lengths(group: Lengths, type_label: Text) -> Text:
    return sentence(
        "{about}: {long} af {cases} særligt lange (grænse: {days} dage)",
        "{about}: {long} of {cases} particularly long (threshold: {days} days)",
        about=joined((group.period, type_label), " "),
        long=group.long,
        cases=counted(group.n, ("sag", "case"), ("sager", "cases")),
        days=float(group.threshold_days),
    )


def _shares(units: Iterable[UnitShare]) -> Text:
    return joined(
        sentence("{unit} {part}", "{unit} {part}", unit=one.unit or NO_UNIT, part=_part(one.days, one.pct))
        for one in units
    )


def _part(days: float, pct: float) -> Text | None:
    if not days:
        return None
    return sentence("{days} ({pct} %)", "{days} ({pct}%)", days=float(days), pct=round(pct))
