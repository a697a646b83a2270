"""A case type drawn: the operation gives Mermaid, and the terminal draws pictures."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from ..domain.rules.casetype import CaseType
from ..journal.server.private_file import write_private
from ..operations import case_types
from ..terminal.drawing import png, svg
from ..terminal.language import LANGUAGE, both, say
from ..terminal.output import put_json, put_text
from .adapter import Call, with_files


@with_files("type.diagram")
def diagram(
    call: Call,
    *,
    form: Annotated[
        Literal["mermaid", "svg", "png"],
        Parameter(name="--format", help=both("Tegningens form.", "The drawing's form.")),
    ] = "mermaid",
    output: Annotated[
        Path | None,
        Parameter(
            help=both("Fil at skrive til (ellers standard output).", "File to write (else standard output).")
        ),
    ] = None,
) -> int:
    """Carry out ``sagsgang type diagram``."""
    asked: case_types.CaseTypeAsked = call.asked()
    with call.session() as session:
        case_type = case_types.show(session, asked)
    drawn = case_types.drawn(case_type)
    if output is not None:
        write_private(output, _picture(case_type, drawn, form))
    if call.json:
        put_json(drawn)
    elif output is None and form == "png":
        sys.stdout.buffer.write(_picture(case_type, drawn, form))
    elif output is None:
        put_text(_picture(case_type, drawn, form).decode())
    return 0


def _picture(case_type: CaseType, drawn: case_types.Diagram, form: str) -> bytes:
    match form:
        case "svg":
            return svg(case_type, LANGUAGE).encode()
        case "png":
            return png(case_type, LANGUAGE)
    return say(drawn.mermaid).encode()
