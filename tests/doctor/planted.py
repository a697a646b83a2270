"""Faults of an installation, planted by whoever owns the database: each a statement of SQL, and the code that finds it."""

from __future__ import annotations

from typing import NamedTuple

TABLES = ("stored_events", "rejections", "rejections_counted")
TRIGGERS = {
    "stored_events.append_only": ("BEFORE UPDATE OR DELETE OR TRUNCATE", "refuse_change", ""),
    "stored_events.one_order": ("AFTER INSERT", "check_order", "REFERENCING NEW TABLE AS added"),
    "stored_events.by_the_clock": ("AFTER INSERT", "check_clock", "REFERENCING NEW TABLE AS added"),
    "stored_events.nothing_gone": ("BEFORE INSERT", "refuse_reuse", ""),
    "rejections.append_only": ("BEFORE UPDATE OR DELETE OR TRUNCATE", "refuse_change", ""),
    "rejections.counted": ("AFTER INSERT", "count_rejections", "REFERENCING NEW TABLE AS added"),
    "rejections_counted.append_only": ("BEFORE UPDATE OR DELETE OR TRUNCATE", "refuse_change", ""),
}
FUNCTIONS = {
    "refuse_change": "()",
    "check_order": "()",
    "check_clock": "()",
    "count_rejections": "()",
    "refuse_reuse": "()",
    "remembered_position": "()",
    "says_when": "(text)",
    "body_fault": "(bytea, text, text)",
}
DEFINERS = ("count_rejections", "remembered_position")  # run with their owner's rights
PROJECTIONS = (
    "deadlines",
    "cases",
    "complaints",
    "case_time",
    "findings",
    "meetings",
    "surveys",
    "checks",
    "differences",
    "reminders",
)
BESIDE = {
    "projections": "position",
    "replaced_rows": "n",
    "cases_set_aside": "position",
    "cases_behind": "since",
    "outbox": "round",
    "outbox_position": "made_at",
    "outbox_rests": "reason_code",
    "scheduler_nodes": "host",
    "scheduler_state": "ticks",
    "import_choices": "row_name",
    "import_files": "records",
}


# The first table of a set says its format in a comment.
FORMATS = {
    "projections": "sagsgang projections, format 3",
    "outbox": "sagsgang outbox, format 3",
    "scheduler_nodes": "sagsgang scheduler_nodes, format 1",
}


class Planted(NamedTuple):
    """What is done, and the code of what is found."""

    statements: str
    code: str


def unguarded(statements: str) -> str:
    """Rows changed while the guards were off, which stand afterwards as they did."""
    off = "ALTER TABLE sagsgang.stored_events DISABLE TRIGGER USER"
    on = "; ".join(
        f"ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER {trigger.partition('.')[2]}"
        for trigger in TRIGGERS
        if trigger.startswith("stored_events")
    )
    return f"{off}; {statements}; {on}"


def of_triggers() -> dict[str, Planted]:
    """Guards that are gone, off, others, or have company."""
    found = {}
    for trigger, (events, function, also) in TRIGGERS.items():
        table, _, name = trigger.partition(".")
        on = f"sagsgang.{table}"
        make = f"CREATE OR REPLACE TRIGGER {name} {{}} ON {on} {also} FOR EACH STATEMENT {{}} EXECUTE FUNCTION sagsgang.{{}}()"
        always = f"; ALTER TABLE {on} ENABLE ALWAYS TRIGGER {name}"
        nothing = (
            "CREATE FUNCTION sagsgang.nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
        )
        found |= {
            f"{trigger} is gone": Planted(f"DROP TRIGGER {name} ON {on}", "trigger-missing"),
            f"{trigger} is off": Planted(f"ALTER TABLE {on} DISABLE TRIGGER {name}", "trigger-off"),
            f"{trigger} is on for ordinary sessions": Planted(
                f"ALTER TABLE {on} ENABLE TRIGGER {name}", "trigger-altered"
            ),
            f"{trigger} is on for replicas": Planted(
                f"ALTER TABLE {on} ENABLE REPLICA TRIGGER {name}", "trigger-altered"
            ),
            f"{trigger} has another name": Planted(
                f"ALTER TRIGGER {name} ON {on} RENAME TO other", "trigger-added"
            ),
            f"{trigger} asks a condition": Planted(
                make.format(events, "WHEN (false)", function) + always, "trigger-altered"
            ),
            f"{trigger} does nothing": Planted(
                f"{nothing}; {make.format(events, '', 'nothing')}{always}", "trigger-altered"
            ),
            f"{trigger} is made by a function added": Planted(
                nothing.replace("nothing()", f"{name}_2()"), "function-added"
            ),
        }
        if "UPDATE" in events:
            for left_out in ("UPDATE", "DELETE", "TRUNCATE"):
                fewer = " OR ".join(one for one in ("UPDATE", "DELETE", "TRUNCATE") if one != left_out)
                found[f"{trigger} lets {left_out} pass"] = Planted(
                    make.format(f"BEFORE {fewer}", "", function) + always, "trigger-altered"
                )
            after = make.format(events.replace("BEFORE", "AFTER"), "", function) + always
            found[f"{trigger} comes after"] = Planted(after, "trigger-altered")
    for table in TABLES:
        for when, each in (("BEFORE INSERT", "ROW"), ("AFTER INSERT", "ROW"), ("BEFORE INSERT", "STATEMENT")):
            found[f"{table} has one more {when} {each}"] = Planted(
                f"CREATE TRIGGER more {when} ON sagsgang.{table} FOR EACH {each} EXECUTE FUNCTION "
                "sagsgang.refuse_change()",
                "trigger-added",
            )
        for event in ("INSERT", "UPDATE", "DELETE"):
            rule = f"CREATE RULE more AS ON {event} TO sagsgang.{table} DO INSTEAD NOTHING"
            found[f"{table} has a rule on {event}"] = Planted(rule, "rule-added")
    return found


