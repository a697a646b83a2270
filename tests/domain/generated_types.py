"""Made-up case types: one to three deadlines over every kind of end, in one to three versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from random import Random
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET
from sagsgang.domain.rules.casetype import CaseType, DeadlineRule, FindingRule, Presumption, Term
from sagsgang.domain.text import Text

from .generated_calendars import runs_out_in
from .reference.days import DAY, easter, summer

Made = TypeVar("Made")
TITLE = Text("Sag", "Case")
CALENDARS = ("denmark", "denmark", "denmark", "closed-days", "every-day", "london-days")
ELSEWHERE = ("Europe/London", "Atlantic/Azores", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
ANCHORS = (
    "application-received",
    "decided",
    "hearing-held",
    "complaint-received",
    "reopened",
    "referred",
    "decision-notified",
)
ENDINGS = ("decided", "hearing-held", "accepted", "closed", "guidance-given")
SUSPENDERS = (("suspended",), ("suspended", "information-requested"), ("referred", "suspended"), ("hearing-held",))
RESUMERS = (
    ("resumed",),
    ("resumed", "information-received"),
    ("accepted", "returned"),
    ("hearing-held", "resumed"),
)
SEEN = ("decided", "hearing-held", "closed", "reopened", "guidance-given", "withdrawn", "corrected", "referred")
NAMES = ("answer", "hearing", "transfer")
NOTICES = ("decision-notified", "decision-notified", "complaint-received", "decided")
YEARLY = ("02-29", "12-24", "01-01", "11-01", "06-05", "03-31")


def one_of(random: Random, *makers: Callable[[], Made]) -> Made:
    """What one of the makers makes."""
    return random.choice(makers)()


def a_day(random: Random) -> date:
    """A day between 1999 and 2031, most often near one that is special."""
    year = random.randint(1999, 2031)
    special = one_of(
        random,
        lambda: easter(year),
        lambda: easter(year) + 39 * DAY,
        lambda: date(year, 12, 24),
        lambda: date(year, 12, 31),
        lambda: date(year, 3, 1) - DAY,
        summer(year)[0].date,
        summer(year)[1].date,
        lambda: date(year, 1, 1) + random.randint(0, 364) * DAY,
    )
    return min(max(special - random.randint(0, 25) * DAY, date(1999, 1, 1)), date(2031, 12, 1))


def an_end(random: Random, start: date) -> dict[str, Any]:
    """One way to say when a deadline ends."""
    return one_of(
        random,
        lambda: {"term": Term(random.randint(0, 30), "days")},
        lambda: {"term": Term(random.randint(0, 6), "weeks")},
        lambda: {"term": Term(random.randint(0, 14), "months")},
        lambda: {"term": Term(random.randint(0, 20), "working_days")},
        lambda: {"term": Term(random.randint(1, 8), "working_days")},
        lambda: {"term": Term(random.randint(1, 8), "days")},
        lambda: {"given": "limit"},
        lambda: {"given": "limit"},
        lambda: {"on": start + random.randint(-10, 60) * DAY},
        lambda: {"yearly": random.choice(YEARLY)},
        lambda: {"yearly": random.choice(YEARLY)},
    )


def a_rule(random: Random, name: str, others: Sequence[str], start: date) -> DeadlineRule:
    """One deadline of a case type."""
    after = {random.choice(ANCHORS[:2]), *random.choices(ANCHORS, k=random.randint(0, 2))}
    if others and random.random() < 0.4:
        after.add("met:" + random.choice(others))
        after.discard("application-received")
    # What runs out by itself starts only deadlines that are told after it: no circle begins by itself.
    earlier = [other for other in others if other < name]
    if earlier and random.random() < 0.5:
        other = random.choice(earlier)
        after |= {"breached:" + other, "expired:" + other}
        if random.random() < 0.5:
            after.discard("application-received")
    ends = an_end(random, start)
    stops, answers = random.choice(SUSPENDERS), random.choice(RESUMERS)
    if set(stops) & set(answers):  # what such an event does after what stood has gone is nobody's rule
        answers = ("resumed",)
    if "yearly" in ends and random.random() < 0.7:
        after |= {"application-received", "met:" + name}
    return DeadlineRule(
        id=name,
        label=TITLE,
        after=tuple(sorted(after)),
        met_by=tuple(random.sample(ENDINGS, random.randint(1, 2))),
        cancelled_by=("withdrawn", "returned")[: random.randint(0, 2)],
        unless=random.choice(((), (), (), ("guidance-given",), ("hearing-held",), ("information-requested",))),
        again="restart" if random.random() < 0.4 else "ignore",
        suspended_by=stops,
        resumed_by=answers,
        longest_suspension=random.choice((None, None, 1, 3, 14)),
        extensions=random.randint(0, 2),
        roll="none" if random.random() < 0.25 else "next-working-day",
        whose="party" if random.random() < 0.2 else UNSET,
        total_suspension=random.choice((UNSET, UNSET, UNSET, 1, 5, 20)),
        **ends,
    )


def versions_of_a_type(random: Random, start: date) -> list[CaseType]:
    """One to three versions of a case type, not always published in the order in which they come into force."""
    names = NAMES[: random.randint(1, 3)]
    rules = [a_rule(random, name, [other for other in names if other != name], start) for name in names]
    said: dict[str, Any] = {
        "opens": random.choice((("application-received",), ("application-received", "complaint-received"))),
        "closes": random.choice((("closed",), ("closed", "decided"))),
        "zone": None if random.random() < 0.5 else random.choice(ELSEWHERE),
        "presumptions": presumptions(random),
        "calendar": random.choice((*CALENDARS, runs_out_in(start.year))),
    }
    first = date(1999, 1, 1) + DAY if random.random() < 0.2 else None
    found = [_version(first, rules, said)]
    for _ in range(random.choice((0, 0, 1, 1, 2))):
        changed = [rule for rule in rules if random.random() < 0.9]
        if changed:
            place = random.randrange(len(changed))
            others = [name for name in names if name != changed[place].id]
            changed[place] = a_rule(random, changed[place].id, others, start)
        since = random.choice((found[-1].valid_from, start + random.randint(0, 30) * DAY))
        if random.random() < 0.4:
            said = {**said, "zone": random.choice((None, *ELSEWHERE)), "calendar": random.choice(CALENDARS)}
        found.append(_version(since, changed, said))
    if random.random() < 0.3:
        random.shuffle(found)
    return with_findings(found)


def presumptions(random: Random) -> Any:
    """When notices are presumed to have arrived: half of the types don't say."""
    if random.random() < 0.5:
        return UNSET
    by_letter = Presumption(event="decision-notified", sent_by="letter", working_days=random.choice((0, 1, 3, 6)))
    other = Presumption(event=random.choice(NOTICES), working_days=random.choice((0, 2, 6)))
    return (by_letter, other)


