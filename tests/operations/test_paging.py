"""Pages of a list: they are the list, and a cursor goes on with its own question alone, at the first page's position."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sagsgang.domain.events.case_events import ApplicationReceived
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.operations.operation import Operation
from sagsgang.operations.paging import MOST_SKIPPED
from sagsgang.operations.session import Session
from sagsgang.operations.table import OPERATIONS

from ..commands.conftest import Ask, Call, ask, call, office
from ..commands.office import CENTRE, PERMIT
from ..conftest import fresh_database
from .silence import Silence
from .test_table import AS_OF, ASKED, OF_THE_REMINDED, filled

__all__ = ("ask", "call", "filled", "office")
EVERY = [one for one in OPERATIONS.values() if any(parameter.name == "after" for parameter in one.parameters())]
# What was sent and is to be is asked of an office of its own, in ``test_table``; what is on its way, by its positions. Cases
# that can't be computed are in ``test_set_aside``.
LISTS = [one for one in EVERY if one.name not in (*OF_THE_REMINDED, "set-aside")]
# What lists are asked for here, where ASKED narrows them to less than two lines; and the key of their lines.
WHOLE: dict[str, dict[str, Any]] = {"cases": {}, "directory.find": {"words": ["benefit"]}}
LINES = {
    "rejections": "rejections",
    "stats.long-cases": "rows",
    "reconcile.show": "differences",
    "directory.find": "matches",
    "type.list": "types",
    "calendar.list": "calendars",
    "directory.list": "directories",
    "targets.list": "targets",
    "report-calendar.list": "calendars",
    "report-calendar.due": "runs",
    "report.editions": "editions",
}
ONE_LINE = {"directory.list", "targets.list", "report-calendar.list", "review.follow-up"}


def asked_of(operation: Operation, **more: Any) -> Any:
    """The parameters of a list as of the day of the examples."""
    struct, _ = operation.types()
    said = WHOLE.get(operation.name, ASKED.get(operation.name, {}))
    return msgspec.convert({"as_of": AS_OF} | {k: v for k, v in said.items() if k != "limit"} | more, struct)


@pytest.fixture
def session(filled: str) -> Iterator[Session]:
    """The office as it was filled."""
    with Journal.open(filled) as journal:
        yield Session(journal, lambda: datetime.now(UTC), Silence())


def by_name(operations: list[Operation]) -> list[Any]:
    """Each named in the test's name."""
    return [pytest.param(one, id=one.name) for one in operations]


def test_every_limited_list_goes_on() -> None:
    """Given the table, then every operation that takes a limit takes a cursor and gives one, and none has the parameters'
    struct of another: by it a cursor knows its question."""
    limited = [one for one in OPERATIONS.values() if any(each.name == "limit" for each in one.parameters())]
    assert limited == EVERY
    for one in EVERY:
        assert "next" in {field.name for field in msgspec.structs.fields(one.types()[1])}, one.name
    structs = [one.types()[0].__name__ for one in EVERY]
    assert len(set(structs)) == len(structs)


@pytest.mark.parametrize("operation", by_name(LISTS))
def test_pages_of_a_list_are_the_list(session: Session, operation: Operation) -> None:
    """Given a list, when it is asked for in pages of one, each going on where the last ended, then they are the list."""
    lines, function = LINES.get(operation.name, "items"), operation.function()
    whole = getattr(function(session, asked_of(operation)), lines)
    assert len(whole) > (0 if operation.name in ONE_LINE else 1)
    found, after = [], None
    while True:
        page = function(session, asked_of(operation, limit=1, after=after))
        found += getattr(page, lines)
        if (after := page.next) is None:
            break
    assert found == whole


@pytest.mark.parametrize("operation", by_name([one for one in LISTS if one.name not in {"queue"}]))
def test_a_cursor_of_another_operation_is_refused(session: Session, operation: Operation) -> None:
    """Given the cursor of a page of the queue, when another list is asked to go on from it, then it is refused, and said to
    be of another question."""
    cursor = OPERATIONS["queue"].function()(session, asked_of(OPERATIONS["queue"], limit=1)).next
    with pytest.raises(Problem) as refused:
        operation.function()(session, asked_of(operation, after=cursor))
    assert (refused.value.code, refused.value.parameter) == ("bad-cursor", "after")
    assert "another question" in refused.value.text.en


