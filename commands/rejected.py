"""What was rejected: listed with its reasons, and given back to be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from ..intake.loading.rejected_lines import Lines, is_from
from ..journal.application import Journal
from ..journal.rejections import KeptRejection
from ..projections.asking.shared_zone import zone_of_journal
from ..terminal.language import both, counted, say
from ..terminal.output import answer, bytes_writer, note, out
from ..terminal.tables import table, when
from .asking import Json, check_number, journal

_LISTED = 50
_PAGE = 200  # rejections read at a time
_HEAVY = 8 << 20  # bytes of them, for a line may be large


def list_rejections(
    *,
    after: Annotated[int, Parameter(help=both("Kun efter dette nummer.", "Only after this number."))] = 0,
    limit: Annotated[
        int | None,
        Parameter(
            help=both(
                "Højst så mange linjer (ellers 50, med --raw alle).",
                "At most so many lines (else 50, with --raw all).",
            )
        ),
    ] = None,
    origin: Annotated[
        str | None,
        Parameter(help=both("Kun fra denne fil (sti eller navn).", "Only from this file (path or name).")),
    ] = None,
    raw: Annotated[
        bool,
        Parameter(
            negative=(),
            help=both(
                "De afviste linjer selv, CSV med sine kolonnenavne: ret dem, og importér eller tilføj dem igen.",
                "The rejected lines themselves, CSV with its column names: mend them, and import or append them again.",
            ),
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang rejections``."""
    check_number("--limit", _LISTED if limit is None else limit)
    check_number("--after", after)
    with journal() as opened:
        if raw:
            _write_lines(opened, lambda: islice(_kept(opened, after, origin), limit))
            say_lost(opened.rejections_missing())
            return
        most = _LISTED if limit is None else limit
        kept = [_without_bytes(one) for one in islice(_kept(opened, after, origin), most + 1)]
        zone = zone_of_journal(opened)
        lost = opened.rejections_missing()
    _list(kept[:most], zone, json)
    say_lost(lost)
    if len(kept) > most:
        last = kept[most - 1].id if most else after
        note(
            both(
                f"Der er flere: sagsgang rejections --after {last}",
                f"There are more: sagsgang rejections --after {last}",
            )
        )


def say_lost(rows: int | None) -> None:
    """Tell that rows were kept once and are gone, column names of files among them; None: nobody may say."""
    if rows:
        note(
            both(
                f"{counted(rows, 'række', 'rækker')} af det, der blev afvist, er væk. Se: sagsgang doctor",
                f"{counted(rows, 'row', 'rows')} of what was rejected {'is' if rows == 1 else 'are'} gone. See: sagsgang doctor",
            )
        )


def _kept(opened: Journal, after: int, origin: str | None) -> Iterator[KeptRejection]:
    """The rejections after a number, page by page."""
    while page := opened.rejections(_PAGE, after, _HEAVY):
        yield from (one for one in page if is_from(one, origin))
        after = page[-1].id


def _without_bytes(kept: KeptRejection) -> KeptRejection:
    """For a list, which shows none of them."""
    return kept._replace(rejection=kept.rejection._replace(raw=b""))


def _write_lines(opened: Journal, kept: Callable[[], Iterator[KeptRejection]]) -> None:
    lines = Lines(opened.headings())
    write = bytes_writer()
    for line in lines.of(kept):
        write(line + b"\n")
    if lines.without_bytes:
        note(
            both(
                f"{counted(lines.without_bytes, 'fil', 'filer')} blev afvist som helhed og har ingen linjer her: hent dem igen.",
                f"{counted(lines.without_bytes, 'file was', 'files were')} rejected as a whole, with no lines here: fetch them again.",
            )
        )


def _list(kept: list[KeptRejection], zone: ZoneInfo, json: bool) -> None:
    told = [
        {
            "id": one.id,
            "at": one.at,
            "origin": one.rejection.origin,
            "line": one.rejection.line,
            "code": one.rejection.code,
            "reason": say(one.rejection.reason),
        }
        for one in kept
    ]

    def show(_: object) -> None:
        headings = both("Nr.|Hvornår|Fra|Linje|Kode|Grund", "No.|When|From|Line|Code|Reason").split("|")
        rows = [
            [
                one.id,
                when(one.at, zone),
                Path(one.rejection.origin).name,
                one.rejection.line,
                one.rejection.code,
                say(one.rejection.reason),
            ]
            for one in kept
        ]
        out.print(table(headings, rows) if rows else both("Intet er afvist.", "Nothing was rejected."))

    answer({"rejections": told}, json, show)