def of_functions() -> dict[str, Planted]:
    """Functions replaced, or run otherwise."""
    found = {}
    for name, arguments in FUNCTIONS.items():
        whole = f"sagsgang.{name}{arguments}"
        found |= {
            f"{name} runs as another": Planted(
                f"ALTER FUNCTION {whole} SECURITY {'INVOKER' if name in DEFINERS else 'DEFINER'}",
                "function-altered",
            ),
            f"{name} looks elsewhere": Planted(
                f"ALTER FUNCTION {whole} SET search_path = public", "function-altered"
            ),
            f"{name} is said never to change": Planted(f"ALTER FUNCTION {whole} IMMUTABLE", "function-altered"),
            f"{name} belongs to another": Planted(
                f"CREATE ROLE sagsgang_thief; ALTER FUNCTION {whole} OWNER TO sagsgang_thief", "owner-differs"
            ),
            f"{name} has another name": Planted(f"ALTER FUNCTION {whole} RENAME TO {name}_2", "function-missing"),
            f"{name} has a namesake": Planted(
                f"CREATE FUNCTION sagsgang.{name}(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                "function-added",
            ),
        }
        if arguments == "()" and name != "remembered_position":
            found[f"{name} lets everything pass"] = Planted(
                f"CREATE OR REPLACE FUNCTION {whole} RETURNS trigger LANGUAGE plpgsql SET search_path = "
                "pg_catalog, pg_temp "
                "AS $$ BEGIN RETURN NULL; END $$",
                "function-altered",
            )
    anything = "CREATE OR REPLACE FUNCTION sagsgang.{}{} RETURNS {} LANGUAGE sql STABLE AS 'SELECT {}'"
    return found | {
        "says_when says yes": Planted(
            anything.format("says_when", "(occurred text)", "boolean", "true"), "function-altered"
        ),
        "body_fault finds nothing": Planted(
            anything.format("body_fault", "(state bytea, source text, event_id text)", "text", "NULL::text"),
            "function-altered",
        ),
        "remembered_position remembers nothing": Planted(
            "CREATE OR REPLACE FUNCTION sagsgang.remembered_position() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY "
            "DEFINER SET search_path = pg_catalog, pg_temp AS $$ BEGIN RETURN 0; END $$",
            "function-altered",
        ),
        "check_order may use no memory": Planted(
            "ALTER FUNCTION sagsgang.check_order() SET work_mem = '64kB'", "function-altered"
        ),
        "check_clock forgets its settings": Planted(
            "ALTER FUNCTION sagsgang.check_clock() RESET ALL", "function-altered"
        ),
        "known_topics is gone": Planted("DROP FUNCTION sagsgang.known_topics()", "topics-missing"),
        "a kind of event is refused": Planted(
            "CREATE OR REPLACE FUNCTION sagsgang.known_topics() RETURNS TABLE (topic text, stream text) "
            "LANGUAGE sql IMMUTABLE "
            "AS $$ VALUES ('decided', '') $$",
            "topics-missing",
        ),
    }


