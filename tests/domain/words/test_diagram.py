"""A case type as Mermaid text."""

import json
import re
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.events.catalogue import CATALOGUE
from sagsgang.domain.rules.casetype import (
    Accumulation,
    Action,
    Attribute,
    CaseType,
    DeadlineRule,
    Presumption,
    Term,
)
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.domain.text import Language, Text
from sagsgang.domain.words.dates import spoken_date
from sagsgang.domain.words.diagram import mermaid, picture
from sagsgang.domain.words.event_names import EVENT_NAMES, event_name

FLEXJOB = CaseType(
    id="fleksjob",
    title=Text("Fleksjob", "Flexjob"),
    closes=("closed", "withdrawn"),
    actions=(Action("withdrawn", Text("Trukket tilbage", "Withdrawn")),),
    attributes=(Attribute(name="meeting_on", label=Text("Mødedato", "Meeting date")),),
    deadlines=(
        DeadlineRule(
            id="decision",
            label=Text("Afgørelse", "Decision"),
            after=("application-received",),
            term=Term(6, "months"),
            met_by=("decided",),
            cancelled_by=("withdrawn",),
            suspended_by=("suspended", "information-requested"),
            resumed_by=("information-received",),
            longest_suspension=30,
            effect="legal",
            source="Retssikkerhedsloven § 3, stk. 2",
        ),
        DeadlineRule(
            id="letter",
            label=Text("Brev", "Letter"),
            after=("met:decision",),
            term=Term(1, "weeks"),
            met_by=("closed",),
            unless=("complaint-received",),
            again="restart",
            extensions=0,
            roll="none",
            suspended_by=(),
        ),
    ),
)

# The part of Mermaid's grammar that a flowchart of ours may use. A label is quoted and holds no quote.
LABEL = r'"[^"<>`\\]*(?:<br/>[^"<>`\\]*)*"'
NODE = re.compile(rf"    (?P<id>\w+)(?:\(\[(?P<round>{LABEL})\]\)|\[(?P<card>{LABEL})\]):::(?P<style>\w+)")
EDGE = re.compile(rf"    (?P<out>\w+) (?P<line>-->|-\.->)(?:\|(?P<label>{LABEL})\|)? (?P<into>\w+)")
STYLE = re.compile(r"    classDef (?P<style>\w+) [a-z]+(?:-[a-z]+)?:[#\w]+(?:,[a-z]+(?:-[a-z]+)?:[#\w]+)*")


class Chart:
    """A Mermaid flowchart, read back. Whatever is not well-formed fails."""

    def __init__(self, text: str) -> None:
        head = re.match(r"---\ntitle: (?P<title>\".*\")\n---\nflowchart LR\n", text)
        assert head
        self.title: str = json.loads(head["title"])
        self.nodes: dict[str, list[str]] = {}
        self.styles: dict[str, str] = {}
        self.edges: set[tuple[str, str, str]] = set()
        defined = set()
        for line in text[head.end() :].splitlines():
            if node := NODE.fullmatch(line):
                self.nodes[node["id"]] = lines_of_label(node["round"] or node["card"])
                self.styles[node["id"]] = node["style"]
            elif edge := EDGE.fullmatch(line):
                self.edges.add((self._first(edge["out"]), edge["line"], self._first(edge["into"])))
            else:
                style = STYLE.fullmatch(line)
                assert style, line
                defined.add(style["style"])
        assert set(self.styles.values()) <= defined

    def _first(self, id: str) -> str:
        """The first line of a node, which must be there."""
        return self.nodes[id][0]

    def card(self, title: str) -> list[str]:
        """The lines of the node that begins so."""
        (lines,) = (lines for lines in self.nodes.values() if lines[0] == title)
        return lines


def lines_of_label(label: str) -> list[str]:
    """The lines of a label as Mermaid shows them."""
    lines = label[1:-1].split("<br/>")
    return [re.sub(r"#(\d+);", lambda code: chr(int(code[1])), line) for line in lines]


def test_a_case_flows_from_its_opening_by_its_deadlines_to_its_closing() -> None:
    """Given a case type, then what starts, meets and closes is joined in that order."""
    chart = Chart(mermaid(FLEXJOB, "en"))

    assert chart.title == "Flexjob"
    assert chart.edges == {
        ("Application received", "-->", "Decision"),
        ("Decision", "-->", "Decision made"),
        ("Decision", "-->", "Letter"),
        ("Letter", "-->", "Case closed"),
        ("Decision made", "-.->", "Case closed"),
    }
    assert chart.card("Case closed") == ["Case closed", "Withdrawn"]
    assert chart.styles["closing"] == "closing"


