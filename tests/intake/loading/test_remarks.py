"""What an import says beside its figures: columns that no row has, attributes that nobody declares, empty files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sagsgang.intake.loading import reading_logs
from sagsgang.intake.loading.importing import append_events, import_log
from sagsgang.intake.mapping.mapping import MappingError
from sagsgang.intake.reading.remarks import ImportRemark, ImportRemarks
from sagsgang.journal.application import Journal

from ..writing import COPENHAGEN, KNOWN, NOW, as_lines, cloudevent, mapping, packed

DECLARED = {"permit": frozenset({"channel", "priority"}), "complaint": frozenset({"category"})}
HOW = mapping(
    'id = "${n}"\n[[event]]\naction = "site-visit"\nactor = "${org:resource}"\nattributes = { channel = "${chanel}" }\n'
)
XES = (
    '<log><trace><event><string key="case" value="1"/><date key="when" value="2026-03-01"/>'
    '<string key="n" value="1"/><string key="org:resorce" value="Asta"/></event></trace></log>'
)
JSON = '{"case": "1", "when": "2026-03-01", "n": "1", "org:resorce": "Asta"}\n'


def remarks_of(journal: Journal, tmp_path: Path, files: dict[str, bytes], how: object = HOW) -> list[ImportRemark]:
    """What an import of these files has to say."""
    paths = [tmp_path / name for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_bytes(content)
    remarks = ImportRemarks(DECLARED)
    import_log(journal, how, paths, known=KNOWN, now=NOW, rejections_file=tmp_path / "r.jsonl", remarks=remarks)  # type: ignore[arg-type]
    return remarks.all()


@pytest.mark.parametrize(("name", "content"), [("log.xes", XES), ("log.jsonl", JSON), ("log.jsonl.gz", JSON)])
def test_a_column_that_no_row_has_is_said(journal: Journal, tmp_path: Path, name: str, content: str) -> None:
    """Given a log without a header and a mapping with two misspelt columns, then both are told, and what may be meant."""
    raw = content.encode()
    first, second = remarks_of(journal, tmp_path, {name: packed(raw) if name.endswith("gz") else raw})

    assert (first.code, second.code) == ("column-unseen", "column-unseen")
    assert "chanel" in first.reason.en
    assert "org:resource, which the mapping names; did you mean org:resorce?" in second.reason.en
    assert "mente du org:resorce?" in second.reason.da


def test_a_column_that_one_file_of_the_log_has_is_not_said(journal: Journal, tmp_path: Path) -> None:
    """Given a log in two files, only the second of which has the columns, then nothing is told."""
    second = b'{"case": "2", "when": "2026-03-01", "n": "2", "org:resource": "Birk", "chanel": "letter"}\n'

    assert remarks_of(journal, tmp_path, {"a.jsonl": JSON.encode(), "b.jsonl": second}) == []


def test_a_csv_column_that_is_always_empty_is_said(journal: Journal, tmp_path: Path) -> None:
    """Given a CSV file with the column in its header and nothing below it, then that is told too."""
    content = b"case,when,n,org:resource,chanel\n1,2026-03-01,1,,letter\n"
    [one] = remarks_of(journal, tmp_path, {"a.csv": content})

    assert "org:resource" in one.reason.en


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("b.csv", b"case,when,n,org:resource,chanel\n"),
        ("c.xes", b"<log/>"),
        ("d.jsonl.gz", packed(b"")),
    ],
)
def test_an_empty_file_is_remarked(journal: Journal, tmp_path: Path, name: str, content: bytes) -> None:
    """Given a file with no bytes, with a header alone, with no trace, or packed with nothing in it: it is told by name,
    and nothing is said of its columns."""
    [one] = remarks_of(journal, tmp_path, {name: content})

    assert one.code == "empty-file"
    assert str(tmp_path / name) in one.reason.en


def test_an_undeclared_attribute_of_a_mapping_is_said(journal: Journal, tmp_path: Path) -> None:
    """Given attributes of a case type written out, one of them misspelt, and of one that stands in a column: the first is
    compared with its type's, the second with those of all."""
    how = mapping(
        'id = "${n}"\n[[event]]\naction = "site-visit"\nattributes = { chanel = "letter", channel = "letter" }\n'
        '[[event]]\nevent = "closed"\ncase_type = "${type}"\nattributes = { category = "x", colour = "red" }\n'
    )
    row = b'{"case": "1", "when": "2026-03-01", "n": "1", "type": "permit"}\n'
    found = remarks_of(journal, tmp_path, {"a.jsonl": row}, how)

    assert [one.code for one in found] == ["attribute-undeclared"] * 2
    by_name = sorted(one.reason.en for one in found)
    assert by_name[0].startswith("The attribute chanel is not declared by the case type permit")
    assert by_name[0].endswith("Did you mean channel?")
    assert by_name[1].startswith("The attribute colour is not declared by any case type")