def of_the_table() -> dict[str, Planted]:
    """Columns, constraints, indexes, and what a table is."""
    at = "ALTER TABLE sagsgang.stored_events"
    found = {}
    for column in ("topic", "state", "notification_id", "source", "event_id", "recorded"):
        found[f"{column} may be empty"] = Planted(f"{at} ALTER {column} DROP NOT NULL", "column-altered")
    for column, default in {
        "topic": "'decided'",
        "source": "'x'",
        "event_id": "'x'",
        "recorded": "now()",
        "notification_id": "1",
    }.items():
        found[f"{column} fills itself"] = Planted(f"{at} ALTER {column} SET DEFAULT {default}", "column-altered")
    for column in (
        "originator_id",
        "originator_version",
        "topic",
        "state",
        "notification_id",
        "source",
        "event_id",
        "recorded",
    ):
        found[f"{column} has another name"] = Planted(f"{at} RENAME {column} TO {column}_2", "column-missing")
    for column, kind in {
        "topic": "varchar(200)",
        "source": 'text COLLATE "default"',
        "originator_version": "integer",
        "recorded": "timestamp",
    }.items():
        found[f"{column} is {kind}"] = Planted(f"{at} ALTER {column} TYPE {kind}", "column-altered")
    for table in TABLES:
        this = f"ALTER TABLE sagsgang.{table}"
        found |= {
            f"{table} does not survive a crash": Planted(f"{this} SET UNLOGGED", "table-unlogged"),
            f"{table} hides rows": Planted(f"{this} ENABLE ROW LEVEL SECURITY", "row-security"),
            f"{table} hides rows from its owner": Planted(f"{this} FORCE ROW LEVEL SECURITY", "row-security"),
            f"{table} has a policy": Planted(
                f"CREATE POLICY few ON sagsgang.{table} USING (false)", "row-security"
            ),
            f"{table} has an heir": Planted(
                f"CREATE TABLE sagsgang.heir () INHERITS (sagsgang.{table})", "table-inherits"
            ),
            f"{table} belongs to another": Planted(
                f"CREATE ROLE sagsgang_thief; {this} OWNER TO sagsgang_thief", "owner-differs"
            ),
        }
    return found | {
        "the schema belongs to another": Planted(
            "CREATE ROLE sagsgang_thief; ALTER SCHEMA sagsgang OWNER TO sagsgang_thief", "owner-differs"
        ),
        "one column more": Planted(f"{at} ADD COLUMN more text", "column-added"),
        "versions are not unique": Planted(f"{at} DROP CONSTRAINT stored_events_pkey", "constraint-missing"),
        "identities are not unique": Planted(f"{at} DROP CONSTRAINT stored_events_identity", "constraint-missing"),
        "versions may be 0": Planted(f"{at} DROP CONSTRAINT stored_events_version", "constraint-missing"),
        "versions may be 0, by another rule": Planted(
            f"{at} DROP CONSTRAINT stored_events_version, ADD CONSTRAINT stored_events_version CHECK "
            "(originator_version >= 0)",
            "constraint-altered",
        ),
        "identities are looked at later": Planted(
            f"{at} DROP CONSTRAINT stored_events_identity, "
            "ADD CONSTRAINT stored_events_identity UNIQUE (source, event_id) DEFERRABLE INITIALLY DEFERRED",
            "constraint-altered",
        ),
        "events of one source alone": Planted(
            f"{at} ADD CONSTRAINT more CHECK (source <> 'kmd-nova')", "constraint-added"
        ),
        "positions are not unique": Planted(
            "DROP INDEX sagsgang.stored_events_notification_id_idx", "index-missing"
        ),
        "positions are found and not unique": Planted(
            "DROP INDEX sagsgang.stored_events_notification_id_idx; "
            "CREATE INDEX stored_events_notification_id_idx ON sagsgang.stored_events (notification_id)",
            "index-altered",
        ),
        "some positions are unique": Planted(
            "DROP INDEX sagsgang.stored_events_notification_id_idx; CREATE UNIQUE INDEX "
            "stored_events_notification_id_idx "
            "ON sagsgang.stored_events (notification_id) WHERE notification_id > 100",
            "index-altered",
        ),
        "times are not found": Planted("DROP INDEX sagsgang.stored_events_recorded_idx", "index-missing"),
        "one event a topic": Planted(
            "CREATE UNIQUE INDEX more ON sagsgang.stored_events (topic, originator_id, originator_version)",
            "index-added",
        ),
        "an index that is not valid": Planted(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'sagsgang.stored_events_recorded_idx'::regclass",
            "index-invalid",
        ),
        "a constraint whose index is not valid": Planted(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'sagsgang.stored_events_identity'::regclass",
            "index-invalid",
        ),
        "the mark is lost": Planted("COMMENT ON TABLE sagsgang.stored_events IS NULL", "format-lost"),
        "the mark is another": Planted("COMMENT ON TABLE sagsgang.stored_events IS 'events'", "format-lost"),
        "a newer program's": Planted(
            "COMMENT ON TABLE sagsgang.stored_events IS 'sagsgang journal, format 99'", "journal-newer"
        ),
        "an older program's": Planted(
            "COMMENT ON TABLE sagsgang.stored_events IS 'sagsgang journal, format 1'", "journal-older"
        ),
        "there is no table": Planted("ALTER TABLE sagsgang.stored_events RENAME TO other", "no-journal"),
        "a view in its place": Planted(
            "ALTER TABLE sagsgang.stored_events RENAME TO other; CREATE VIEW sagsgang.stored_events AS SELECT "
            "* FROM sagsgang.other",
            "table-kind",
        ),
        "rejections are gone": Planted("DROP TABLE sagsgang.rejections", "table-missing"),
        "what counts rejections is gone": Planted("DROP TABLE sagsgang.rejections_counted", "table-missing"),
        "rejections lack their bytes": Planted(
            "ALTER TABLE sagsgang.rejections DROP COLUMN raw", "rejections-altered"
        ),
        "rejections may be empty": Planted(
            "ALTER TABLE sagsgang.rejections ALTER raw DROP NOT NULL", "rejections-altered"
        ),
        "rejections say more": Planted(
            "ALTER TABLE sagsgang.rejections ADD COLUMN more text", "rejections-altered"
        ),
        "rejections come twice": Planted(
            "ALTER TABLE sagsgang.rejections DROP CONSTRAINT rejections_origin_digest_code_key",
            "rejections-altered",
        ),
    }


