"""What happened in the library of ``library_rules``, which borrows books from other libraries.

``LEDGER`` has what happened, a line a case; ``SAYS`` what events say beside their day, by case and place in the line.
The days of 2021 are those of a real calendar: 4 January is a Monday, and Good Friday is 2 April.
"""

from __future__ import annotations

from typing import Any

from .office import event

TYPE, COMPLAINTS = "interlending", "interlending-complaint"
EAST, WEST, BOARD = "Desk East", "Desk West", "Library Board"
PERSON = "Hemmelig"  # begins the name of every borrower and complainant

LEDGER = """
L-01 music East: 01-04 loan-ordered, 01-06 receipt-sent, 01-14 title-found, 01-28 book-supplied, 03-01 book-returned
L-02 maps West: 03-05 loan-ordered, 03-12 receipt-sent, 03-15 title-found, 04-06 book-supplied
L-03 music West: 02-01 loan-ordered, 02-02 receipt-sent, 02-08 lender-asked, 02-10 title-found, 02-12 lender-answered, \
03-04 book-supplied, 03-26 book-returned
L-04 maps East: 02-01 loan-ordered, 02-03 receipt-sent, 02-03 e-book-offered, 02-15 book-supplied, 02-20 book-returned
L-05 music East: 04-07 loan-ordered, 04-09 receipt-sent, 05-10 book-supplied
L-06 maps West: 06-07 loan-ordered, 06-10 receipt-sent, 06-21 title-found, 06-25 term-extended, 07-05 book-supplied
L-07 music West: 06-09 loan-ordered, 06-11 order-withdrawn
L-08 maps East: 05-03 loan-ordered, 05-04 receipt-sent, 05-05 pick-up-agreed, 05-10 pick-up-agreed, 05-17 title-found, \
05-20 book-picked-up, 05-25 book-supplied, 06-15 book-returned
L-09 music East: 01-11 loan-ordered, 01-12 receipt-sent, 01-15 fee-charged, 01-20 title-found, 01-29 fee-waived, \
02-01 book-supplied, 02-01 fee-charged, 03-01 fee-charged, 04-01 fee-charged, 05-03 fee-charged, 05-28 talk-held, \
06-07 fee-charged
L-10 maps West: 06-14 loan-ordered, 06-15 receipt-sent, 06-16 referred, 06-17 meeting-agreed, 06-21 accepted, \
06-21 meeting-reminded, 06-22 meeting-held, 06-28 title-found, 06-29 meeting-held, 06-30 survey-answered, \
07-09 book-supplied
L-11 music West: 03-02 loan-ordered, 03-03 receipt-sent, 03-08 referred, 03-10 returned, 03-16 title-found, \
03-17 meeting-held, 03-30 book-supplied, 04-06 survey-answered, 04-13 order-shelved, 04-20 order-resumed, \
05-18 book-supplied
L-12 maps West: 06-21 loan-ordered
"""
SAYS: dict[tuple[str, int], dict[str, Any]] = {
    ("L-02", 3): {},
    ("L-04", 3): {"attributes": {"terms_told": False}},
    ("L-06", 3): {"deadline": "supply", "days": 7, "reason": "the lender has moved"},
    ("L-08", 2): {"attributes": {"pick_up_on": "2021-05-12"}},
    ("L-08", 3): {"attributes": {"pick_up_on": "2021-05-19"}},
    ("L-09", 4): {"attributes": {"month": "2021-01"}},
    ("L-09", 8): {"attributes": {"part": True}},
    ("L-10", 2): {"to_unit": EAST},
    ("L-10", 3): {"takes_place": "2021-06-22T10:00:00+02:00"},
    ("L-10", 6): {"attended": True},
    ("L-10", 8): {"attended": False},
    ("L-10", 9): {"survey": "loans", "score": 4, "best": 5},
    ("L-11", 2): {"to_unit": EAST},
    ("L-11", 7): {"survey": "loans", "score": 2, "best": 5},
}