@pytest.mark.parametrize(
    "otherwise",
    [{"overdue": False}, {"unit": CENTRE}, {"as_of": "2016-01-11"}, {"known_at": "2030-01-01"}, {"zone": "UTC"}],
)
def test_a_cursor_of_other_parameters_is_refused(session: Session, otherwise: dict[str, Any]) -> None:
    """Given the cursor of a page, when the list is asked to go on otherwise, at another moment too, then it is refused."""
    queue = OPERATIONS["queue"]
    cursor = queue.function()(session, asked_of(queue, limit=1)).next
    with pytest.raises(Problem) as refused:
        queue.function()(session, asked_of(queue, limit=1, after=cursor, **otherwise))
    assert refused.value.code == "bad-cursor"


def test_what_came_later_is_not_on_the_pages_that_follow(
    ask: Ask, filled: str, server_url: str, tmp_path: Path
) -> None:
    """Given the first page of a list asked as of now, and of what is published, when a case and a case type come, then the
    pages that follow are of the moment and the position of the first, and have neither."""
    with fresh_database(server_url, copy_of=filled) as url:
        first, types = (ask(url, *words, "--limit", 1) for words in (["queue"], ["type", "list"]))
        whole = ask(url, "queue")["items"]
        (tmp_path / "aa.toml").write_text(PERMIT.replace('id = "permit"', 'id = "aa"'), encoding="utf-8")
        ask(url, "type", "publish", tmp_path / "aa.toml")
        came = ApplicationReceived(
            source="s", id="later", occurred=datetime(2015, 1, 5, tzinfo=UTC), case_type="permit"
        )
        with Journal.open(url) as journal:
            journal.append([Entry("00/0", came)])
        assert [one["case"] for one in ask(url, "queue", "--limit", 1)["items"]] == ["00/0"]
        rest = ask(url, "queue", "--after", first["next"], "--limit", 100)
        assert (rest["as_of"], rest["position"]) == (first["as_of"], first["position"])
        assert [one["case"] for one in first["items"] + rest["items"]] == [one["case"] for one in whole]
        ids = [one["id"] for one in ask(url, "type", "list", "--after", types["next"])["types"]]
        assert "aa" not in ids
        assert types["types"][0]["id"] not in ids


@pytest.mark.parametrize(
    ("part", "value"),
    [
        (1, datetime(1, 1, 1, tzinfo=UTC)),
        (1, datetime(9999, 12, 31, tzinfo=UTC)),
        (1, "2016-01-10T00:00:00"),
        (2, "../../etc/passwd"),
        (2, ""),
        (3, -1),
        (3, 2**63),
        (4, -1),
        (4, MOST_SKIPPED + 1),
        (4, 2**64 - 1),
    ],
)
def test_a_forged_cursor_is_refused(session: Session, part: int, value: object) -> None:
    """Given a cursor of the question's own in which a part was changed to what no answer says, when it is gone on from,
    then it is refused, and nothing worse."""
    queue = OPERATIONS["queue"]
    cursor = queue.function()(session, asked_of(queue, limit=1)).next
    place = msgspec.msgpack.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    place[part] = value
    changed = urlsafe_b64encode(msgspec.msgpack.encode(place)).decode().rstrip("=")
    with pytest.raises(Problem) as refused:
        queue.function()(session, asked_of(queue, limit=1, after=changed))
    assert refused.value.code in ("bad-cursor", "not-reached")


@pytest.mark.parametrize("cursor", ["x", "", "AAAA", "k8d_", "é", "../../etc", "=" * 9])
def test_no_cursor_that_no_answer_gave(call: Call, office: str, cursor: str) -> None:
    """Given a word that no answer gave as the place to go on from, then one line says so, with exit status 2."""
    status, out, err = call(office, "queue", "--after", cursor)
    assert (status, out, len(err.splitlines())) == (2, b"", 1)
    assert "--after" in err