def of_rejections() -> dict[str, Planted]:
    """Rejected lines taken away, changed or slipped in while the guards were off. There is one."""
    line = "origin, line, code, da, en, raw, digest"
    rows = {
        "the rejected line is gone": ("DELETE FROM sagsgang.rejections", "rejections-lost"),
        "rejections are empty": ("TRUNCATE sagsgang.rejections RESTART IDENTITY", "rejections-lost"),
        "rejections are emptied, and others came": (
            f"CREATE TEMPORARY TABLE was AS SELECT {line} FROM sagsgang.rejections; TRUNCATE sagsgang.rejections; "
            "ALTER TABLE sagsgang.rejections ENABLE TRIGGER counted; "
            f"INSERT INTO sagsgang.rejections ({line}) SELECT 'other.csv', line, code, da, en, raw, digest FROM was",
            "rejections-lost",
        ),
        "the rejected line says something else": (
            "UPDATE sagsgang.rejections SET raw = 'x;z'::bytea",
            "rejections-changed",
        ),
        "a line came uncounted": (
            f"INSERT INTO sagsgang.rejections ({line}) SELECT 'other.csv', line, code, da, en, raw, digest "
            "FROM sagsgang.rejections",
            "rejections-uncounted",
        ),
        "what was counted is forgotten": ("DELETE FROM sagsgang.rejections_counted", "rejections-uncounted"),
        "fewer were counted": ("UPDATE sagsgang.rejections_counted SET kept = 0", "rejections-uncounted"),
    }
    tables = ("rejections", "rejections_counted")
    off = "; ".join(f"ALTER TABLE sagsgang.{table} DISABLE TRIGGER USER" for table in tables)
    on = "; ".join(
        f"ALTER TABLE sagsgang.{table} ENABLE ALWAYS TRIGGER {trigger}"
        for table, _, trigger in (name.partition(".") for name in TRIGGERS)
        if table in tables
    )
    return {name: Planted(f"{off}; {statements}; {on}", code) for name, (statements, code) in rows.items()}


