"""Who gets a reminder: as the case stands when it is sent, at the address that holds then (docs/reminders.md, rule 16)."""

from __future__ import annotations

import msgspec
import pytest
import structlog
from psycopg import sql
from sagsgang.domain.rules.casetype import CaseType
from sagsgang.domain.rules.reminder_step import Distance, Recipient, ReminderStep
from sagsgang.journal.application import Journal

from ..posting_office import MOBILE, PERMIT, PostingOffice, in_short

REMINDED_AT = "2025-03-11T19:00"
NEW_MOBILE = "+4599887766"
ANNA = f"responsible=abc attributes.mobile={MOBILE} attributes.name=Anna"


def asking(*to: Recipient) -> CaseType:
    """The case type with one step, on the due day, to these recipients."""
    step = ReminderStep(id="day", before=Distance(0, "days"), to=to, channel="paper")
    return msgspec.structs.replace(
        PERMIT, deadlines=(msgspec.structs.replace(PERMIT.deadlines[0], reminders=(step,)),)
    )


def reached(office: PostingOffice) -> list[str]:
    """At which addresses what is due on 2 April 2025 arrives, on paper."""
    office.tick("2025-04-02T08:00")
    office.deliver("2025-04-02T08:00")
    return [line["to"] for line in office.paper.lines]


def test_unit_caseworker_and_leader(office: PostingOffice) -> None:
    """Given a step to three roles, each gets it at their own address."""
    office.publish("2025-01-02", asking("responsible", "unit", "team-leader"))
    office.received()
    assert sorted(reached(office)) == ["abc@example.dk", "centrum@example.dk", "leader@example.dk"]


def test_the_caseworker_of_a_case_that_nobody_holds_is_the_units_mailbox(office: PostingOffice) -> None:
    """Given a case without a caseworker, its unit's mailbox gets what the caseworker should have."""
    office.received(says="")
    assert reached(office) == ["centrum@example.dk", "leader@example.dk"]


def test_who_holds_the_case_when_it_is_sent_gets_it(office: PostingOffice) -> None:
    """Given a case that changes hands while its reminder waits, who holds it now gets it."""
    office.publish("2025-01-02", asking("responsible"))
    office.received(says="responsible=xyz")
    office.tick("2025-04-02T08:00")
    office.told("2025-04-02T09:00 A guidance-given responsible=abc")
    office.deliver("2025-04-02T10:00")
    assert [line["to"] for line in office.paper.lines] == ["abc@example.dk"]


def test_someone_without_an_address_is_a_dead_letter_that_says_so(office: PostingOffice) -> None:
    """Given a caseworker who is not in the address book, the reminder is given up at once, without naming anybody."""
    office.publish("2025-01-02", asking("responsible"))
    office.received(says="responsible=xyz")
    office.tick("2025-04-02T08:00")
    assert office.deliver("2025-04-02T08:00")[:2] == (0, 1)
    assert in_short(office.records())[-1] == ("undelivered", "responsible", 1, "no-address")
    [letter] = office.letters("undelivered")
    assert letter.reason is not None
    assert "xyz" not in letter.reason.da + letter.reason.en
    assert "paper" in letter.reason.da


def reminded(office: PostingOffice) -> list[dict[str, str]]:
    """What the citizen gets of the meeting on 12 March 2025."""
    office.tick(REMINDED_AT)
    office.deliver(REMINDED_AT)
    return office.sms.lines


def test_the_citizen_is_reached_where_the_case_says(office: PostingOffice) -> None:
    """Given a case with a mobile number, the citizen is reminded there, in Danish, with what the step may tell alone.

    The text names the street, too, which is personal and which the step may not tell: a dash stands for it.
    """
    office.received(says=f'{ANNA} attributes.street="Nygade 1"')
    office.agreed()
    [sms] = reminded(office)
    assert sms["to"] == MOBILE
    assert sms["text"] == "Kære Anna: samtale onsdag den 12. marts 2025 kl. 10.00. –"