def parted() -> CaseType:
    """The flexjob, with a notice after a breach, the time for complaints after a notice by post, and what follows it."""
    notice = DeadlineRule(
        id="notice",
        label=Text("Underretning", "Notice"),
        after=("breached:decision",),
        term=Term(1, "working_days"),
        met_by=("guidance-given",),
    )
    complaints = DeadlineRule(
        id="complaints",
        label=Text("Klagefrist", "Time for complaints"),
        after=("decision-notified",),
        term=Term(4, "weeks"),
        whose="party",
        effect="legal",
        total_suspension=30,
    )
    filing = DeadlineRule(
        id="filing",
        label=Text("Arkivering", "Filing"),
        after=("expired:complaints",),
        term=Term(5, "working_days"),
        met_by=("closed",),
    )
    return msgspec.structs.replace(
        FLEXJOB,
        deadlines=(FLEXJOB.deadlines[0], notice, complaints, filing),
        presumptions=(
            Presumption(event="decision-notified", sent_by="letter", working_days=6),
            Presumption(event="decision-notified", sent_by="digital-post", working_days=0),
        ),
    )


@pytest.mark.parametrize(
    ("spoken", "breached", "expired", "card"),
    [
        (
            "en",
            "Breached: Decision",
            "Expired: Time for complaints",
            [
                "4 weeks · Legal term of the party",
                "Counted from the arrival: letter: 6 working days after",
                "Counted from the arrival: Digital Post: the same day",
                "The clock stands for 30 days altogether at most",
            ],
        ),
        (
            "da",
            "Overskredet: Afgørelse",
            "Udløbet: Klagefrist",
            [
                "4 uger · Partens frist, lovbestemt",
                "Regnes fra modtagelsen: brev: 6 arbejdsdage efter",
                "Regnes fra modtagelsen: Digital Post: samme dag",
                "Uret står højst stille i 30 dage i alt",
            ],
        ),
    ],
)
def test_the_partys_deadline_is_drawn_as_such_and_what_runs_out_leads_on(
    spoken: Language, breached: str, expired: str, card: list[str]
) -> None:
    """Given a deadline of the party, then its card has a style of its own and says so, and what follows a breach or an
    expiry hangs on the deadline that ran out by an arrow that says it: no event of that name is drawn.
    """
    text = mermaid(parted(), spoken)
    chart = Chart(text)
    titles = [rule.label.say(spoken) for rule in parted().deadlines]

    assert {(titles[0], "-->", titles[1]), (titles[2], "-->", titles[3])} <= chart.edges
    assert f'|"{breached}"|' in text
    assert f'|"{expired}"|' in text
    assert set(card) <= set(chart.card(titles[2]))
    assert [chart.styles[f"d{index}"] for index in range(4)] == ["legal", "internal", "party", "internal"]
    assert [lines for lines in chart.nodes.values() if lines[0] in (breached, expired)] == []


def test_a_deadline_that_comes_again_leads_back_to_itself() -> None:
    """Given a deadline that an event starts, and then each time it is met, then both arrows lead to its card."""
    decision = msgspec.structs.replace(FLEXJOB.deadlines[0], after=("application-received", "met:decision"))
    chart = Chart(mermaid(msgspec.structs.replace(FLEXJOB, deadlines=(decision,)), "en"))

    assert {edge for edge in chart.edges if edge[2] == "Decision"} == {
        ("Application received", "-->", "Decision"),
        ("Decision", "-->", "Decision"),
    }


def test_a_deadline_says_its_term_its_effect_and_its_source_first() -> None:
    """Given a legal term, then its card says how long it is, that it is the law's, and which law's."""
    card = Chart(mermaid(FLEXJOB, "da")).card("Afgørelse")

    assert card[:3] == ["Afgørelse", "6 måneder · Lovbestemt frist", "Retssikkerhedsloven § 3, stk. 2"]


def test_a_deadline_says_what_stops_extends_and_cancels_it() -> None:
    """Given rules for suspension, extension and cancelling, then the card says each of them."""
    chart = Chart(mermaid(FLEXJOB, "en"))

    assert chart.card("Decision")[3:] == [
        "Moved from a day off to the next working day",
        "Can be extended 1 time",
        "The clock stops: Term suspended, Information requested",
        "The clock runs again: Information received",
        "The clock stands for 30 days at most",
        "Cancelled: Withdrawn",
    ]
    assert chart.card("Letter")[1:] == [
        "1 week · Internal deadline",
        "Not moved from days off",
        "Can't be extended",
        "Does not start after: Complaint received",
        "Begins anew if it is started again",
    ]


