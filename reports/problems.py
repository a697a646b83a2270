"""What can be wrong with a report that is asked for, and why one can't be made: one constructor a problem."""

from __future__ import annotations

from collections.abc import Iterable

from ..domain.excerpt import excerpt
from ..domain.problem import BadInput, Conflict, InternalFault, Unavailable, Unknown


class NotCaughtUp(Conflict):
    """The projections do not reach the position that a report is of."""

    code = "not-caught-up"

    def __init__(self, position: int, reached: int) -> None:
        super().__init__(
            da=f"Rapporten bygger på det kendte ved position {position}; der kan kun svares til position {reached}.",
            en=f"The report is of what was known at position {position}; answers only reach position {reached}.",
        )


def no_period(text: str) -> BadInput:
    """The word is no period."""
    return BadInput(
        code="bad-period",
        parameter="period",
        da=f"{text[:20]!r} er ikke en periode. Skriv 2008-03, 2010-Q1, 2010-H1 eller 2010.",
        en=f"{text[:20]!r} is not a period. Write 2008-03, 2010-Q1, 2010-H1 or 2010.",
    )


def year_out_of_reach(text: str, first: int, last: int) -> BadInput:
    """A period of a year that can't be asked about."""
    return BadInput(
        code="bad-period",
        parameter="period",
        da=f"{text[:20]!r}: året skal ligge mellem {first} og {last}.",
        en=f"{text[:20]!r}: the year must be from {first} to {last}.",
    )


def other_periods(report: str, examples: Iterable[str], period: str) -> BadInput:
    """The report is made of periods of another length."""
    forms = ", ".join(examples)
    return BadInput(
        code="bad-period",
        parameter="period",
        da=f"{report} laves for en periode som {forms}, ikke {period}.",
        en=f"{report} is made for a period such as {forms}, not {period}.",
    )


def unknown_report(report: str, known: Iterable[str]) -> BadInput:
    """There is no report of that name."""
    listed = ", ".join(known)
    return BadInput(
        code="unknown-report",
        parameter="report",
        da=f"Der er ingen rapport {excerpt(report)!r}. Rapporter: {listed}.",
        en=f"There is no report {excerpt(report)!r}. Reports: {listed}.",
    )


def unknown_form(parameter: str, known: Iterable[str]) -> BadInput:
    """A form was asked for that there is not."""
    listed = ", ".join(known)
    return BadInput(
        code="unknown-form",
        parameter=parameter,
        da=f"En rapport laves i en eller flere af formerne {listed}.",
        en=f"A report is made in one or more of the forms {listed}.",
    )


def unknown_case(case: str) -> Unknown:
    """There is no such case."""
    return Unknown(
        code="unknown-case",
        da=f"Der er ingen sag {excerpt(case)!r} i journalen.",
        en=f"There is no case {excerpt(case)!r} in the journal.",
    )


def _unfit(parameter: str, da: str, en: str) -> BadInput:
    """A report was asked for in a way that it can't be made."""
    return BadInput(code="report-options", parameter=parameter, da=da, en=en)


def for_nobody_in_particular(report: str) -> BadInput:
    """A version for somebody of a report that has none."""
    return _unfit(
        "for",
        f"{report} findes ikke i udgaver efter modtager: udelad modtageren.",
        f"{report} has no versions by audience: leave the audience out.",
    )


def unknown_audience(report: str, known: Iterable[str]) -> BadInput:
    """A version for somebody for whom there is none."""
    listed = ", ".join(known)
    return _unfit("for", f"{report} findes i udgaver til: {listed}.", f"{report} has versions for: {listed}.")


def whose_team(report: str) -> BadInput:
    """The version for a team is about one unit."""
    return _unfit(
        "unit",
        f"{report} til et team kræver en enhed: hvis team?",
        f"{report} for a team needs a unit: whose team?",
    )


def committee_of_a_unit(report: str) -> BadInput:
    """The version for the committee tells of no single unit."""
    return _unfit(
        "unit",
        f"{report} til udvalget nævner ingen enhed: udelad den, eller vælg en anden modtager.",
        f"{report} for the committee tells of no unit: leave it out, or choose another audience.",
    )


def which_case(report: str) -> BadInput:
    """The report is about one case."""
    return _unfit("case", f"{report} kræver en sag: hvilken sags?", f"{report} needs a case: which case's?")


def about_no_case(report: str) -> BadInput:
    """The report is not about one case."""
    return _unfit(
        "case",
        f"{report} handler ikke om én sag: udelad den.",
        f"{report} is not about one case: leave it out.",
    )


def of_no_calendar(report: str) -> BadInput:
    """A report about one case is made when it is asked for, not at the end of every period."""
    return _unfit(
        "report",
        f"{report} handler om én sag og hører ikke til i en kalender.",
        f"{report} is about one case, and belongs in no calendar.",
    )


def edition_has_its_moment() -> BadInput:
    """An edition is as of the instant that it was published with."""
    return _unfit(
        "as_of",
        "En udgave har sit eget tidspunkt: udelad dette, og vælg med known_at, hvad den sammenlignes med.",
        "An edition has its own moment: leave this one out, and choose by known_at what it is compared with.",
    )


def before_edition(edition: int, position: int) -> BadInput:
    """An edition is compared with what was known after it."""
    return _unfit(
        "known_at",
        f"Tidspunktet ligger før udgave {edition}, som bygger på det kendte ved position {position}: vælg et senere, "
        "eller udelad det.",
        f"The moment lies before edition {edition}, which is of what was known at position {position}: choose a later "
        "one, or leave it out.",
    )


def no_edition(report: str, period: str, published: int) -> Unknown:
    """The report was never published so."""
    return Unknown(
        code="no-edition",
        see="report.editions",
        da=f"{report} for {period} er ikke offentliggjort i den udgave ({published} udgaver).",
        en=f"{report} for {period} was not published in that edition ({published} editions).",
    )


def edition_altered(edition: int, report: str, period: str) -> InternalFault:
    """An edition, made again, has other figures than were published: somebody touched the data, or the program has a
    fault."""
    return InternalFault(
        code="edition-altered",
        see="replay",
        da=f"Udgave {edition} af {report} for {period} kan ikke laves igen med de samme tal.",
        en=f"Edition {edition} of {report} for {period} can't be made again with the same figures.",
    )


def form_failed(forms: Iterable[str]) -> Unavailable:
    """Forms of a report could not be made."""
    listed = ", ".join(forms)
    return Unavailable(
        code="form-failed",
        da=f"Rapporten kunne ikke laves som {listed}; fejlen står i loggen.",
        en=f"The report could not be made as {listed}; the error stands in the log.",
    )
