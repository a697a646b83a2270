"""A case type drawn as SVG and PNG."""

from itertools import combinations
from typing import NamedTuple
from xml.etree.ElementTree import Element

import msgspec
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.rules.casetype import CaseType, DeadlineRule, Term
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.domain.text import Text
from sagsgang.terminal.drawing import png, svg
from sagsgang.terminal.lettering import text_width, wrapped

SVG = "{http://www.w3.org/2000/svg}"

DECISION = DeadlineRule(
    id="decision",
    label=Text("Afgørelse", "Decision"),
    after=("application-received",),
    term=Term(6, "months"),
    met_by=("decided",),
    effect="legal",
    source="Retssikkerhedsloven § 3, stk. 2",
)
LETTER = DeadlineRule(
    id="letter",
    label=Text("Brev om afgørelsen til borgeren og dennes repræsentant", "Letter"),
    after=("met:decision", "meeting-held", "reopened"),
    term=Term(5, "working_days"),
    met_by=("closed", "information-requested", "guidance-given"),
    effect="service",
    reminders=(
        ReminderStep(id="warning", before=Distance(14, "days"), to=("responsible",)),
        ReminderStep(
            id="over", after=Distance(1, "days"), every=Distance(1, "weeks"), times=26, to=("responsible",)
        ),
        ReminderStep(id="leader", after=Distance(2, "weeks"), to=("team-leader",), idle=14),
    ),
)
ARCHIVE = DeadlineRule(
    id="archive", label=Text("Arkiv", "Archive"), after=("referred",), yearly="11-01", met_by=("closed",)
)
FLEXJOB = CaseType(
    id="fleksjob",
    title=Text("Fleksjob", "Flexjob"),
    deadlines=(DECISION, LETTER, ARCHIVE),
    meeting_reminders=(ReminderStep(id="text", before=Distance(1, "days"), to=("citizen",), channel="sms"),),
)


class Box(NamedTuple):
    """A rectangle of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: "Box") -> bool:
        """Whether ``other`` lies within."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def meets(self, other: "Box") -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def boxes_of(root: Element) -> list[Box]:
    """Every framed rectangle."""
    rects = [rect for rect in root.iter(f"{SVG}rect") if rect.get("stroke")]
    sizes = [[float(rect.get(key, "nan")) for key in ("x", "y", "width", "height")] for rect in rects]
    return [Box(x, y, x + width, y + height) for x, y, width, height in sizes]


def lines_of(root: Element) -> list[tuple[str, Box]]:
    """Every line of text, and about the room it takes."""
    lines = []
    for text in root.iter(f"{SVG}text"):
        said, size = text.text or "", float(text.get("font-size", "nan"))
        x, y, width = float(text.get("x", "nan")), float(text.get("y", "nan")), text_width(said, size)
        left = x - width / 2 if text.get("text-anchor") == "middle" else x
        lines.append((said, Box(left, y - size, left + width, y + size * 0.3)))
    return lines


def twelve() -> CaseType:
    """A case type with as many deadlines as an office is likely to have in one."""
    rules = [DECISION, LETTER, ARCHIVE] * 4
    return msgspec.structs.replace(
        FLEXJOB, deadlines=tuple(msgspec.structs.replace(rule, id=f"d{n}") for n, rule in enumerate(rules))
    )


@pytest.mark.parametrize("case_type", [FLEXJOB, twelve(), msgspec.structs.replace(FLEXJOB, deadlines=())])
def test_nothing_overlaps_and_nothing_is_outside(case_type: CaseType) -> None:
    """Given a case type of any size, then shapes stand apart, within the sheet, and texts within their shapes."""
    root = fromstring(svg(case_type, "da"))
    sheet = Box(0, 0, float(root.get("width", "nan")), float(root.get("height", "nan")))
    boxes, lines = boxes_of(root), lines_of(root)

    assert len(boxes) >= 2
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
    assert all(sheet.holds(box) for box in boxes)
    for said, place in lines:
        assert sheet.holds(place), said
        assert all(box.holds(place) for box in boxes if box.meets(place)), said
    assert not [pair for pair in combinations(lines, 2) if pair[0][1].meets(pair[1][1])]


