"""An import that reads for long judges each row by the present, not by when it began."""

from __future__ import annotations

import json
import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sagsgang.cli import run
from sagsgang.intake.loading import reading_logs
from sagsgang.intake.reading.present import Present, present_of
from sagsgang.journal.application import Journal

from ..writing import NOW

EXAMPLE = Path(__file__).parents[3] / "examples" / "first-case"


def test_the_present_goes_on_with_the_time_that_passes() -> None:
    """Given a present read at noon, when 90 seconds have passed, then it is a minute and a half past noon once it is asked
    again, also in another process; one that is fixed stays."""
    seconds = [10.0]
    present = Present(NOW, lambda: seconds[0])
    seconds[0] = 100.0
    assert present.at == NOW
    assert present.again() == present.at == NOW + timedelta(seconds=90)
    assert present_of(NOW).again() == NOW
    handed_over = pickle.loads(pickle.dumps(Present(NOW)))  # noqa: S301 (our own)
    assert handed_over.again() > NOW


@pytest.mark.parametrize("apart", [False, True])
def test_a_row_that_is_written_while_the_log_is_read(
    journal: Journal,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    apart: bool,
) -> None:
    """Given a log that is read from a pipe, here or by a process of its own, when a row is written, and registered, after
    the import began, then it lands: it was not in the future when it was read."""
    at = ["--database", journal.url]
    assert run([*at, "type", "publish", str(EXAMPLE / "casetype.toml")]) == 0
    (tmp_path / "mapping.toml").write_text(
        'source = "log"\ncase = "${case}"\nid = "${n}"\nzone = "UTC"\noccurred = "${reg}"\nrecorded = "${reg}"\n'
        '[[event]]\nevent = "application-received"\ncase_type = "parking"\n'
    )
    if apart:
        monkeypatch.setattr(reading_logs, "WORTH_A_PROCESS", 0)
        monkeypatch.setattr(reading_logs, "total_bytes", lambda paths: 1)
    pipe = tmp_path / "log.csv"
    os.mkfifo(pipe)

    def write() -> None:
        with pipe.open("w") as file:  # opened when the other end is: the import has begun
            written: datetime = journal.clock()
            file.write(f"case,n,reg\nP-1,1,{written.isoformat()}\n")

    with ThreadPoolExecutor() as other:
        writing = other.submit(write)
        capfd.readouterr()
        status = run(
            [
                *at,
                "import",
                "--mapping",
                str(tmp_path / "mapping.toml"),
                str(pipe),
                "--json",
                "--rejections",
                str(tmp_path / "r"),
            ]
        )
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))  # if nobody read it the writer waits no more
        writing.result()
    said = capfd.readouterr()
    assert status == 0, said
    assert json.loads(said.out)["appended"] == 1