def of_rows() -> dict[str, Planted]:
    """Rows cut, moved and forged while the guards were off. The journal has 15 events; went-live is the ninth."""
    change = "UPDATE sagsgang.stored_events SET {} WHERE notification_id = {}"
    said = "state = convert_to(replace(convert_from(state, 'UTF8'), '{}', '{}'), 'UTF8')"
    cut = "DELETE FROM sagsgang.stored_events WHERE notification_id {}"
    rows: dict[str, tuple[str, str]] = {
        "the first event is gone": (cut.format("= 1"), "row-position"),
        "one in the middle is gone": (cut.format("= 7"), "row-position"),
        "many in the middle are gone": (cut.format("BETWEEN 4 AND 12"), "row-position"),
        "went-live is gone": (cut.format("= 9"), "row-position"),
        "the last is gone": (cut.format("= 15"), "projection-ahead"),
        "the last five are gone": (cut.format("> 10"), "projection-ahead"),
        "all are gone": (cut.format("> 0"), "projection-ahead"),
        "went-live is gone, and the gap closed": (
            cut.format("= 9") + "; UPDATE sagsgang.stored_events SET notification_id = notification_id - 1 WHERE notification_id > 9",
            "projection-ahead",
        ),
        "a case is gone, and the gaps closed": (
            "DELETE FROM sagsgang.stored_events WHERE originator_id = '2024-00001'; UPDATE sagsgang.stored_events AS e "
            "SET notification_id = n FROM (SELECT notification_id AS was, row_number() OVER (ORDER BY "
            "notification_id) AS n "
            "FROM sagsgang.stored_events) AS these WHERE was = notification_id",
            "projection-ahead",
        ),
        "positions jump": ("UPDATE sagsgang.stored_events SET notification_id = notification_id + 100 WHERE notification_id > 11", "row-position"),
        "the last position jumps": (change.format("notification_id = 16", 15), "row-position"),
        "a position is 0": (change.format("notification_id = 0", 1), "row-position"),
        "a position is negative": (change.format("notification_id = -5", 5), "row-position"),
        "two change places": (
            change.format("notification_id = -1", 10) + "; " + change.format("notification_id = 10", 11) + "; " + change.format("notification_id = 11", -1),
            "row-recorded",
        ),
        "a version is left out": (change.format("originator_version = 9", 15), "row-version"),
        "a case begins at 5": (change.format("originator_version = 5", 3), "row-version"),
        "versions change places": (
            "UPDATE sagsgang.stored_events SET originator_version = originator_version + 10 WHERE "
            "originator_id = '2024-00001'; "
            "UPDATE sagsgang.stored_events SET originator_version = 14 - originator_version WHERE "
            "originator_id = '2024-00001'",
            "row-version",
        ),
        "an event is moved to another case": (change.format("originator_id = '2024-00002', originator_version = 4", 3), "row-version"),
        "an event is moved to a new case": (change.format("originator_id = '2024-00009', originator_version = 1", 15), "projection-of-another"),
        "recorded in 2099": (change.format("recorded = '2099-01-01'", 15), "row-ahead"),
        "recorded tomorrow": (change.format("recorded = now() + interval '1 day'", 15), "row-ahead"),
        "recorded an hour ahead": (change.format("recorded = now() + interval '1 hour'", 15), "clock-slipped"),
        "recorded at infinity": (change.format("recorded = 'infinity'", 15), "row-recorded"),
        "recorded before all times": (change.format("recorded = '-infinity'", 1), "row-recorded"),
        "recorded in the year 12000": (change.format("recorded = '12000-01-01'", 15), "row-recorded"),
        "recorded earlier than the one before": (change.format("recorded = recorded - interval '2 years'", 12), "row-recorded"),
        "recorded later than the one after": (change.format("recorded = recorded + interval '300 days'", 4), "row-recorded"),
        "recorded a second earlier": (change.format("recorded = recorded - interval '1 second'", 5), "row-rewritten"),
        "source unlike the body": (change.format("source = 'kmd-nova'", 6), "row-identity"),
        "id unlike the body": (change.format("event_id = 'other'", 6), "row-identity"),
        "body of another source": (change.format(said.format("kmd-opera", "kmd-nova"), 6), "row-identity"),
        "body with another id": (change.format(said.format('"id":"', '"id":"x'), 6), "row-identity"),
        "an actor is forged": (change.format(said.format('"occurred"', '"actor":"someone","occurred"'), 6), "row-rewritten"),
        "a day is forged": (change.format(said.format("2024-03-04", "2024-02-04"), 3), "row-rewritten"),
        "the last event's day is forged": (change.format(said.format("2024-03-04", "2024-02-04"), 15), "projection-of-another"),
        "the last event's time is moved": (change.format("recorded = recorded - interval '1 microsecond'", 15), "projection-of-another"),
        "a case type is forged": (change.format(said.format("30", "90"), 2), "row-rewritten"),
        "a kind that nobody knows": (change.format("topic = 'guidance-was-given'", 8), "row-topic"),
        "a kind with a module's path": (change.format("topic = 'sagsgang.domain:Decided'", 8), "row-topic"),
        "another kind": (change.format("topic = 'application-received'", 15), "projection-of-another"),
        "a publication in a case": (change.format("topic = 'went-live'", 8), "row-stream"),
        "an event of a case in the journal's stream": (change.format("originator_id = '$journal', originator_version = 2", 8), "row-stream"),
        "a case type among the calendars": (change.format("originator_id = '$calendar/x'", 2), "row-stream"),
        "went-live in a case": (change.format("originator_id = '2024-00009'", 9), "row-stream"),
        "no JSON": (change.format("state = 'guidance was given'", 8), "row-body"),
        "JSON cut off": (change.format("state = substring(state FROM 1 FOR 20)", 8), "row-body"),
        "an empty body": (change.format("state = ''", 8), "row-body"),
        "a list": (change.format("state = '[]'", 8), "row-body"),
        "no UTF-8": (change.format("state = '\\x7bff7d'", 8), "row-body"),
        "a body without source": (change.format(said.format('"source"', '"from"'), 8), "row-body"),
        "a body without id": (change.format(said.format('"id"', '"number"'), 8), "row-body"),
        "a body without a time": (change.format(said.format('"occurred"', '"when"'), 8), "row-body"),
        "a body at 25 o'clock": (change.format(said.format("T08:30", "T25:30"), 3), "row-body"),
        "a case type that is none": (change.format(said.format('"definition"', '"text2"'), 2), "row-body"),
        "17 MiB": (
            change.format("state = convert_to('{\"source\":\"kmd-opera\",\"note\":\"' || repeat('x', 17 << 20) || '\"}', 'UTF8')", 8),
            "row-size",
        ),
        "a stream without a name": (change.format("originator_id = ''", 15), "row-size"),
        "a stream with an endless name": (change.format("originator_id = repeat('x', 1001)", 15), "row-size"),
        "the journal went live later than it was registered": (change.format(said.format('"occurred":"20', '"occurred":"21'), 9), "row-own"),
        "an event twice": (
            "ALTER TABLE sagsgang.stored_events DROP CONSTRAINT stored_events_identity; INSERT INTO "
            "sagsgang.stored_events "
            "SELECT originator_id, 4, topic, state, 16, source, event_id, recorded FROM sagsgang.stored_events "
            "WHERE notification_id = 15",
            "row-twice",
        ),
        "a position twice": (
            "DROP INDEX sagsgang.stored_events_notification_id_idx; " + change.format("notification_id = 14", 15),
            "row-position",
        ),
        "an event written behind the journal's back": (
            "INSERT INTO sagsgang.stored_events SELECT '2024-00010', 1, topic, "
            "convert_to(replace(convert_from(state, 'UTF8'), event_id, 'x'), "
            "'UTF8'), 17, source, 'x', recorded FROM sagsgang.stored_events WHERE notification_id = 15",
            "row-position",
        ),
    }  # fmt: skip
    found = {name: Planted(unguarded(statements), code) for name, (statements, code) in rows.items()}
    rewrite = "ALTER TABLE sagsgang.stored_events ALTER COLUMN {0} TYPE {1} USING {2}"
    body = "convert_to(replace(convert_from(state, 'UTF8'), '{}', '{}'), 'UTF8')"
    # With all triggers standing.
    return found | {
        "every body rewritten, with another source": Planted(
            rewrite.format("state", "bytea", body.format("kmd-opera", "kmd-nova")), "row-identity"
        ),
        "every body rewritten, with another day": Planted(
            rewrite.format("state", "bytea", body.format("2024-03-04", "2024-03-01")), "projection-of-another"
        ),
        "every body rewritten, an actor forged": Planted(
            rewrite.format(
                "state",
                "bytea",
                body.format('"occurred":"2024-03-04T08:30:00Z"', '"actor":"x","occurred":"2024-03-04T08:30:00Z"'),
            ),
            "row-written-anew",
        ),
        "every time a day earlier": Planted(
            rewrite.format("recorded", "timestamptz", "recorded - interval '1 day'"), "projection-of-another"
        ),
        "every version one more": Planted(
            rewrite.format("originator_version", "bigint", "originator_version + 1"), "row-version"
        ),
        "every position one more": Planted(
            rewrite.format("notification_id", "bigint", "notification_id + 1"), "row-position"
        ),
        "every event of another kind": Planted(rewrite.format("topic", "text", "'decided'"), "row-stream"),
    }