def _version(since: date | None, rules: Sequence[DeadlineRule], said: dict[str, Any]) -> CaseType:
    return CaseType(id="case", title=TITLE, valid_from=since, deadlines=tuple(rules), **said)


def a_finding(random: Random, name: str) -> FindingRule:
    """One rule of finding of a case type, of any kind."""
    at = {"at": tuple(random.sample(SEEN, random.randint(1, 3)))}
    looks_for: dict[str, Any] = one_of(
        random,
        lambda: {"missing": random.choice(SEEN), **at},
        lambda: {"missing": "guidance-given", **at},
        lambda: {"lacks": random.choice(("limit", "unit", "reason")), **at},
        # The generated events happen between 1999 and 2033, and are all recorded in 2032.
        lambda: {"recorded_after": random.randint(0, 10_000), **at},
        lambda: {"overdue": random.choice(NAMES)},
        lambda: {"overdue": random.choice(NAMES)},
        lambda: {"longer_than": random.randint(1, 60)},
    )
    unless = random.choice(((), (), ("withdrawn",), ("guidance-given", "hearing-held")))
    return FindingRule(id=name, label=TITLE, unless=unless, **looks_for)


def with_findings(versions: Sequence[CaseType]) -> list[CaseType]:
    """The versions of a type, half of the types with rules of finding: other rules, or none, in each version.

    They follow from the versions, and so the deadlines and events of a number stay what they are without them.
    """
    random = Random(f"findings of {versions}")
    if random.random() < 0.5:
        return list(versions)
    found = []
    for version in versions:
        names = random.sample(("one", "two", "three", "four", "five"), random.randint(0, 5))
        rules = tuple(a_finding(random, name) for name in names)
        found.append(msgspec.structs.replace(version, findings=rules) if rules else version)
    return found
