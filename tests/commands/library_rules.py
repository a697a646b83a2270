"""A library's rules, written as TOML only: case types that are in nobody's code, its calendar, targets and directory.

``INTERLENDING`` says everything that a case type can say; from June 2021 a second version of it governs. A book is
ordered, looked for, supplied and returned; the borrower is a person, and stays in the journal. The same type serves
the library's checks of its own orders (``own-check-begun``) and its comparisons with the union catalogue. The library
lies on the Faroes, an hour behind Copenhagen.
"""

from __future__ import annotations

CALENDAR = """
id = "library"
title = { da = "Bibliotekets kalender", en = "The library's calendar" }
holidays = { country = "DK" }
years = { first = 2000, last = 2050 }
closed = [{ date = 2021-02-03, name = { da = "Lageroptælling", en = "Stock-taking" } }]
"""

INTERLENDING = """
id = "interlending"
title = { da = "Fjernlån", en = "Interlending" }
description = { da = "Bøger lånt fra andre biblioteker", en = "Books borrowed from other libraries" }
source = "Eksempelloven om biblioteker"
zone = "Atlantic/Faroe"
calendar = "library"
role = "case"
opens = ["loan-ordered", "own-check-begun", "reconciliation-made"]
closes = ["book-returned", "order-withdrawn", "order-shelved"]
reopens = ["order-resumed"]
expects = ["referred", "accepted", "returned", "meeting-agreed", "meeting-reminded", "meeting-held",
           "survey-answered", "difference-found", "difference-closed"]

[[action]]
name = "loan-ordered"
label = { da = "Lån bestilt", en = "Loan ordered" }
[[action]]
name = "own-check-begun"
label = { da = "Egenkontrol begyndt", en = "Own check begun" }
[[action]]
name = "receipt-sent"
label = { da = "Kvittering sendt", en = "Receipt sent" }
[[action]]
name = "title-found"
label = { da = "Titlen fundet", en = "Title found" }
[[action]]
name = "e-book-offered"
label = { da = "E-bog tilbudt", en = "E-book offered" }
[[action]]
name = "lender-asked"
label = { da = "Udlåner spurgt", en = "Lender asked" }
[[action]]
name = "lender-answered"
label = { da = "Udlåner har svaret", en = "Lender answered" }
[[action]]
name = "book-supplied"
label = { da = "Bogen leveret", en = "Book supplied" }
[[action]]
name = "pick-up-agreed"
label = { da = "Afhentning aftalt", en = "Pick-up agreed" }
[[action]]
name = "book-picked-up"
label = { da = "Bogen afhentet", en = "Book picked up" }
[[action]]
name = "fee-charged"
label = { da = "Gebyr pålagt", en = "Fee charged" }
[[action]]
name = "fee-waived"
label = { da = "Gebyr eftergivet", en = "Fee waived" }
[[action]]
name = "talk-held"
label = { da = "Samtale om gebyrer", en = "Talk about fees" }
[[action]]
name = "book-returned"
label = { da = "Bogen tilbage", en = "Book returned" }
[[action]]
name = "order-withdrawn"
label = { da = "Bestilling trukket tilbage", en = "Order withdrawn" }
[[action]]
name = "order-shelved"
label = { da = "Bestilling lagt bort", en = "Order shelved" }
[[action]]
name = "order-resumed"
label = { da = "Bestilling taget frem", en = "Order resumed" }

[[attribute]]
name = "genre"
label = { da = "Genre", en = "Genre" }
[[attribute]]
name = "volumes"
label = { da = "Bind", en = "Volumes" }
[[attribute]]
name = "pick_up_on"
label = { da = "Hentes senest", en = "To be picked up by" }
[[attribute]]
name = "borrower"
label = { da = "Låner", en = "Borrower" }
personal = true

[[deadline]]
id = "receipt"
label = { da = "Kvittering", en = "Receipt" }
after = "loan-ordered"
term = { working_days = 3 }
met_by = "receipt-sent"
effect = "service"

[[deadline.reminder]]
id = "last-day"
before = { days = 0 }
to = "unit"
channel = "files"

[[deadline]]
id = "search"
label = { da = "Eftersøgning", en = "Search" }
after = "loan-ordered"
term = { days = 14 }
met_by = "title-found"
extensions = 2

[[deadline]]
id = "supply"
label = { da = "Levering", en = "Supply" }
after = ["loan-ordered", "order-resumed"]
term = { weeks = 4 }
met_by = "book-supplied"
cancelled_by = "order-withdrawn"
suspended_by = ["suspended", "lender-asked"]
resumed_by = ["resumed", "lender-answered"]
longest_suspension = 30
extensions = 1
effect = "legal"
source = "Eksempelloven om biblioteker § 4"
certainty = { da = "høj", en = "high" }
reason = { da = "Loven siger fire uger", en = "The act says four weeks" }

[[deadline.reminder]]
id = "last-day"
before = { days = 0 }
to = "unit"
channel = "files"
[[deadline.reminder]]
id = "overdue"
after = { days = 1 }
every = { weeks = 1 }
times = 2
to = ["unit", "team-leader"]
channel = "files"

[[deadline]]
id = "return"
label = { da = "Tilbagelevering", en = "Return" }
after = "met:supply"
term = { months = 6 }
met_by = "book-returned"
unless = "e-book-offered"

[[deadline]]
id = "pick-up"
label = { da = "Afhentning", en = "Pick-up" }
after = "pick-up-agreed"
given = "pick_up_on"
met_by = "book-picked-up"
again = "restart"
roll = "none"

[[deadline]]
id = "stock-count"
label = { da = "Optælling 2021", en = "Stock count of 2021" }
after = "loan-ordered"
on = 2021-09-01
met_by = "book-supplied"

[[deadline]]
id = "recall"
label = { da = "Årlig hjemkaldelse", en = "Yearly recall" }
after = "loan-ordered"
yearly = "11-01"
met_by = "book-returned"
extensions = 0

[[deadline]]
id = "talk"
label = { da = "Samtale om gebyrer", en = "Talk about fees" }
met_by = "talk-held"
[deadline.accumulation]
months = 3
within = 5
counted_by = "fee-charged"
reversed_by = "fee-waived"
starts_over_by = "talk-held"
part_months = "do-not-count"
when_below = "falls-away"
on_change = "by-month"
falls_due = "last-day"
[deadline.accumulation.reasons]
starts_over_by = { da = "Samtalen gælder de gamle gebyrer", en = "The talk is about the old fees" }
part_months = { da = "Et halvt gebyr er en påmindelse", en = "Half a fee is a reminder" }
when_below = { da = "Et eftergivet gebyr er væk", en = "A fee that is waived is gone" }
on_change = { da = "Reglen skifter for alle", en = "The rule changes for all" }
falls_due = { da = "Måneden skal være gået", en = "The month must be over" }

[[finding]]
id = "no-search"
label = { da = "Leveret uden eftersøgning", en = "Supplied without a search" }
at = "book-supplied"
missing = "title-found"
unless = "e-book-offered"

[[finding]]
id = "terms-untold"
label = { da = "Lånevilkår ikke oplyst", en = "Terms of the loan not told" }
at = "book-supplied"
lacks = "terms_told"
source = "Eksempelloven om biblioteker § 7"

[[finding]]
id = "written-late"
label = { da = "Bestilling skrevet sent", en = "Order written down late" }
at = "loan-ordered"
recorded_after = 5

[[finding]]
id = "supply-late"
label = { da = "Leveret for sent", en = "Supplied too late" }
overdue = "supply"

[[finding]]
id = "slow"
label = { da = "Særligt langt lån", en = "Particularly long loan" }
longer_than = 60

[[check]]
id = "order-complete"
label = { da = "Bestillingen er fuldstændig", en = "The order is complete" }
source = "Bibliotekets egen regel"
[[check]]
id = "terms-noted"
label = { da = "Vilkårene er noteret", en = "The terms are noted" }
"""