def of_projections() -> dict[str, Planted]:
    """Projections of another journal, ahead, or with other tables than they should have."""
    found = {}
    put = "UPDATE sagsgang.projections SET {} WHERE name = '{}'"
    for name in PROJECTIONS:
        table = f"sagsgang.{name}_1"
        found |= {
            f"{name} stands beyond the end": Planted(
                put.format("position = position + 24", name), "projection-ahead"
            ),
            f"{name} is of another journal": Planted(
                put.format("event = sha256('another')", name), "projection-of-another"
            ),
            f"{name} has no table": Planted(f"DROP TABLE {table}", "projection-missing"),
            f"{name} lacks an index": Planted(f"DROP INDEX sagsgang.{name}_1_known", "projection-indexes"),
            f"{name} takes any interval": Planted(
                f"ALTER TABLE {table} DROP CONSTRAINT {name}_1_check", "projection-constraints"
            ),
            f"{name} has one column more": Planted(
                f"ALTER TABLE {table} ADD COLUMN more text", "projection-columns"
            ),
        }
    table = "sagsgang.cases_1"
    return found | {
        "rows are not unique": Planted(
            f"ALTER TABLE {table} DROP CONSTRAINT cases_1_pkey", "projection-constraints"
        ),
        "rows are from later": Planted(
            f"UPDATE {table} SET opened_pos = 99, closed_pos = NULL, closed_at = NULL, withdrawn_pos = NULL",
            "projection-rows",
        ),
        "rows are closed later": Planted(
            f"UPDATE {table} SET closed_pos = 99, closed_at = opened_at, withdrawn_pos = NULL", "projection-rows"
        ),
        "rows are withdrawn later": Planted(f"UPDATE {table} SET withdrawn_pos = 99", "projection-rows"),
        "a column has another type": Planted(f"ALTER TABLE {table} ALTER n TYPE bigint", "projection-columns"),
        "a column may be empty": Planted(
            f"ALTER TABLE {table} ALTER opened_at DROP NOT NULL", "projection-columns"
        ),
        "a projection does not survive a crash": Planted(
            f"ALTER TABLE {table} SET UNLOGGED", "projection-unlogged"
        ),
        "a projection's rows are changed as they come": Planted(
            f"CREATE TRIGGER more BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.refuse_change()",
            "projection-trigger",
        ),
        "a projection hides rows": Planted(f"CREATE POLICY few ON {table} USING (false)", "projection-trigger"),
        "a view in the place of a projection": Planted(
            f"ALTER TABLE {table} RENAME TO was; CREATE VIEW {table} AS SELECT * FROM sagsgang.was",
            "projection-kind",
        ),
        "a newer program keeps it": Planted(put.format("fold = 99", "cases"), "projection-newer"),
        "a case is behind": Planted(
            "INSERT INTO sagsgang.cases_behind VALUES ('cases', 1, '2024-00001', 3)", "cases-behind"
        ),
        "a case is set aside": Planted(
            "INSERT INTO sagsgang.cases_set_aside VALUES ('cases', 1, '2024-00001', 3, now(), 'KeyError (story.py:1)')",
            "cases-set-aside",
        ),
    }


