"""Operations of quality and audit: samples, reviews, reconciliations."""

from __future__ import annotations

from ...domain.text import Text
from ..operation import Need, Operation, same

ONE_CASE = Need("read", over=("ref",))
IN_ONE_CASE = Need("record", over=("ref",))

OPERATIONS = (
    Operation(
        name="sample.draw",
        at="samples:draw",
        does="writes",
        needs=Need("record", over=("type", "unit", "record")),
        help=Text(
            "Træk en stikprøve. Samme frø, population og størrelse giver de samme sager, også om ti år.",
            "Draw a sample. The same seed, population and size give the same cases, in ten years too.",
        ),
        example=same(
            "sample draw --type fleksjob --size 30 --seed 2011-04 --by unit --record T-2011-04 --review-type tilsyn"
        ),
        on_what_is_there=True,
    ),
    Operation(
        name="sample.verify",
        at="samples:verify",
        does="reads",
        needs=ONE_CASE,
        help=Text(
            "Træk en tilsynssags stikprøver om, og sammenlign.",
            "Draw the samples of a review again, and compare.",
        ),
        example=same("sample verify T-2011-04"),
    ),
    Operation(
        name="review.show",
        at="reviews:show",
        does="reads",
        needs=ONE_CASE,
        help=Text(
            "Et tilsyn: stikprøve, tjekliste, svar pr. sag, fejl og forløb.",
            "A review: sample, checklist, answers per case, errors and course.",
        ),
        example=same("review show T-2011-04"),
    ),
    Operation(
        name="review.follow-up",
        at="reviews:follow_up",
        does="reads",
        needs=Need("read", over=("type", "unit")),
        help=Text("Fejl, der ikke er rettet, de ældste først.", "Errors not yet put right, oldest first."),
        example=same("review follow-up --type tilsyn --unit Centrum"),
    ),
    Operation(
        name="review.answer",
        at="reviews:answer",
        does="writes",
        needs=IN_ONE_CASE,
        help=Text(
            "Besvar et kontrolpunkt: ok, error (fejl) eller not-applicable (ikke relevant).",
            "Answer a check: ok, error or not-applicable.",
        ),
        example=same("review answer T-2011-04 F-2008-0017 guidance error"),
        on_what_is_there=True,
    ),
    Operation(
        name="review.corrected",
        at="reviews:corrected",
        does="writes",
        needs=IN_ONE_CASE,
        help=Text("En fejl er rettet.", "An error was put right."),
        example=same("review corrected T-2011-04 F-2008-0017 guidance"),
        on_what_is_there=True,
    ),
    Operation(
        name="reconcile",
        at="reconciliations:reconcile",
        does="writes",
        needs=Need("record", over=("type", "record")),
        help=Text(
            "Samkøring: sager åbne på en dag mod et andet systems liste; hvad mangler her, mangler der, er forskelligt. "
            "Nævnes en sag at registrere i, bliver hver difference en hændelse.",
            "Reconciliation: cases open on a day against another system's list; what is missing here, missing there, "
            "different. Where a case to record in is named, each difference becomes an event.",
        ),
        example=same("reconcile --list opera.csv --system opera --type fleksjob --on 2008-03-31"),
        on_what_is_there=True,
    ),
    Operation(
        name="reconcile.show",
        at="reconciliations:show",
        does="reads",
        needs=ONE_CASE,
        help=Text(
            "Resultatet af en samkøring, nu eller som det var: hvad der blev sammenlignet, og hver difference.",
            "The result of a reconciliation, now or as it was: what was compared, and each difference.",
        ),
        example=same("reconcile show S-2008-Q1 --as-of 2008-04-15"),
    ),
    Operation(
        name="differences",
        at="reconciliations:open_differences",
        does="reads",
        needs=Need("read", over=("type", "unit")),
        help=Text(
            "Åbne differencer fra samkøring, de ældste først.",
            "Open differences of reconciliations, oldest first.",
        ),
        example=same("differences --system opera --open-for 30"),
    ),
    Operation(
        name="differences.close",
        at="reconciliations:close",
        does="writes",
        needs=IN_ONE_CASE,
        help=Text("Afklar en difference, med begrundelse.", "Settle a difference, with the reason."),
        example=Text(
            'differences close S-2008-Q1 opera/F-2007-0001/unit --reason "rettet i opera"',
            'differences close S-2008-Q1 opera/F-2007-0001/unit --reason "mended in opera"',
        ),
        on_what_is_there=True,
    ),
)