SECOND_VERSION = (
    INTERLENDING.replace('id = "interlending"\n', 'id = "interlending"\nvalid_from = 2021-06-01\n', 1)
    .replace("weeks = 4", "weeks = 3")
    .replace("fire uger", "tre uger")
    .replace("four weeks", "three weeks")
    .replace("months = 3\nwithin = 5", "months = 2\nwithin = 4")
)
# What if the first version had said three weeks from the beginning?
SUPPOSED = INTERLENDING.replace("weeks = 4", "weeks = 3")

NOTICES = """
id = "library"
title = { da = "Bibliotekets kalender", en = "The library's calendar" }

[[run]]
id = "union"
label = { da = "Samkatalog", en = "Union catalogue" }
every = "quarter"
on = { day = 10 }
notice = { da = "Sammenlign med samkataloget for {period}.", en = "Compare with the union catalogue of {period}." }
to = [{ recipient = "board", channel = "files" }]
"""
CHANNELS = """
[channel.files]
kind = "folder"
path = "FOLDER"

[unit."Desk East"]
mailbox = { files = "east" }

[recipient.board]
files = "board"
"""

COMPLAINT = """
id = "interlending-complaint"
title = { da = "Klage over fjernlån", en = "Complaint about interlending" }
role = "complaint"
zone = "Atlantic/Faroe"
opens = ["complaint-received"]

[[attribute]]
name = "via"
label = { da = "Kommet ad", en = "Came by" }
[[attribute]]
name = "complainant"
label = { da = "Klager", en = "Complainant" }
personal = true

[[deadline]]
id = "answer"
label = { da = "Svar", en = "Answer" }
after = "complaint-received"
term = { weeks = 4 }
met_by = "complaint-answered"
"""

TARGETS = """
id = "library-2021"
title = { da = "Bibliotekets mål", en = "The library's targets" }
year = 2021

[[target]]
id = "music-supplied"
label = { da = "Musik leveret til tiden, %", en = "Music supplied in time, %" }
measure = "timeliness"
column = "timeliness_pct"
type = "interlending"
where = { deadline = "supply", genre = "music" }
at_least = 80

[[target]]
id = "maps-supplied"
label = { da = "Kort leveret til tiden, %", en = "Maps supplied in time, %" }
measure = "timeliness"
column = "timeliness_pct"
type = "interlending"
where = { deadline = "supply", genre = "maps" }
at_least = 80

[[target]]
id = "loan-time"
label = { da = "Lånetid, median", en = "Time of a loan, median" }
measure = "case-time"
column = "median_days"
type = "interlending"
at_most = 45
"""

DIRECTORY = """
id = "library-guide"
title = { da = "Hvem gør hvad på biblioteket", en = "Who does what in the library" }

[[entry]]
topic = { da = "Fjernlån af noder", en = "Interlending of sheet music" }
words = ["musik"]
authority = "Biblioteket"
unit = "Desk East"
"""