def test_the_citizens_language(office: PostingOffice) -> None:
    """Given a case that says English, the citizen is reminded in English."""
    office.received(says=f"{ANNA} attributes.language=en")
    office.agreed()
    [sms] = reminded(office)
    assert sms["text"] == "Dear Anna: meeting Wednesday 12 March 2025 at 10:00. –"


def test_a_language_that_is_not_spoken_is_danish(office: PostingOffice) -> None:
    """Given a case that says a third language, the citizen is reminded in Danish."""
    office.received(says=f"{ANNA} attributes.language=de")
    office.agreed()
    assert reminded(office)[0]["text"].startswith("Kære Anna")


def test_a_new_number_holds_from_when_it_is_said(office: PostingOffice) -> None:
    """Given a reminder in the outbox, when the citizen gets another number meanwhile, that is the one."""
    office.received(says=f"attributes.mobile={MOBILE}")
    office.agreed()
    office.tick(REMINDED_AT)
    office.told(f"2025-03-11T19:05 A guidance-given attributes.mobile={NEW_MOBILE}")
    office.deliver("2025-03-11T19:10")
    assert [sms["to"] for sms in office.sms.lines] == [NEW_MOBILE]


def test_a_corrected_number_holds(office: PostingOffice) -> None:
    """Given a number that was recorded wrong, when it is corrected before it is sent, the right one is used."""
    office.received(says="attributes.mobile=+4511111111")
    office.agreed()
    office.told(
        f'2025-03-05 A corrected corrects="A application-received 2025-03-03T10:00" changes.attributes.mobile={MOBILE}'
    )
    assert [sms["to"] for sms in reminded(office)] == [MOBILE]


def test_an_annulled_number_does_not_hold(office: PostingOffice) -> None:
    """Given a new number that turns out to be another citizen's, when it is annulled, the one before holds."""
    office.received(says=f"attributes.mobile={MOBILE}")
    office.agreed()
    office.told(
        f"""
        2025-03-05  A  guidance-given  attributes.mobile={NEW_MOBILE} id=wrong
        2025-03-06  A  annulled        annuls=wrong
        """
    )
    assert [sms["to"] for sms in reminded(office)] == [MOBILE]


def test_a_number_that_was_taken_back_is_not_used(office: PostingOffice) -> None:
    """Given a citizen who wants no messages any more, when the number is set to nothing, nothing is sent there."""
    office.received(says=f"attributes.mobile={MOBILE}")
    office.agreed()
    office.told("2025-03-05 A guidance-given attributes.mobile=null")
    assert reminded(office) == []
    assert in_short(office.records())[-1] == ("undelivered", "citizen", 1, "no-address")


def test_nothing_personal_is_kept_on_the_way(office: PostingOffice, capsys: pytest.CaptureFixture[str]) -> None:
    """Given a reminder to a citizen, when it is delivered after it was refused and put off, no table but the journal, no
    log and no event of the scheduler has the number, the name or the text."""
    secrets = (MOBILE, MOBILE[3:], "Anna", "Nygade", "Kære")
    office.received(says=f'{ANNA} attributes.street="Nygade 1"')
    office.agreed()
    office.tick(REMINDED_AT)
    structlog.reset_defaults()
    office.deliver("2025-03-11T21:30")  # quiet
    kept = everything(office.journal)
    office.deliver("2025-03-12T08:00")
    kept += everything(office.journal)
    said = capsys.readouterr()
    told = "".join(msgspec.json.encode(one).decode() for one in office.records())
    assert len(office.sms.lines) == 1
    assert "outcome=delivered" in said.out + said.err
    for secret in secrets:
        assert secret not in kept
        assert secret not in said.out + said.err
        assert secret not in told


def everything(journal: Journal) -> str:
    """Every value in every table but the journal's own."""
    with journal.connect() as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'sagsgang'"
            " AND table_type = 'BASE TABLE' AND table_name <> 'stored_events'"
        ).fetchall()
        assert ("outbox",) in tables
        rows = [
            connection.execute(
                sql.SQL("SELECT row::text FROM sagsgang.{} AS row").format(sql.Identifier(table))
            ).fetchall()
            for (table,) in tables
        ]
    return str(rows)