@pytest.mark.parametrize(
    ("change", "danish", "english"),
    [
        ({"term": Term(1, "days")}, "1 dag", "1 day"),
        ({"term": Term(0, "days")}, "0 dage", "0 days"),
        ({"term": Term(10, "working_days")}, "10 arbejdsdage", "10 working days"),
        ({"term": None, "given": "meeting_on"}, "Dato i »Mødedato«", "Date in “Meeting date”"),
        ({"term": None, "given": "elsewhere"}, "Dato i »elsewhere«", "Date in “elsewhere”"),
        ({"term": None, "on": date(2008, 6, 1)}, "1. juni 2008", "1 June 2008"),
        ({"term": None, "yearly": "11-01"}, "1. november hvert år", "1 November every year"),
    ],
)
def test_every_kind_of_end_is_said_in_words(change: dict[str, object], danish: str, english: str) -> None:
    """Given a deadline that ends in one of the four ways, then the way is said in both languages."""
    rule = msgspec.structs.replace(FLEXJOB.deadlines[0], **change)
    case_type = msgspec.structs.replace(FLEXJOB, deadlines=(rule,))

    assert picture(case_type, "da").lanes[0].end == danish
    assert picture(case_type, "en").lanes[0].end == english


BENEFIT = CaseType(
    id="ydelse",
    title=Text("Ledighedsydelse", "Unemployment benefit"),
    actions=(Action("re-assessed", Text("Revurderet", "Re-assessed")),),
    deadlines=(
        DeadlineRule(
            id="re-assessment",
            label=Text("Revurdering", "Re-assessment"),
            after=("benefit-paid",),
            met_by=("re-assessed",),
            suspended_by=(),
            resumed_by=(),
            extensions=0,
            effect="legal",
            source="Eksempelloven § 1",
            accumulation=Accumulation(
                months=12,
                within=18,
                counted_by=("benefit-paid",),
                reversed_by=("benefit-reversed",),
                starts_over_by=("re-assessed",),
                part_months="count",
                when_below="stays",
                on_change="by-month",
                falls_due="last-day",
            ),
        ),
    ),
)


def test_months_that_add_up_are_a_lane_like_any_other() -> None:
    """Given a deadline that months add up to, then it is started by what it counts, and met and closed as others are."""
    chart = Chart(mermaid(BENEFIT, "en"))

    assert chart.edges == {
        ("Benefit paid", "-->", "Re-assessment"),
        ("Re-assessment", "-->", "Re-assessed"),
        ("Application received", "-.->", "Case closed"),
        ("Re-assessed", "-.->", "Case closed"),
    }


@pytest.mark.parametrize(
    ("language", "card"),
    [
        (
            "en",
            [
                "Re-assessment",
                "12 months within 18 · Legal term",
                "Eksempelloven § 1",
                "Moved from a day off to the next working day",
                "Can't be extended",
                "The month does not count after: Payment reversed",
                "A month paid in part: counts",
                "When the sum falls again: the duty stays",
                "When the rule changes: each month is judged by its own rule",
                "Falls due: on the last day of the month",
                "The count starts over after: Re-assessed",
            ],
        ),
        (
            "da",
            [
                "Revurdering",
                "12 måneder inden for 18 · Lovbestemt frist",
                "Eksempelloven § 1",
                "Flyttes fra fridag til næste arbejdsdag",
                "Kan ikke forlænges",
                "Måneden tæller ikke efter: Udbetaling tilbageført",
                "En måned med delvis udbetaling: tæller",
                "Falder summen igen: består pligten",
                "Når reglen ændres: bedømmes hver måned efter sin regel",
                "Fristen udløber: den sidste dag i måneden",
                "Der tælles forfra efter: Revurderet",
            ],
        ),
    ],
)
def test_months_that_add_up_say_how_many_and_every_choice(language: Language, card: list[str]) -> None:
    """Given a deadline that months add up to, then its card says the sum, the window and what was chosen, in words."""
    assert Chart(mermaid(BENEFIT, language)).card(card[0]) == card