def test_everything_that_matters_is_written() -> None:
    """Given a case type, then its title, events, terms, kinds and sources can be read in the drawing."""
    root = fromstring(svg(FLEXJOB, "en"))
    said = " ".join(line for line, _ in lines_of(root))

    for words in (
        "Flexjob",
        "Application received",
        "Legal term",
        "6 months",
        "Retssikkerhedsloven § 3, stk. 2",
        "Service target",
        "5 working days",
        "Met: Decision",
        "Case reopened",
        "1 November every year",
        "Case closed",
        "Reminds the caseworker by email: 14 days before; 1 day after, then every week, 26 times in all",
        "Reminds the team leader by email: 2 weeks after, only if nothing has happened for 14 days",
        "The agreed meeting",
        "Reminds the citizen by sms: 1 day before",
    ):
        assert words in said


def test_whoever_hears_the_picture_is_told_what_it_shows() -> None:
    """Given a drawing, then it has a role, a language, a title and a description with each deadline."""
    root = fromstring(svg(FLEXJOB, "da"))

    assert (root.get("role"), root.get("lang")) == ("img", "da")
    assert root.findtext(f"{SVG}title") == "Fleksjob"
    assert "Afgørelse: 6 måneder, Lovbestemt frist" in (root.findtext(f"{SVG}desc") or "")


@given(st.text(max_size=300))
@settings(max_examples=50, deadline=None)
def test_any_text_can_be_drawn(text: str) -> None:
    """Given any text as title, label and source, then the drawing is well-formed and shows every word of it."""
    rule = msgspec.structs.replace(DECISION, label=Text(text, text), source=text)
    root = fromstring(svg(msgspec.structs.replace(FLEXJOB, title=Text(text, text), deadlines=(rule,)), "da"))

    shown = "".join(sign for sign in text if sign.isprintable() and not sign.isspace())
    said = "".join("".join(line.split()) for line, _ in lines_of(root))
    assert shown in said


def test_a_png_is_twice_the_size_of_the_drawing() -> None:
    """Given the PNG of a drawing, then its header says a picture of two pixels for each of the drawing."""
    root = fromstring(svg(FLEXJOB, "da"))
    picture = png(FLEXJOB, "da")

    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])
    assert abs(width - 2 * float(root.get("width", "nan"))) <= 1
    assert abs(height - 2 * float(root.get("height", "nan"))) <= 1


def test_a_png_has_letters_and_the_same_on_every_run() -> None:
    """Given titles that differ in one Danish letter, then the PNGs differ; the same title gives the same bytes."""
    pictures = [png(CaseType(id="x", title=Text(title, title)), "da") for title in ("Sæg", "Søg", "Såg", "Sæg")]

    assert pictures[0] == pictures[3]
    assert len(set(pictures)) == 3


@given(st.text(max_size=200), st.floats(20, 400), st.floats(8, 30))
@settings(deadline=None)
def test_lines_are_as_wide_as_allowed_and_lose_nothing(text: str, width: float, size: float) -> None:
    """Given any text, when it is wrapped, then no line but a single sign is too wide, and every sign is kept."""
    lines = wrapped(text, width, size)

    assert all(text_width(line, size) <= width for line in lines if len(line) > 1)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_words_are_kept_whole_where_they_fit() -> None:
    """Given words that fit a line, when they are wrapped, then none of them is broken."""
    text = "Flyttes fra fridag til næste arbejdsdag"

    assert " ".join(wrapped(text, 120, 13)) == text
    assert len(wrapped(text, 120, 13)) > 1


def test_the_partys_deadline_is_drawn_in_a_way_of_its_own() -> None:
    """Given the time for complaints, then its card alone has a broken edge, and says in words whose it is."""
    complaints = DeadlineRule(
        id="complaints",
        label=Text("Klagefrist", "Time for complaints"),
        after=("decision-notified",),
        term=Term(4, "weeks"),
        whose="party",
        effect="legal",
    )
    filing = DeadlineRule(
        id="filing", label=Text("Arkiv", "Filing"), after=("expired:complaints",), term=Term(5, "working_days")
    )
    drawn = svg(msgspec.structs.replace(FLEXJOB, deadlines=(DECISION, complaints, filing)), "da")

    broken = [box for box in fromstring(drawn).iter(f"{SVG}rect") if box.get("stroke-dasharray")]
    assert len(broken) == 1
    assert "Partens frist, lovbestemt" in drawn
    assert "Udløbet: Klagefrist" in " ".join(text.text or "" for text in fromstring(drawn).iter(f"{SVG}text"))
    assert png(msgspec.structs.replace(FLEXJOB, deadlines=(complaints, filing)), "en").startswith(b"\x89PNG")