def events() -> list[dict[str, Any]]:
    """The dozen cases of the ledger, three complaints, and an own check of January 2022."""
    return [one for line in LEDGER.splitlines() if line for one in _case(line)] + [
        *_complaint("K-1", "2021-05-17", "L-05", "decision", "letter", "2021-06-10 complaint-answered"),
        event("K-1 upheld", "K-1", "complaint-upheld", "2021-06-10"),
        *_complaint("K-2", "2021-06-01", "L-02", "handling", "web", "2021-07-05 complaint-answered"),
        *_complaint("K-3", "2021-02-15", "O-2", "handling", "web", "2021-03-01 complaint-answered"),
        event("CHECK-1 begun", "CHECK-1", "own-check-begun", "2022-01-10", casetype=TYPE, unit=BOARD,
              attributes={"genre": "both", "borrower": f"{PERSON} of the check"}),
    ]  # fmt: skip


def _case(line: str) -> list[dict[str, Any]]:
    head, _, steps = line.partition(": ")
    case, genre, desk = head.split()
    told = []
    for place, step in enumerate(steps.split(", ")):
        day, name = step.split()
        data = SAYS.get((case, place), {"attributes": {"terms_told": True}} if name == "book-supplied" else {})
        if place == 0:
            attributes = {"genre": genre, "volumes": 1, "borrower": f"{PERSON} of {case}"}
            data = {"casetype": TYPE, "unit": f"Desk {desk}", "attributes": attributes}
        told.append(event(f"{case} {place}", case, name, f"2021-{day}", **data))
    return told


def _complaint(case: str, day: str, concerns: str, kind: str, via: str, step: str) -> list[dict[str, Any]]:
    attributes = {"via": via, "complainant": f"{PERSON} of {case}"}
    received = {
        "casetype": COMPLAINTS,
        "unit": BOARD,
        "concerns": concerns,
        "kind": kind,
        "attributes": attributes,
    }
    then, name = step.split()
    return [
        event(f"{case} received", case, "complaint-received", day, **received),
        event(f"{case} {name}", case, name, then),
    ]


# Nobody's case type has this action: the line is rejected, and tells nobody who the borrower is.
MISTAKE = event(
    "L-99 0", "L-99", "book-burnt", "2021-06-01", casetype=TYPE, attributes={"borrower": f"{PERSON} 99"}
)
# Happened in time, and is recorded after the report of its month was published.
LATE = event("L-12 1", "L-12", "receipt-sent", "2021-06-23")

# The old system's log: two orders of 2020 and a row that the mapping does not know.
LOG = f"""order,genre,desk,step,day,registered,who
O-1,music,{EAST},ordered,2020-11-02,2020-11-03,{PERSON} of O-1
O-1,,,supplied,2020-11-23,2020-11-23,
O-1,,,returned,2020-12-01,2020-12-01,
O-2,maps,{EAST},ordered,2020-12-07,2020-12-21,{PERSON} of O-2
O-2,,,lost,2020-12-22,2020-12-22,{PERSON} of O-2
"""
MAPPING = """
source = "urn:example:old-library"
zone = "Atlantic/Faroe"
case = "${order}"
case_type = "interlending"
occurred = { column = "day", type = "date" }
recorded = "${registered}"

[[event]]
action = "loan-ordered"
when = { step = "ordered" }
unit = "${desk}"
attributes = { genre = "${genre}", volumes = 1, borrower = "${who}" }

[[event]]
action = "book-supplied"
when = { step = "supplied" }
attributes = { terms_told = true }

[[event]]
action = "book-returned"
when = { step = "returned" }
"""

# The union catalogue's loans of 30 June 2021: L-12 is missing, L-01 is still there, L-05 is of another genre.
UNION_LIST = """Order;Genre
O-2;maps
L-01;music
L-02;maps
L-05;maps
L-06;maps
L-09;music
L-10;maps
L-11;music
"""