LADDER = (
    ReminderStep(id="warning", before=Distance(14, "days"), to=("responsible",)),
    ReminderStep(id="one-day", before=Distance(1, "working_days"), to=("responsible",)),
    ReminderStep(id="last", before=Distance(0, "days"), to=("responsible",)),
    ReminderStep(
        id="idle",
        after=Distance(2, "weeks"),
        every=Distance(2, "weeks"),
        times=13,
        to=("team-leader", "unit"),
        idle=14,
    ),
    ReminderStep(id="over", after=Distance(1, "days"), every=Distance(1, "weeks"), times=26, to=("responsible",)),
    ReminderStep(id="citizen", before=Distance(2, "hours"), to=("responsible",), channel="sms"),
)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "da",
            [
                "Erindrer sagsbehandleren via email: 14 dage før; 1 arbejdsdag før; på dagen; 1 dag efter, så hver uge, "
                "26 gange i alt",
                "Erindrer teamchefen, enheden via email: 2 uger efter, så hver 2. uge, 13 gange i alt, kun hvis intet er "
                "sket i 14 dage",
                "Erindrer sagsbehandleren via sms: 2 timer før",
            ],
        ),
        (
            "en",
            [
                "Reminds the caseworker by email: 14 days before; 1 working day before; on the day; 1 day after, then "
                "every week, 26 times in all",
                "Reminds the team leader, the unit by email: 2 weeks after, then every 2 weeks, 13 times in all, only if "
                "nothing has happened for 14 days",
                "Reminds the caseworker by sms: 2 hours before",
            ],
        ),
    ],
)
def test_a_ladder_is_a_line_for_each_recipient_and_channel(language: Language, lines: list[str]) -> None:
    """Given a deadline with a ladder, then its card ends with who is reminded, how, and when."""
    decision = msgspec.structs.replace(FLEXJOB.deadlines[0], reminders=LADDER)
    case_type = msgspec.structs.replace(FLEXJOB, deadlines=(decision,))

    assert Chart(mermaid(case_type, language)).card(decision.label.say(language))[-3:] == lines


def test_the_ladder_of_agreed_meetings_is_a_lane_of_its_own() -> None:
    """Given a case type that reminds of meetings, then they go from the agreement to the meeting, and are no deadline."""
    step = ReminderStep(id="day-before", before=Distance(1, "days"), to=("citizen",), channel="sms")
    chart = Chart(mermaid(CaseType(id="x", title=Text("X", "X"), meeting_reminders=(step,)), "en"))

    assert chart.card("The agreed meeting") == [
        "The agreed meeting",
        "At the time agreed · An agreement, no deadline",
        "Reminds the citizen by sms: 1 day before",
    ]
    assert chart.edges >= {
        ("Meeting agreed", "-->", "The agreed meeting"),
        ("The agreed meeting", "-->", "Meeting"),
        ("The agreed meeting", "-->", "Meeting cancelled"),
    }


def test_a_date_at_the_head_of_a_line_is_no_item_of_a_list() -> None:
    """Given a card line that begins with ``1.``, then Mermaid gets the point by number: it would draw a list."""
    rule = msgspec.structs.replace(FLEXJOB.deadlines[0], term=None, on=date(2008, 6, 1))

    text = mermaid(msgspec.structs.replace(FLEXJOB, deadlines=(rule,)), "da")

    assert "<br/>1#46; juni 2008" in text


def test_a_case_type_without_deadlines_leads_from_opening_to_closing() -> None:
    """Given no deadlines, then the chart still says how cases begin and end."""
    chart = Chart(mermaid(CaseType(id="x", title=Text("X", "Y")), "en"))

    assert chart.edges == {("Application received", "-.->", "Case closed")}


@given(st.text(), st.text(), st.sampled_from(["da", "en"]))
@settings(deadline=None)
def test_no_label_breaks_out_of_its_place(title: str, label: str, language: Language) -> None:
    """Given any text as title, label and source, then the chart is well-formed and shows that text."""
    rule = msgspec.structs.replace(FLEXJOB.deadlines[0], label=Text(label, label), source=label)
    case_type = msgspec.structs.replace(FLEXJOB, title=Text(title, title), deadlines=(rule,))

    chart = Chart(mermaid(case_type, language))

    assert chart.title == shown(title)
    assert chart.nodes["d0"][0] == shown(label)


def shown(text: str) -> str:
    """A text on one line, without what can't be shown."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def test_every_event_of_the_catalogue_has_a_name_in_both_languages() -> None:
    """Given the catalogue, then each event is called something, and no two the same."""
    assert set(EVENT_NAMES) == set(CATALOGUE)
    for language in ("da", "en"):
        names = [name.say(language) for name in EVENT_NAMES.values()]
        assert all(names)
        assert len(set(names)) == len(names)


def test_an_event_is_called_what_the_case_type_calls_it() -> None:
    """Given an action of the type, an event of the catalogue and an unknown word, then each has a name."""
    assert event_name(FLEXJOB, "withdrawn") == Text("Trukket tilbage", "Withdrawn")
    assert event_name(FLEXJOB, "decided") == Text("Afgørelse truffet", "Decision made")
    assert event_name(FLEXJOB, "of-old") == Text("of-old", "of-old")


def test_dates_are_said_as_each_language_says_them() -> None:
    """Given a date, then Danish has a point after the day and English has none."""
    assert spoken_date(2008, 3, 1, "da") == "1. marts 2008"
    assert spoken_date(2008, 3, 1, "en") == "1 March 2008"
    assert spoken_date(None, 12, 24, "da") == "24. december"