def of_tables_beside() -> dict[str, Planted]:
    """Tables beside the journal: lost, altered, of a newer program, ahead of the journal."""
    found = {}
    for table, column in BESIDE.items():
        found[f"{table} has one column more"] = Planted(
            f"ALTER TABLE sagsgang.{table} ADD COLUMN more text", "table-altered"
        )
        found[f"{table} lacks {column}"] = Planted(
            f"ALTER TABLE sagsgang.{table} RENAME COLUMN {column} TO other", "table-altered"
        )
        if table not in ("projections", "outbox", "scheduler_nodes", "import_choices"):
            code = (
                "tables-older" if table in ("replaced_rows", "outbox_rests", "cases_behind") else "table-missing"
            )
            found[f"{table} is gone"] = Planted(f"DROP TABLE sagsgang.{table} CASCADE", code)
        was = f"ALTER TABLE sagsgang.{table} RENAME TO was"
        found[f"a view in the place of {table}"] = Planted(
            f"{was}; CREATE VIEW sagsgang.{table} AS SELECT * FROM sagsgang.was"
            + (f"; COMMENT ON VIEW sagsgang.{table} IS '{FORMATS[table]}'" if table in FORMATS else ""),
            "table-kind",
        )
    return found | {
        "an elsewhere in the place of the outbox's position": Planted(
            "CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere; "
            "ALTER TABLE sagsgang.outbox_rests RENAME TO was; "
            "CREATE FOREIGN TABLE sagsgang.outbox_rests (channel text) SERVER nowhere",
            "table-kind",
        ),
        "a view among the journal's names": Planted(
            "CREATE VIEW sagsgang.overview AS SELECT * FROM sagsgang.stored_events", "relation-unknown"
        ),
        "the registry is a newer program's": Planted(
            "COMMENT ON TABLE sagsgang.projections IS 'sagsgang projections, format 99'", "tables-newer"
        ),
        "the outbox is a newer program's": Planted(
            "COMMENT ON TABLE sagsgang.outbox IS 'sagsgang outbox, format 99'", "tables-newer"
        ),
        "the registry is an older program's": Planted(
            "COMMENT ON TABLE sagsgang.projections IS NULL", "tables-older"
        ),
        "the outbox has read what is not there": Planted(
            "UPDATE sagsgang.outbox_position SET position = 99", "outbox-ahead"
        ),
        "a message of an event that is not there": Planted(
            "INSERT INTO sagsgang.outbox (key, kind, position, stream, channel, recipient, state, ready_at, "
            "next_at, changed_at) "
            "VALUES ('k', 'reminder', 99, '2024-00001', 'mail', 'team', 'waiting', now(), now(), now())",
            "outbox-stray",
        ),
        "a message of another case's event": Planted(
            "INSERT INTO sagsgang.outbox (key, kind, position, stream, channel, recipient, state, ready_at, "
            "next_at, changed_at) "
            "VALUES ('k', 'reminder', 3, '2024-00009', 'mail', 'team', 'waiting', now(), now(), now())",
            "outbox-stray",
        ),
        "reminders were decided beyond the end": Planted(
            "UPDATE sagsgang.scheduler_state SET decided_position = 99", "scheduler-ahead"
        ),
        "a file was imported beyond the end": Planted(
            "INSERT INTO sagsgang.import_files VALUES (sha256('x'), 99, 1, 1)", "import-ahead"
        ),
        "a case is behind beyond the end": Planted(
            "INSERT INTO sagsgang.cases_behind VALUES ('cases', 1, '2024-00001', 99)", "behind-ahead"
        ),
        "a case is set aside beyond the end": Planted(
            "INSERT INTO sagsgang.cases_set_aside VALUES ('cases', 1, '2024-00001', 99, now(), 'KeyError (story.py:1)')",
            "set-aside-ahead",
        ),
        "a choice of an event that is not there": Planted(
            "INSERT INTO sagsgang.import_choices VALUES ('log', 'x', '[]', NULL)", "import-stray"
        ),
    }