def test_an_undeclared_attribute_of_an_event_is_said_once(journal: Journal, tmp_path: Path) -> None:
    """Given three events that name an undeclared attribute of their type, and one that names no type and an attribute of
    another, then the first is told once, and the events are in the journal."""
    data = {"casetype": "permit", "attributes": {"chanel": "letter", "channel": "letter"}}
    path = tmp_path / "events.jsonl"
    path.write_bytes(
        as_lines(
            *(cloudevent(id=str(number), data=data) for number in range(3)),
            cloudevent(id="4", type="decided", data={"attributes": {"category": "x"}}),
        )
    )
    remarks = ImportRemarks(DECLARED)
    tally = append_events(
        journal,
        path,
        known=KNOWN,
        now=NOW,
        zone=COPENHAGEN,
        rejections_file=tmp_path / "r.jsonl",
        remarks=remarks,
    )

    assert tally.appended == 4
    assert [(one.code, "chanel" in one.reason.en) for one in remarks.all()] == [("attribute-undeclared", True)]


def test_a_name_of_two_alphabets_is_taken_and_said(journal: Journal, tmp_path: Path) -> None:
    """Given events and a log with a unit and a source whose о is a Cyrillic letter, and names that are all Greek or all
    Danish, then every event lands, and each such word is told once, with the letter."""
    path = tmp_path / "events.jsonl"
    units = ("Bоrgerservice", "Bоrgerservice", "Αθήνα", "Ærø", "Sermersooq")
    path.write_bytes(
        as_lines(
            *(cloudevent(id=str(n), data={"casetype": "permit", "unit": unit}) for n, unit in enumerate(units)),
            cloudevent(id="9", source="urn:орera"),
        )
    )
    remarks = ImportRemarks(DECLARED)
    words = {"known": KNOWN, "now": NOW, "rejections_file": tmp_path / "r.jsonl"}
    assert append_events(journal, path, zone=COPENHAGEN, remarks=remarks, **words).appended == 6  # type: ignore[arg-type]

    assert [one.code for one in remarks.all()] == ["two-alphabets", "two-alphabets"]
    source, unit = remarks.all()
    assert "source: the word орera" in source.reason.en
    assert (
        "unit: ordet Bоrgerservice har bogstaver af to alfabeter (U+043E CYRILLIC SMALL LETTER O)"
        in unit.reason.da
    )

    how = mapping('id = "${n}"\n[[event]]\nevent = "application-received"\nunit = "${unit}"\n')
    rows = b"case,when,n,unit\n" + "".join(f"{n},2026-03-01,{n},{unit}\n" for n, unit in enumerate(units)).encode()
    [one] = remarks_of(journal, tmp_path, {"log.csv": rows}, how)
    assert one == unit


def test_an_empty_file_of_events_is_remarked(journal: Journal, tmp_path: Path) -> None:
    """Given a file of events with blank lines alone, then that is told."""
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"\n\n")
    remarks = ImportRemarks()
    append_events(
        journal,
        path,
        known=KNOWN,
        now=NOW,
        zone=COPENHAGEN,
        rejections_file=tmp_path / "r.jsonl",
        remarks=remarks,
    )

    assert [one.code for one in remarks.all()] == ["empty-file"]


def test_a_large_log_read_by_another_process_is_remarked_on_too(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a log large enough for a process of its own, then the same is said of it, its bad row is kept under its column
    names, and what is wrong in the mapping has its place."""
    monkeypatch.setattr(reading_logs, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    content = b"case,when,n,org:resource,chanel\n1,2026-03-01,1,,letter\n1,soon,2,,letter\n"
    [one] = remarks_of(journal, tmp_path, {"a.csv": content})

    assert "org:resource" in one.reason.en
    assert [(Path(kept.origin).name, kept.raw) for kept in journal.headings()] == [
        ("a.csv", b"case,when,n,org:resource,chanel")
    ]
    unknown = mapping('id = "${n}"\n[[event]]\nevent = "closed"\n[[event]]\nevent = "closed"\ncase_type = "x"\n')
    with pytest.raises(MappingError) as caught:
        remarks_of(journal, tmp_path, {"b.csv": content}, unknown)
    assert caught.value.path == ("event", 1, "case_type")


def test_a_second_import_says_the_same_again(journal: Journal, tmp_path: Path) -> None:
    """Given files of which something was said, then it is said again when they are imported again."""
    found = [remarks_of(journal, tmp_path, {"a.jsonl": JSON.encode(), "b.csv": b""}) for _ in range(2)]

    assert len(found[0]) == 3
    assert found[0] == found[1]
