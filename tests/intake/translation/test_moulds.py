"""Events that repeat are cast in one mould: what the journal gets is what the careful way, used once, gives."""

from __future__ import annotations

from random import Random

import pytest
from sagsgang.domain.events.encoding import event_of
from sagsgang.intake.event.input_problems import Malformed
from sagsgang.intake.translation.translator import Translator
from sagsgang.journal.admission import Candidate, examine
from sagsgang.journal.entry import Entry

from ..writing import KNOWN, NOW, mapping

# Ids and cases as people and their systems write them: marks that JSON escapes, letters beyond ASCII, and what is refused.
IDS = (
    "7",
    'a"b',
    "a\\b",
    "a/b",
    "<&>",
    "ø-1",
    "名",
    "x" * 300,
    "x" * 301,
    "ø" * 300,
    "名" * 300,
    "a\tb",
    "\u007f",
    "",
)
CASES = ("A-1", "Å.2", "2026/7#x", "a b", "x" * 121)
TIMES = (
    "2026-03-01",
    "2026-03-29T02:30:00",  # never was in Copenhagen
    "2026-10-25 02:30",
    "2026-03-01T10:00:00+01:00",
    "2026-03-01 10:00:00.123456Z",
    "2026-03-01t10:00:00z",
    "1899-12-31T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "2026-04-02T11:00:00Z",  # less than a day ahead
    "2026-04-03T11:00:00Z",
    " 2026-03-01T10:00:00Z ",
)
TEXTS = (
    'id = "${id}"\naction = "${what}"\nactor = "${who}"\nunit = "${unit}"\n',
    'id = "${id}"\nevent = "application-received"\nactor = "${who}"\n'
    'attributes = { a = "${unit}", n = { column = "n", type = "number" } }\n',
    'id = "${id}"\nevent = "meeting-held"\nfields = { attended = "${q}" }\nresponsible = "${who}"\n',
    'event = "suspended"\nfields = { until = "${until}", reason = "${unit}" }\n',
)


def rows(random: Random, many: int) -> list[dict[str, str]]:
    """Rows of few words that repeat, with ids, cases and times of every kind."""
    chosen = {
        "id": IDS,
        "case": CASES,
        "when": TIMES,
        "what": ("site-visit", "payment", "closed", "dance"),
        "who": ("Asta", "Bo Ø.", 'C "D" E'),
        "unit": ("Nord", "Syd\u2028Øst"),
        "n": ("1", "2.5", "1e400", "x"),
        "q": ("true", "no", "maybe"),
        "until": ("2026-04-01", "1. april"),
    }
    made = []
    for _ in range(many):
        row = {name: random.choice(values) for name, values in chosen.items() if random.random() < 0.97}
        if random.random() < 0.6:  # and most of them good
            row |= {
                "id": str(random.random()),
                "case": "A-1",
                "when": "2026-03-01T10:00:00+01:00",
                "what": "payment",
            }
        made.append({name: value for name, value in row.items() if value})
    return made


def said(translator: Translator, row: dict[str, str]) -> list[Candidate] | tuple[str, str]:
    """What a row becomes, or the code and the words with which it is rejected."""
    try:
        return translator.translate(row).entries
    except Malformed as problem:
        return problem.code, problem.text.en


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("id_", ["", 'id = "${id}"\n'])
def test_a_row_after_many_others_becomes_what_it_becomes_alone(text: str, id_: str) -> None:
    """Given rows that repeat, when each is read by a translator that has read all those before it, then it becomes, byte
    for byte, what it becomes for one that has read nothing, or is rejected in the same words."""
    how = mapping(f"{id_}[[event]]\n{text}")
    seasoned = Translator(how, known=KNOWN, now=NOW)
    good = 0
    for row in rows(Random(7), 400):
        found = said(seasoned, row)
        assert found == said(Translator(how, known=KNOWN, now=NOW), row)
        good += isinstance(found, list)
    assert good > 50


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_cast_reads_back_and_is_written_alike(text: str) -> None:
    """Given what rows became after many others, then the journal's own examination of the event makes the same of it."""
    translator = Translator(mapping(f"[[event]]\n{text}"), known=KNOWN, now=NOW)
    for row in rows(Random(11), 400):
        found = said(translator, row)
        for one in found if isinstance(found, list) else []:
            assert examine(Entry(one.case, event_of(one.topic, one.state))) == one


def test_the_rows_of_a_case_that_say_the_same_of_it_make_one_bid_and_the_last_hosts_it() -> None:
    """Given a log that tells the closing on each row of a case, then every row makes the very same bid; of cases that say
    different things each has its own."""
    how = mapping('[[event]]\nevent = "closed"\nonly = "last"\nid = "${case}/closed"\n')
    translator = Translator(how, known=KNOWN, now=NOW)
    first, again, other = (
        translator.translate({"case": case, "when": "2026-03-01", "step": step}).bids
        for case, step in (("A-1", "x"), ("A-1", "y"), ("A-2", "x"))
    )
    assert first is again
    assert [bid.candidate.case for bid in (*first, *other)] == ["A-1", "A-2"]