def of_rights() -> dict[str, Planted]:
    """Rights that nobody needs."""
    role = "CREATE ROLE sagsgang_planted; "
    found = {}
    for table in TABLES:
        for right in ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"):
            found[f"someone may {right} {table}"] = Planted(
                f"{role}GRANT {right} ON sagsgang.{table} TO sagsgang_planted", f"right-{right.lower()}"
            )
        for right in ("SELECT", "INSERT", "UPDATE"):
            found[f"all may {right} {table}"] = Planted(
                f"GRANT {right} ON sagsgang.{table} TO PUBLIC", "right-public"
            )
        found[f"someone may pass {table} on"] = Planted(
            f"{role}GRANT SELECT ON sagsgang.{table} TO sagsgang_planted WITH GRANT OPTION", "right-grant"
        )
    for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"):
        found[f"someone may {right} answers"] = Planted(
            f"{role}GRANT {right} ON sagsgang.cases_1 TO sagsgang_planted", "right-projections"
        )
        found[f"someone may {right} the registry"] = Planted(
            f"{role}GRANT {right} ON sagsgang.projections TO sagsgang_planted", "right-projections"
        )
    for group in ("pg_write_all_data", "pg_write_server_files", "pg_execute_server_program"):
        found[f"someone is of {group}"] = Planted(f"{role}GRANT {group} TO sagsgang_planted", "right-member")
    for power in ("BYPASSRLS", "REPLICATION", "CREATEROLE"):
        found[f"someone has {power}"] = Planted(f"CREATE ROLE sagsgang_planted {power}", f"role-{power.lower()}")
    return found | {
        "someone may become a superuser": Planted(
            f"{role}CREATE ROLE sagsgang_between SUPERUSER; GRANT sagsgang_between TO sagsgang_planted",
            "right-member",
        ),
        "someone is of a group that is the owner too": Planted(
            f"{role}CREATE ROLE sagsgang_between; GRANT sagsgang_planted_owner TO sagsgang_between; "
            "GRANT sagsgang_between TO sagsgang_planted",
            "right-owner-member",
        ),
        "all may write to a view of the journal": Planted(
            "CREATE MATERIALIZED VIEW sagsgang.overview AS SELECT * FROM sagsgang.stored_events; "
            "GRANT SELECT ON sagsgang.overview TO PUBLIC",
            "right-public",
        ),
        "someone may UPDATE one column": Planted(
            f"{role}GRANT UPDATE (state) ON sagsgang.stored_events TO sagsgang_planted", "right-update"
        ),
        "all may UPDATE one column": Planted(
            "GRANT UPDATE (recorded) ON sagsgang.stored_events TO PUBLIC", "right-public"
        ),
        "someone may make tables": Planted(
            f"{role}GRANT CREATE ON SCHEMA sagsgang TO sagsgang_planted", "right-create"
        ),
        "all may make tables": Planted("GRANT CREATE ON SCHEMA sagsgang TO PUBLIC", "right-create"),
        "all may look into the schema": Planted("GRANT USAGE ON SCHEMA sagsgang TO PUBLIC", "right-public"),
        "someone is the owner too": Planted(
            f"{role}GRANT sagsgang_planted_owner TO sagsgang_planted", "right-owner-member"
        ),
        "new tables may be changed": Planted(
            f"{role}ALTER DEFAULT PRIVILEGES IN SCHEMA sagsgang GRANT UPDATE ON TABLES TO sagsgang_planted",
            "right-default",
        ),
    }


def of_settings() -> dict[str, Planted]:
    """What the server, a database or a role is set to. (What can't be set within a transaction is planted elsewhere.)"""
    return {
        "damaged pages are shown empty": Planted(
            "SET LOCAL zero_damaged_pages = on", "setting-zero-damaged-pages"
        ),
        "checksums are ignored": Planted(
            "SET LOCAL ignore_checksum_failure = on", "setting-ignore-checksum-failure"
        ),
        "the system's tables may be changed": Planted(
            "SET LOCAL allow_system_table_mods = on", "setting-allow-system-table-mods"
        ),
        "a role passes triggers by": Planted(
            "CREATE ROLE sagsgang_planted; ALTER ROLE sagsgang_planted SET session_replication_role = replica",
            "setting-for-role",
        ),
        "a role sees damaged pages empty": Planted(
            "CREATE ROLE sagsgang_planted; ALTER ROLE sagsgang_planted SET zero_damaged_pages = on",
            "setting-for-role",
        ),
        "letters are sorted by another version": Planted(
            "UPDATE pg_database SET datcollversion = '0.0' WHERE datname = current_database()", "collation-version"
        ),
    }


PLANTED: dict[str, Planted] = {
    **of_triggers(),
    **of_functions(),
    **of_the_table(),
    **of_rejections(),
    **of_rows(),
    **of_projections(),
    **of_tables_beside(),
    **of_rights(),
    **of_settings(),
}
