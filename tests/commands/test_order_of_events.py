"""A case shows its events in the order in which they count, and says so where the times that are shown do not."""

from __future__ import annotations

from pathlib import Path

from .conftest import Ask, Call, Page
from .office import happened, publish, write

SAID = {
    "en": "A date without a time stands where it counts",
    "da": "En dato uden klokkeslæt står, hvor den gælder",
}
DAY = "2015-12-01"


def test_events_stand_in_world_order(ask: Ask, call: Call, page: Page, database_url: str, tmp_path: Path) -> None:
    """Given a case whose file tells the decision of a day first, then that the clock ran again and that it stopped, all
    without a time, and the application of that day at half past nine; and a guidance of the day after that was annulled;
    when the case is shown, then it is opened, stopped, resumed and decided, as the deadlines reckon it (rule 2), and what
    was annulled stands on its own day. The order is said in both languages; of a case told by the clock nothing is said."""
    publish(database_url, tmp_path)
    lines = happened(
        """
        2015-12-01        A-1  decided               case_type=permit outcome=granted id=1
        2015-12-01        A-1  resumed               id=2
        2015-12-01        A-1  suspended             id=3
        2015-12-01T09:30  A-1  application-received  case_type=permit id=4
        2015-12-02        A-1  guidance-given        id=5
        2015-12-03T08:00  A-1  annulled              annuls=5 id=6
        2015-12-01T09:30  B-1  application-received  case_type=permit id=7
        2015-12-01T10:30  B-1  decided               outcome=granted id=8
        """
    )
    assert call(database_url, "append", write(tmp_path / "day.jsonl", lines))[0] == 0
    shown = ask(database_url, "case", "show", "A-1")["events"]
    assert [one["name"] for one in shown] == [
        "application-received",
        "suspended",
        "resumed",
        "decided",
        "guidance-given",
        "annulled",
    ]
    for language, said in SAID.items():
        assert said in page(database_url, "case", "show", "A-1", language=language, width=120)
        assert said not in page(database_url, "case", "show", "B-1", language=language, width=120)


def test_a_corrected_time_leaves_the_event_where_it_was_told(
    ask: Ask, call: Call, database_url: str, tmp_path: Path
) -> None:
    """Given an event whose day was corrected to one before the application, then it stands on the day that is shown beside
    it, as corrected, and the correction says which day is right."""
    publish(database_url, tmp_path)
    lines = happened(
        """
        2015-12-01  A-1  application-received  case_type=permit id=1
        2015-12-05  A-1  guidance-given        id=2
        2015-12-06  A-1  corrected             corrects=2 changes.occurred=2015-11-20 id=3
        """
    )
    assert call(database_url, "append", write(tmp_path / "moved.jsonl", lines))[0] == 0
    shown = ask(database_url, "case", "show", "A-1")["events"]
    assert [(one["name"], one["standing"]) for one in shown] == [
        ("application-received", "in-force"),
        ("guidance-given", "corrected"),
        ("corrected", "in-force"),
    ]
