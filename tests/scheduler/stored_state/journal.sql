SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA sagsgang;
CREATE FUNCTION sagsgang.body_fault(state bytea, source text, event_id text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET standard_conforming_strings TO 'on'
    AS $$
DECLARE
    body jsonb;
BEGIN
    -- JSON may say the character NUL, which PostgreSQL's jsonb can not: another stands for it while we look.
    body := regexp_replace(convert_from(state, 'UTF8'), '(?<!\\)((?:\\\\)*)\\u0000', '\1\ufffd', 'g')::jsonb;
    IF jsonb_typeof(body) <> 'object' THEN
        RETURN 'its body is no JSON object';
    ELSIF body ->> 'source' IS DISTINCT FROM source THEN
        RETURN 'its source is not that of its body';
    ELSIF body ->> 'id' IS DISTINCT FROM event_id THEN
        RETURN 'its id is not that of its body';
    ELSIF sagsgang.says_when(body ->> 'occurred') THEN
        RETURN NULL;
    END IF;
    RETURN 'its body does not say when it occurred, in UTC';
EXCEPTION
    WHEN datetime_field_overflow OR invalid_datetime_format OR invalid_time_zone_displacement_value THEN
        RETURN 'its body does not say when it occurred, in UTC';
    WHEN data_exception OR program_limit_exceeded THEN
        RETURN 'its body is no JSON in UTF-8';
END $$;
CREATE FUNCTION sagsgang.check_clock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $_$
DECLARE
    first_new bigint;
    oldest timestamptz;
    newest timestamptz;
    last_recorded timestamptz;
BEGIN
    SELECT min(notification_id), min(recorded), max(recorded) INTO first_new, oldest, newest FROM added;
    SELECT recorded INTO last_recorded FROM sagsgang.stored_events
        WHERE notification_id < first_new ORDER BY notification_id DESC LIMIT 1;
    IF newest > greatest(clock_timestamp() + interval '5 seconds', last_recorded) THEN
        RAISE EXCEPTION 'nothing is recorded ahead of the clock: % is after %', newest, clock_timestamp()
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Measured from when the statement began: a large one may take long to arrive.
    IF oldest < statement_timestamp() - interval '5 minutes' AND EXISTS (
        SELECT FROM sagsgang.stored_events
        WHERE originator_id = '$journal' AND topic = 'went-live' AND notification_id < first_new)
    THEN
        RAISE EXCEPTION 'a live journal records by the clock: % is before %', oldest, statement_timestamp()
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $_$;
CREATE FUNCTION sagsgang.check_order() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET work_mem TO '64MB'
    SET "TimeZone" TO 'UTC'
    AS $_$
DECLARE
    rows_added record;
    last_position bigint;
    last_recorded timestamptz;
    found_at bigint;
    found_what text;
BEGIN
    SELECT min(notification_id) AS first, max(notification_id) AS last, count(*) AS many,
        min(recorded) AS oldest, max(recorded) AS newest,
        max(octet_length(state)) AS largest, max(octet_length(originator_id)) AS longest, min(originator_id) AS least
        INTO rows_added FROM added;
    IF rows_added.many = 0 THEN
        RETURN NULL;
    END IF;

    SELECT notification_id, recorded INTO last_position, last_recorded FROM sagsgang.stored_events
        WHERE notification_id < rows_added.first ORDER BY notification_id DESC LIMIT 1;
    IF rows_added.first <> coalesce(last_position, 0) + 1
        OR rows_added.last <> rows_added.first + rows_added.many - 1
    THEN
        RAISE EXCEPTION 'the journal has one order: position % does not follow %',
            rows_added.first, coalesce(last_position, 0) USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    IF NOT isfinite(rows_added.newest) OR rows_added.oldest < '0001-01-02 00:00+00' THEN
        RAISE EXCEPTION 'recorded is no time of a calendar' USING ERRCODE = 'integrity_constraint_violation';
    ELSIF rows_added.oldest < last_recorded
        OR rows_added.oldest < rows_added.newest AND EXISTS (
            SELECT FROM (
                SELECT recorded, lag(recorded) OVER (ORDER BY notification_id) AS before FROM added
            ) AS pairs WHERE recorded < before)
    THEN
        RAISE EXCEPTION 'recorded never runs backwards' USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    IF rows_added.largest > 16777216 OR rows_added.longest > 1000 OR rows_added.least = '' THEN
        RAISE EXCEPTION 'an event has at most 16 MiB, and its stream a name of 1 to 1,000 bytes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    SELECT notification_id INTO found_at FROM (
        SELECT notification_id, originator_id, originator_version,
            lag(originator_version) OVER (PARTITION BY originator_id ORDER BY notification_id) AS before
        FROM added
    ) AS this
        WHERE CASE
            WHEN before IS NOT NULL THEN originator_version <> before + 1
            ELSE originator_version <> 1 AND NOT EXISTS (
                SELECT FROM sagsgang.stored_events AS held WHERE held.originator_id = this.originator_id
                    AND held.originator_version = this.originator_version - 1
                    AND held.notification_id < this.notification_id) END
        LIMIT 1;
    IF found_at IS NOT NULL THEN
        RAISE EXCEPTION 'the versions of a stream are 1, 2, 3, ...: that of position % does not follow', found_at
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    SELECT this.notification_id, CASE WHEN known.topic IS NULL THEN 'is of a kind that this journal does not know'
        ELSE 'stands in a stream that is not for its kind' END
        INTO found_at, found_what
        FROM added AS this LEFT JOIN sagsgang.known_topics() AS known ON known.topic = this.topic
        WHERE CASE
            WHEN known.topic IS NULL THEN true
            WHEN known.stream = '' THEN starts_with(this.originator_id, '$')
            WHEN known.stream LIKE '%/' THEN NOT starts_with(this.originator_id, known.stream)
            ELSE this.originator_id <> known.stream END
        LIMIT 1;
    IF found_at IS NOT NULL THEN
        RAISE EXCEPTION 'the event at position % %', found_at, found_what
            USING ERRCODE = 'integrity_constraint_violation',
                  HINT = 'If a newer sagsgang writes it, let the owner of the tables run ''sagsgang init'' with that.';
    END IF;

    -- All at once; where one of them can not even be read, one after the other.
    BEGIN
        SELECT notification_id INTO found_at FROM (
            SELECT notification_id, source, event_id, convert_from(state, 'UTF8')::jsonb AS body FROM added OFFSET 0
        ) AS read
            WHERE body ->> 'source' IS DISTINCT FROM source OR body ->> 'id' IS DISTINCT FROM event_id
                OR sagsgang.says_when(body ->> 'occurred') IS NOT TRUE
            LIMIT 1;
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
        SELECT notification_id INTO found_at FROM added
            WHERE sagsgang.body_fault(state, source, event_id) IS NOT NULL LIMIT 1;
    END;
    IF found_at IS NOT NULL THEN
        SELECT sagsgang.body_fault(state, source, event_id) INTO found_what FROM added
            WHERE notification_id = found_at;
        RAISE EXCEPTION 'the event at position % can not be kept: %', found_at, found_what
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $_$;
CREATE FUNCTION sagsgang.known_topics() RETURNS TABLE(topic text, stream text)
    LANGUAGE sql IMMUTABLE
    AS $_$ VALUES
    ('accepted', ''),
    ('action-taken', ''),
    ('annulled', ''),
    ('application-received', ''),
    ('benefit-paid', ''),
    ('benefit-reversed', ''),
    ('calendar-published', '$calendar/'),
    ('case-type-published', '$type/'),
    ('check-answered', ''),
    ('clock-slip-acknowledged', '$clock'),
    ('closed', ''),
    ('complaint-answered', ''),
    ('complaint-decided', ''),
    ('complaint-forwarded', ''),
    ('complaint-reassessed', ''),
    ('complaint-received', ''),
    ('complaint-upheld', ''),
    ('corrected', ''),
    ('decided', ''),
    ('decision-notified', ''),
    ('difference-closed', ''),
    ('difference-found', ''),
    ('directory-published', '$directory/'),
    ('error-corrected', ''),
    ('guidance-given', ''),
    ('information-received', ''),
    ('information-requested', ''),
    ('meeting-agreed', ''),
    ('meeting-cancelled', ''),
    ('meeting-held', ''),
    ('meeting-reminded', ''),
    ('reconciliation-made', ''),
    ('referred', ''),
    ('reminder-delivered', ''),
    ('reminder-dismissed', ''),
    ('reminder-issued', ''),
    ('reminder-offered', ''),
    ('reminder-undelivered', ''),
    ('reminder-withheld', ''),
    ('reminders-began', '$scheduler'),
    ('reopened', ''),
    ('report-calendar-published', '$report-calendar/'),
    ('report-delivered', '$report-delivery/'),
    ('report-dismissed', '$report-delivery/'),
    ('report-offered', '$report-delivery/'),
    ('report-published', '$report/'),
    ('report-run-failed', '$report-run/'),
    ('report-run-made', '$report-run/'),
    ('report-undelivered', '$report-delivery/'),
    ('resumed', ''),
    ('returned', ''),
    ('sample-drawn', ''),
    ('survey-answered', ''),
    ('suspended', ''),
    ('targets-published', '$targets/'),
    ('term-extended', ''),
    ('term-overridden', ''),
    ('went-live', '$journal'),
    ('zone-chosen', '$zone') $_$;
CREATE FUNCTION sagsgang.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'Record a correction as a new event (corrected, annulled).';
END $$;
CREATE FUNCTION sagsgang.says_when(occurred text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $_$
    SELECT CASE
        WHEN occurred LIKE '____-__-__T__:__:__Z' OR occurred ~ '^.{19}[.][0-9]{1,6}Z$'
        THEN occurred NOT LIKE '%T24%' AND occurred NOT LIKE '%:60%' AND isfinite(occurred::timestamptz) END
$_$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE sagsgang.case_time_1 (
    case_id text NOT NULL,
    n integer NOT NULL,
    case_type text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    seconds double precision NOT NULL,
    unit text,
    responsible text,
    attributes jsonb NOT NULL,
    usable boolean NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_pos bigint NOT NULL,
    closed_at timestamp with time zone,
    closed_pos bigint,
    withdrawn_pos bigint,
    CONSTRAINT case_time_1_check CHECK ((closed_at >= opened_at)),
    CONSTRAINT case_time_1_check1 CHECK (((closed_at IS NULL) = (closed_pos IS NULL))),
    CONSTRAINT case_time_1_check2 CHECK ((closed_pos >= opened_pos)),
    CONSTRAINT case_time_1_check3 CHECK ((withdrawn_pos > opened_pos))
);
CREATE TABLE sagsgang.cases_1 (
    case_id text NOT NULL,
    n integer NOT NULL,
    case_type text NOT NULL,
    state text NOT NULL,
    unit text,
    responsible text,
    referred_to text,
    concerns text,
    kind text,
    category text,
    received_at timestamp with time zone,
    attributes jsonb NOT NULL,
    received_on date,
    opened_at timestamp with time zone NOT NULL,
    opened_pos bigint NOT NULL,
    closed_at timestamp with time zone,
    closed_pos bigint,
    withdrawn_pos bigint,
    CONSTRAINT cases_1_check CHECK ((closed_at >= opened_at)),
    CONSTRAINT cases_1_check1 CHECK (((closed_at IS NULL) = (closed_pos IS NULL))),
    CONSTRAINT cases_1_check2 CHECK ((closed_pos >= opened_pos)),
    CONSTRAINT cases_1_check3 CHECK ((withdrawn_pos > opened_pos))
);
CREATE TABLE sagsgang.cases_set_aside (
    projection text NOT NULL,
    generation integer NOT NULL,
    case_id text NOT NULL,
    "position" bigint NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    error text NOT NULL
);
COMMENT ON TABLE sagsgang.cases_set_aside IS 'sagsgang cases_set_aside, format 1';
CREATE TABLE sagsgang.checks_1 (
    case_id text NOT NULL,
    n integer NOT NULL,
    case_type text NOT NULL,
    concerns text NOT NULL,
    stratum text,
    "check" text NOT NULL,
    answer text NOT NULL,
    corrected boolean NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_pos bigint NOT NULL,
    closed_at timestamp with time zone,
    closed_pos bigint,
    withdrawn_pos bigint,
    CONSTRAINT checks_1_check CHECK ((closed_at >= opened_at)),
    CONSTRAINT checks_1_check1 CHECK (((closed_at IS NULL) = (closed_pos IS NULL))),
    CONSTRAINT checks_1_check2 CHECK ((closed_pos >= opened_pos)),
    CONSTRAINT checks_1_check3 CHECK ((withdrawn_pos > opened_pos))
);
CREATE TABLE sagsgang.complaints_1 (
    case_id text NOT NULL,
    n integer NOT NULL,
    step text NOT NULL,
    case_type text NOT NULL,
    kind text,
    category text,
    concerns text,
    unit text,
    source text NOT NULL,
    attributes jsonb NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_pos bigint NOT NULL,
    closed_at timestamp with time zone,
    closed_pos bigint,
    withdrawn_pos bigint,
    CONSTRAINT complaints_1_check CHECK ((closed_at >= opened_at)),
    CONSTRAINT complaints_1_check1 CHECK (((closed_at IS NULL) = (closed_pos IS NULL))),
    CONSTRAINT complaints_1_check2 CHECK ((closed_pos >= opened_pos)),
    CONSTRAINT complaints_1_check3 CHECK ((withdrawn_pos > opened_pos))
);
CREATE TABLE sagsgang.deadlines_1 (
    case_id text NOT NULL,
    n integer NOT NULL,
    deadline text NOT NULL,
    cycle integer NOT NULL,
    state text NOT NULL,
    due_on date,
    due_at timestamp with time zone,
    unrolled_on date,
    overdue_from timestamp with time zone,
    breached_at timestamp with time zone,
    passed_on date,
    left_days integer,
    effect text NOT NULL,
    whose text NOT NULL,
    case_type text NOT NULL,
    unit text,
    responsible text,
    anchor_pos bigint NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_pos bigint NOT NULL,
    closed_at timestamp with time zone,
    closed_pos bigint,
    withdrawn_pos bigint,
    CONSTRAINT deadlines_1_check CHECK ((closed_at >= opened_at)),
    CONSTRAINT deadlines_1_check1 CHECK (((closed_at IS NULL) = (closed_pos IS NULL))),
    CONSTRAINT deadlines_1_check2 CHECK ((closed_pos >= opened_pos)),
    CONSTRAINT deadlines_1_check3 CHECK ((withdrawn_pos > opened_pos))
);
CREATE TABLE sagsgang.differences_1 (
    case_id text NOT NULL,
    n integer NOT NULL,
    case_type text NOT NULL,
    system text NOT NULL,
    difference text NOT NULL,
    kind text NOT NULL,
    concerns text NOT NULL,
    field text,
    here text,
    there text,
    opened_at timestamp with time zone NOT NULL,
    opened_pos bigint NOT NULL,
    closed_at timestamp with time zone,
    closed_pos bigint,
    withdrawn_pos bigint,
    CONSTRAINT differences_1_check CHECK ((closed_at >= opened_at)),
    CONSTRAINT differences_1_check1 CHECK (((closed_at IS NULL) = (closed_pos IS NULL))),
    CONSTRAINT differences_1_check2 CHECK ((closed_pos >= opened_pos)),
    CONSTRAINT differences_1_check3 CHECK ((withdrawn_pos > opened_pos))
);
CREATE TABLE sagsgang.findings_1 (
    case_id text NOT NULL,
    n integer NOT NULL,
    finding text NOT NULL,
    case_type text NOT NULL,
    event_pos bigint NOT NULL,
    event_name text NOT NULL,
    unit text,
    opened_at timestamp with time zone NOT NULL,
    opened_pos bigint NOT NULL,
    closed_at timestamp with time zone,
    closed_pos bigint,
    withdrawn_pos bigint,
    CONSTRAINT findings_1_check CHECK ((closed_at >= opened_at)),
    CONSTRAINT findings_1_check1 CHECK (((closed_at IS NULL) = (closed_pos IS NULL))),
    CONSTRAINT findings_1_check2 CHECK ((closed_pos >= opened_pos)),
    CONSTRAINT findings_1_check3 CHECK ((withdrawn_pos > opened_pos))
);
CREATE TABLE sagsgang.meetings_1 (
    case_id text NOT NULL,
    n integer NOT NULL,
    case_type text NOT NULL,
    attended boolean,
    reminded boolean NOT NULL,
    unit text,
    responsible text,
    opened_at timestamp with time zone NOT NULL,
    opened_pos bigint NOT NULL,
    closed_at timestamp with time zone,
    closed_pos bigint,
    withdrawn_pos bigint,
    CONSTRAINT meetings_1_check CHECK ((closed_at >= opened_at)),
    CONSTRAINT meetings_1_check1 CHECK (((closed_at IS NULL) = (closed_pos IS NULL))),
    CONSTRAINT meetings_1_check2 CHECK ((closed_pos >= opened_pos)),
    CONSTRAINT meetings_1_check3 CHECK ((withdrawn_pos > opened_pos))
);
CREATE TABLE sagsgang.outbox (
    key text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    "position" bigint NOT NULL,
    stream text NOT NULL COLLATE pg_catalog."C",
    channel text NOT NULL,
    recipient text NOT NULL,
    state text NOT NULL,
    begun boolean DEFAULT false NOT NULL,
    doubted boolean DEFAULT false NOT NULL,
    owed boolean DEFAULT false NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    round integer DEFAULT 1 NOT NULL,
    ready_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    reason_code text,
    reason_da text,
    reason_en text,
    node text,
    changed_at timestamp with time zone NOT NULL,
    dismissal bigint,
    CONSTRAINT outbox_check CHECK (((NOT begun) OR (state = 'sending'::text))),
    CONSTRAINT outbox_check1 CHECK (((NOT owed) OR (state <> ALL (ARRAY['waiting'::text, 'sending'::text])))),
    CONSTRAINT outbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'delivered'::text, 'undelivered'::text, 'withheld'::text, 'dismissed'::text])))
)
WITH (fillfactor='70');
COMMENT ON TABLE sagsgang.outbox IS 'sagsgang outbox, format 3';
CREATE TABLE sagsgang.outbox_position (
    one boolean DEFAULT true NOT NULL,
    "position" bigint NOT NULL,
    made_at bigint NOT NULL,
    CONSTRAINT outbox_position_one_check CHECK (one)
);
CREATE TABLE sagsgang.outbox_rests (
    channel text NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    reason_code text NOT NULL,
    reason_da text NOT NULL,
    reason_en text NOT NULL
);
CREATE TABLE sagsgang.projections (
    name text NOT NULL,
    generation integer NOT NULL,
    "position" bigint NOT NULL,
    fold integer NOT NULL,
    event bytea
);
COMMENT ON TABLE sagsgang.projections IS 'sagsgang projections, format 2';
CREATE TABLE sagsgang.rejections (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    origin text NOT NULL,
    line bigint,
    code text NOT NULL,
    da text NOT NULL,
    en text NOT NULL,
    raw bytea NOT NULL,
    digest bytea NOT NULL
);
ALTER TABLE sagsgang.rejections ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME sagsgang.rejections_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE sagsgang.reminders_1 (
    case_id text NOT NULL,
    n integer NOT NULL,
    about text NOT NULL,
    deadline text NOT NULL,
    ends text NOT NULL,
    due_on date,
    due_at timestamp with time zone,
    anchor bigint NOT NULL,
    expected boolean NOT NULL,
    case_type text NOT NULL,
    governed_from date,
    unit text,
    responsible text,
    at timestamp with time zone[] NOT NULL,
    steps text[] NOT NULL,
    numbers integer[] NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_pos bigint NOT NULL,
    closed_at timestamp with time zone,
    closed_pos bigint,
    withdrawn_pos bigint,
    CONSTRAINT reminders_1_check CHECK ((closed_at >= opened_at)),
    CONSTRAINT reminders_1_check1 CHECK (((closed_at IS NULL) = (closed_pos IS NULL))),
    CONSTRAINT reminders_1_check2 CHECK ((closed_pos >= opened_pos)),
    CONSTRAINT reminders_1_check3 CHECK ((withdrawn_pos > opened_pos))
);
CREATE TABLE sagsgang.replaced_rows (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    projection text NOT NULL,
    generation integer NOT NULL,
    "position" bigint NOT NULL,
    case_id text NOT NULL,
    n integer NOT NULL,
    held jsonb NOT NULL
);
ALTER TABLE sagsgang.replaced_rows ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME sagsgang.replaced_rows_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE sagsgang.scheduler_nodes (
    node text NOT NULL COLLATE pg_catalog."C",
    host text NOT NULL,
    pid integer NOT NULL,
    application_name text NOT NULL,
    backend_pid integer NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
)
WITH (fillfactor='50');
COMMENT ON TABLE sagsgang.scheduler_nodes IS 'sagsgang scheduler_nodes, format 1';
CREATE VIEW sagsgang.scheduler_leader AS
 SELECT node.node,
    node.host,
    node.pid,
    node.application_name,
    node.backend_pid,
    node.started_at,
    node.seen_at
   FROM (pg_locks held
     JOIN sagsgang.scheduler_nodes node ON ((node.backend_pid = held.pid)))
  WHERE ((held.locktype = 'advisory'::text) AND (held.classid = (0)::oid) AND (held.objid = (('01011010011001010000000000000011'::"bit")::integer)::oid) AND (held.objsubid = 1) AND held.granted AND (held.database = ( SELECT pg_database.oid
           FROM pg_database
          WHERE (pg_database.datname = current_database()))));
CREATE TABLE sagsgang.scheduler_state (
    one boolean DEFAULT true NOT NULL,
    leader text COLLATE pg_catalog."C",
    since timestamp with time zone,
    left_at timestamp with time zone,
    takeovers bigint DEFAULT 0 NOT NULL,
    takeover_seconds double precision,
    ticks bigint DEFAULT 0 NOT NULL,
    last_tick_at timestamp with time zone,
    last_tick_seconds double precision,
    decided_until timestamp with time zone,
    decided_position bigint,
    alarm jsonb,
    CONSTRAINT scheduler_state_one_check CHECK (one)
)
WITH (fillfactor='50');
CREATE TABLE sagsgang.stored_events (
    originator_id text NOT NULL COLLATE pg_catalog."C",
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    notification_id bigint NOT NULL,
    source text NOT NULL COLLATE pg_catalog."C",
    event_id text NOT NULL COLLATE pg_catalog."C",
    recorded timestamp with time zone NOT NULL,
    CONSTRAINT stored_events_version CHECK ((originator_version > 0))
)
WITH (autovacuum_enabled='true', autovacuum_vacuum_threshold='100000000', autovacuum_vacuum_scale_factor='0.5', autovacuum_analyze_threshold='1000', autovacuum_analyze_scale_factor='0.01');
COMMENT ON TABLE sagsgang.stored_events IS 'sagsgang journal, format 2';
CREATE TABLE sagsgang.surveys_1 (
    case_id text NOT NULL,
    n integer NOT NULL,
    case_type text NOT NULL,
    survey text NOT NULL,
    question text,
    score double precision NOT NULL,
    best double precision NOT NULL,
    unit text,
    opened_at timestamp with time zone NOT NULL,
    opened_pos bigint NOT NULL,
    closed_at timestamp with time zone,
    closed_pos bigint,
    withdrawn_pos bigint,
    CONSTRAINT surveys_1_check CHECK ((closed_at >= opened_at)),
    CONSTRAINT surveys_1_check1 CHECK (((closed_at IS NULL) = (closed_pos IS NULL))),
    CONSTRAINT surveys_1_check2 CHECK ((closed_pos >= opened_pos)),
    CONSTRAINT surveys_1_check3 CHECK ((withdrawn_pos > opened_pos))
);
INSERT INTO sagsgang.cases_1 VALUES
	('P-1', 0, 'permit', 'open', 'Centre', 'abc', NULL, NULL, NULL, NULL, '2024-02-29 23:00:00+00', '{}', '2024-03-01', '2024-02-29 23:00:00+00', 3, NULL, NULL, NULL),
	('P-2', 0, 'permit', 'open', 'Centre', 'abc', NULL, NULL, NULL, NULL, '2024-02-29 23:00:00+00', '{}', '2024-03-01', '2024-02-29 23:00:00+00', 4, NULL, NULL, NULL),
	('P-3', 0, 'permit', 'open', 'Centre', 'abc', NULL, NULL, NULL, NULL, '2024-02-29 23:00:00+00', '{}', '2024-03-01', '2024-02-29 23:00:00+00', 7, NULL, NULL, NULL),
	('P-4', 0, 'permit', 'open', 'Centre', NULL, NULL, NULL, NULL, NULL, '2024-03-03 23:00:00+00', '{}', '2024-03-04', '2024-03-03 23:00:00+00', 5, NULL, NULL, NULL);
INSERT INTO sagsgang.deadlines_1 VALUES
	('P-1', 1, 'answer', 1, 'running', '2024-04-02', NULL, '2024-03-31', '2024-04-02 22:00:00+00', NULL, NULL, NULL, 'internal', 'office', 'permit', 'Centre', 'abc', 3, '2024-02-29 23:00:00+00', 3, NULL, NULL, NULL),
	('P-2', 1, 'answer', 1, 'running', '2024-04-02', NULL, '2024-03-31', '2024-04-02 22:00:00+00', NULL, NULL, NULL, 'internal', 'office', 'permit', 'Centre', 'abc', 4, '2024-02-29 23:00:00+00', 4, '2024-03-28 11:00:00+00', 8, NULL),
	('P-2', 3, 'answer', 1, 'met', '2024-04-02', NULL, '2024-03-31', '2024-04-02 22:00:00+00', NULL, NULL, NULL, 'internal', 'office', 'permit', 'Centre', 'abc', 4, '2024-03-28 11:00:00+00', 8, NULL, NULL, NULL),
	('P-3', 1, 'answer', 1, 'running', '2024-04-02', NULL, '2024-03-31', '2024-04-02 22:00:00+00', NULL, NULL, NULL, 'internal', 'office', 'permit', 'Centre', 'abc', 7, '2024-02-29 23:00:00+00', 7, NULL, NULL, NULL),
	('P-4', 1, 'answer', 1, 'running', '2024-04-03', NULL, '2024-04-03', '2024-04-03 22:00:00+00', NULL, NULL, NULL, 'internal', 'office', 'permit', 'Centre', NULL, 5, '2024-03-03 23:00:00+00', 5, NULL, NULL, NULL);
INSERT INTO sagsgang.outbox VALUES
	('20f5babf648aaeee916aa5212513cf12', 'reminder', 13, 'P-1', 'sms', 'citizen', 'waiting', false, false, false, 0, 1, '2024-05-02 17:12:50.922267+00', '2024-05-02 17:12:50.922267+00', 'no-folder', 'Mappen findes ikke. Opret den, eller sørg for, at drevet er tilsluttet.', 'The folder is not there. Make it, or see that its drive is mounted.', NULL, '2024-05-02 17:12:52.591661+00', NULL),
	('c355e2c4f87afd3b2978d34fd6c4fbcb', 'reminder', 14, 'P-3', 'sms', 'citizen', 'waiting', false, false, false, 0, 1, '2024-05-02 17:12:50.922267+00', '2024-05-02 17:12:50.922267+00', 'no-folder', 'Mappen findes ikke. Opret den, eller sørg for, at drevet er tilsluttet.', 'The folder is not there. Make it, or see that its drive is mounted.', NULL, '2024-05-02 17:12:52.591661+00', NULL),
	('ec82aa0a812dbb2d49b7ab6bab7713ad', 'reminder', 17, 'P-4', 'sms', 'citizen', 'undelivered', false, false, false, 1, 1, '2024-05-02 17:12:50.922267+00', '2024-05-02 17:12:50.922267+00', 'no-address', 'Der er ingen adresse for kanalen sms på borgeren. Skriv den i sagen, og send igen.', 'There is no address for the channel sms of the citizen. Write it in the case, and offer it again.', NULL, '2024-05-02 17:12:52.591661+00', NULL),
	('0943418b67571bde7d045c42e8ab0478', 'reminder', 15, 'P-1', 'files', 'team-leader: Centre', 'delivered', false, false, false, 1, 1, '2024-05-02 17:12:50.922267+00', '2024-05-02 17:12:50.922267+00', NULL, NULL, NULL, NULL, '2024-05-02 17:12:52.627829+00', NULL),
	('17a1a350dd3d7d639f053b5c6d1c260d', 'reminder', 16, 'P-3', 'files', 'team-leader: Centre', 'delivered', false, false, false, 1, 1, '2024-05-02 17:12:50.922267+00', '2024-05-02 17:12:50.922267+00', NULL, NULL, NULL, NULL, '2024-05-02 17:12:52.627829+00', NULL),
	('9a6e97bde6ccd7f8b75927f1c510db14', 'reminder', 18, 'P-4', 'files', 'team-leader: Centre', 'delivered', false, false, false, 1, 1, '2024-05-02 17:12:50.922267+00', '2024-05-02 17:12:50.922267+00', NULL, NULL, NULL, NULL, '2024-05-02 17:12:52.627829+00', NULL);
INSERT INTO sagsgang.outbox_position VALUES
	(true, 22, 9);
INSERT INTO sagsgang.outbox_rests VALUES
	('sms', '2024-05-02 17:12:52.56807+00', '2024-05-02 17:13:52.56807+00', 'no-folder', 'Mappen findes ikke. Opret den, eller sørg for, at drevet er tilsluttet.', 'The folder is not there. Make it, or see that its drive is mounted.');
INSERT INTO sagsgang.projections VALUES
	('deadlines', 1, 22, 8, '\x67ca82fa6b94ba87fe86343ff8baa07b6de6d52a5419b6e2cea37aba3859cf91'),
	('cases', 1, 22, 8, '\x67ca82fa6b94ba87fe86343ff8baa07b6de6d52a5419b6e2cea37aba3859cf91'),
	('complaints', 1, 22, 8, '\x67ca82fa6b94ba87fe86343ff8baa07b6de6d52a5419b6e2cea37aba3859cf91'),
	('case_time', 1, 22, 8, '\x67ca82fa6b94ba87fe86343ff8baa07b6de6d52a5419b6e2cea37aba3859cf91'),
	('findings', 1, 22, 8, '\x67ca82fa6b94ba87fe86343ff8baa07b6de6d52a5419b6e2cea37aba3859cf91'),
	('meetings', 1, 22, 8, '\x67ca82fa6b94ba87fe86343ff8baa07b6de6d52a5419b6e2cea37aba3859cf91'),
	('surveys', 1, 22, 8, '\x67ca82fa6b94ba87fe86343ff8baa07b6de6d52a5419b6e2cea37aba3859cf91'),
	('checks', 1, 22, 8, '\x67ca82fa6b94ba87fe86343ff8baa07b6de6d52a5419b6e2cea37aba3859cf91'),
	('differences', 1, 22, 8, '\x67ca82fa6b94ba87fe86343ff8baa07b6de6d52a5419b6e2cea37aba3859cf91'),
	('reminders', 1, 22, 8, '\x67ca82fa6b94ba87fe86343ff8baa07b6de6d52a5419b6e2cea37aba3859cf91');
INSERT INTO sagsgang.reminders_1 VALUES
	('P-1', 2, 'deadline', 'answer', '2024-04-02', '2024-04-02', NULL, 3, false, 'permit', NULL, 'Centre', 'abc', '{"2024-03-26 07:00:00+00","2024-04-03 05:30:00+00","2024-04-03 06:00:00+00"}', '{week-before,sorry,overdue}', '{1,1,1}', '2024-02-29 23:00:00+00', 3, NULL, NULL, NULL),
	('P-1', 3, 'meeting', '', '2024-03-12T09:00:00+00:00', NULL, '2024-03-12 09:00:00+00', 6, false, 'permit', NULL, 'Centre', 'abc', '{"2024-03-11 09:00:00+00"}', '{day-before}', '{1}', '2024-03-04 23:00:00+00', 6, NULL, NULL, NULL),
	('P-2', 2, 'deadline', 'answer', '2024-04-02', '2024-04-02', NULL, 4, false, 'permit', NULL, 'Centre', 'abc', '{"2024-03-26 07:00:00+00","2024-04-03 05:30:00+00","2024-04-03 06:00:00+00"}', '{week-before,sorry,overdue}', '{1,1,1}', '2024-02-29 23:00:00+00', 4, '2024-03-28 11:00:00+00', 8, NULL),
	('P-3', 2, 'deadline', 'answer', '2024-04-02', '2024-04-02', NULL, 7, false, 'permit', NULL, 'Centre', 'abc', '{"2024-03-26 07:00:00+00","2024-04-03 05:30:00+00","2024-04-03 06:00:00+00"}', '{week-before,sorry,overdue}', '{1,1,1}', '2024-02-29 23:00:00+00', 7, NULL, NULL, NULL),
	('P-4', 2, 'deadline', 'answer', '2024-04-03', '2024-04-03', NULL, 5, false, 'permit', NULL, 'Centre', NULL, '{"2024-03-27 07:00:00+00","2024-04-04 05:30:00+00","2024-04-04 06:00:00+00"}', '{week-before,sorry,overdue}', '{1,1,1}', '2024-03-03 23:00:00+00', 5, NULL, NULL, NULL);
INSERT INTO sagsgang.scheduler_state VALUES
	(true, NULL, NULL, '2024-05-02 17:12:52.702572+00', 1, NULL, 1, '2024-05-02 17:12:50.978256+00', 0.1201893950055819, '2024-05-02 17:12:50.858511+00', 9, NULL);
INSERT INTO sagsgang.stored_events VALUES
	('$calendar/denmark', 1, 'calendar-published', convert_to('{"source":"sagsgang","id":"cfca3446f1f2eecd2258bd3366f142e33fd9e78726f8254c61ae8ba5f179a267","occurred":"2024-01-31T23:00:00Z","definition":{"id":"denmark","title":{"da":"Danmark","en":"Denmark"},"zone":"Europe/Copenhagen","weekend":[5,6],"first":"1990-01-01","last":"2100-12-31","names":[{"da":"Nytårsdag","en":"New Year''s Day"},{"da":"Skærtorsdag","en":"Maundy Thursday"},{"da":"Langfredag","en":"Good Friday"},{"da":"Påskedag","en":"Easter Sunday"},{"da":"Anden påskedag","en":"Easter Monday"},{"da":"Store bededag","en":"Great Prayer Day"},{"da":"Kristi himmelfartsdag","en":"Ascension Day"},{"da":"Pinsedag","en":"Pentecost"},{"da":"Anden pinsedag","en":"Pentecost Monday"},{"da":"Juledag","en":"Christmas Day"},{"da":"Anden juledag","en":"Second Day of Christmas"},{"da":"Grundlovsdag","en":"Constitution Day"},{"da":"Juleaftensdag","en":"Christmas Eve"},{"da":"Nytårsaftensdag","en":"New Year''s Eve"}],"days":[["1990-01-01",0],["1990-04-12",1],["1990-04-13",2],["1990-04-15",3],["1990-04-16",4],["1990-05-11",5],["1990-05-24",6],["1990-06-03",7],["1990-06-04",8],["1990-06-05",11],["1990-12-24",12],["1990-12-25",9],["1990-12-26",10],["1990-12-31",13],["1991-01-01",0],["1991-03-28",1],["1991-03-29",2],["1991-03-31",3],["1991-04-01",4],["1991-04-26",5],["1991-05-09",6],["1991-05-19",7],["1991-05-20",8],["1991-06-05",11],["1991-12-24",12],["1991-12-25",9],["1991-12-26",10],["1991-12-31",13],["1992-01-01",0],["1992-04-16",1],["1992-04-17",2],["1992-04-19",3],["1992-04-20",4],["1992-05-15",5],["1992-05-28",6],["1992-06-05",11],["1992-06-07",7],["1992-06-08",8],["1992-12-24",12],["1992-12-25",9],["1992-12-26",10],["1992-12-31",13],["1993-01-01",0],["1993-04-08",1],["1993-04-09",2],["1993-04-11",3],["1993-04-12",4],["1993-05-07",5],["1993-05-20",6],["1993-05-30",7],["1993-05-31",8],["1993-06-05",11],["1993-12-24",12],["1993-12-25",9],["1993-12-26",10],["1993-12-31",13],["1994-01-01",0],["1994-03-31",1],["1994-04-01",2],["1994-04-03",3],["1994-04-04",4],["1994-04-29",5],["1994-05-12",6],["1994-05-22",7],["1994-05-23",8],["1994-06-05",11],["1994-12-24",12],["1994-12-25",9],["1994-12-26",10],["1994-12-31",13],["1995-01-01",0],["1995-04-13",1],["1995-04-14",2],["1995-04-16",3],["1995-04-17",4],["1995-05-12",5],["1995-05-25",6],["1995-06-04",7],["1995-06-05",8],["1995-12-24",12],["1995-12-25",9],["1995-12-26",10],["1995-12-31",13],["1996-01-01",0],["1996-04-04",1],["1996-04-05",2],["1996-04-07",3],["1996-04-08",4],["1996-05-03",5],["1996-05-16",6],["1996-05-26",7],["1996-05-27",8],["1996-06-05",11],["1996-12-24",12],["1996-12-25",9],["1996-12-26",10],["1996-12-31",13],["1997-01-01",0],["1997-03-27",1],["1997-03-28",2],["1997-03-30",3],["1997-03-31",4],["1997-04-25",5],["1997-05-08",6],["1997-05-18",7],["1997-05-19",8],["1997-06-05",11],["1997-12-24",12],["1997-12-25",9],["1997-12-26",10],["1997-12-31",13],["1998-01-01",0],["1998-04-09",1],["1998-04-10",2],["1998-04-12",3],["1998-04-13",4],["1998-05-08",5],["1998-05-21",6],["1998-05-31",7],["1998-06-01",8],["1998-06-05",11],["1998-12-24",12],["1998-12-25",9],["1998-12-26",10],["1998-12-31",13],["1999-01-01",0],["1999-04-01",1],["1999-04-02",2],["1999-04-04",3],["1999-04-05",4],["1999-04-30",5],["1999-05-13",6],["1999-05-23",7],["1999-05-24",8],["1999-06-05",11],["1999-12-24",12],["1999-12-25",9],["1999-12-26",10],["1999-12-31",13],["2000-01-01",0],["2000-04-20",1],["2000-04-21",2],["2000-04-23",3],["2000-04-24",4],["2000-05-19",5],["2000-06-01",6],["2000-06-05",11],["2000-06-11",7],["2000-06-12",8],["2000-12-24",12],["2000-12-25",9],["2000-12-26",10],["2000-12-31",13],["2001-01-01",0],["2001-04-12",1],["2001-04-13",2],["2001-04-15",3],["2001-04-16",4],["2001-05-11",5],["2001-05-24",6],["2001-06-03",7],["2001-06-04",8],["2001-06-05",11],["2001-12-24",12],["2001-12-25",9],["2001-12-26",10],["2001-12-31",13],["2002-01-01",0],["2002-03-28",1],["2002-03-29",2],["2002-03-31",3],["2002-04-01",4],["2002-04-26",5],["2002-05-09",6],["2002-05-19",7],["2002-05-20",8],["2002-06-05",11],["2002-12-24",12],["2002-12-25",9],["2002-12-26",10],["2002-12-31",13],["2003-01-01",0],["2003-04-17",1],["2003-04-18",2],["2003-04-20",3],["2003-04-21",4],["2003-05-16",5],["2003-05-29",6],["2003-06-05",11],["2003-06-08",7],["2003-06-09",8],["2003-12-24",12],["2003-12-25",9],["2003-12-26",10],["2003-12-31",13],["2004-01-01",0],["2004-04-08",1],["2004-04-09",2],["2004-04-11",3],["2004-04-12",4],["2004-05-07",5],["2004-05-20",6],["2004-05-30",7],["2004-05-31",8],["2004-06-05",11],["2004-12-24",12],["2004-12-25",9],["2004-12-26",10],["2004-12-31",13],["2005-01-01",0],["2005-03-24",1],["2005-03-25",2],["2005-03-27",3],["2005-03-28",4],["2005-04-22",5],["2005-05-05",6],["2005-05-15",7],["2005-05-16",8],["2005-06-05",11],["2005-12-24",12],["2005-12-25",9],["2005-12-26",10],["2005-12-31",13],["2006-01-01",0],["2006-04-13",1],["2006-04-14",2],["2006-04-16",3],["2006-04-17",4],["2006-05-12",5],["2006-05-25",6],["2006-06-04",7],["2006-06-05",8],["2006-12-24",12],["2006-12-25",9],["2006-12-26",10],["2006-12-31",13],["2007-01-01",0],["2007-04-05",1],["2007-04-06",2],["2007-04-08",3],["2007-04-09",4],["2007-05-04",5],["2007-05-17",6],["2007-05-27",7],["2007-05-28",8],["2007-06-05",11],["2007-12-24",12],["2007-12-25",9],["2007-12-26",10],["2007-12-31",13],["2008-01-01",0],["2008-03-20",1],["2008-03-21",2],["2008-03-23",3],["2008-03-24",4],["2008-04-18",5],["2008-05-01",6],["2008-05-11",7],["2008-05-12",8],["2008-06-05",11],["2008-12-24",12],["2008-12-25",9],["2008-12-26",10],["2008-12-31",13],["2009-01-01",0],["2009-04-09",1],["2009-04-10",2],["2009-04-12",3],["2009-04-13",4],["2009-05-08",5],["2009-05-21",6],["2009-05-31",7],["2009-06-01",8],["2009-06-05",11],["2009-12-24",12],["2009-12-25",9],["2009-12-26",10],["2009-12-31",13],["2010-01-01",0],["2010-04-01",1],["2010-04-02",2],["2010-04-04",3],["2010-04-05",4],["2010-04-30",5],["2010-05-13",6],["2010-05-23",7],["2010-05-24",8],["2010-06-05",11],["2010-12-24",12],["2010-12-25",9],["2010-12-26",10],["2010-12-31",13],["2011-01-01",0],["2011-04-21",1],["2011-04-22",2],["2011-04-24",3],["2011-04-25",4],["2011-05-20",5],["2011-06-02",6],["2011-06-05",11],["2011-06-12",7],["2011-06-13",8],["2011-12-24",12],["2011-12-25",9],["2011-12-26",10],["2011-12-31",13],["2012-01-01",0],["2012-04-05",1],["2012-04-06",2],["2012-04-08",3],["2012-04-09",4],["2012-05-04",5],["2012-05-17",6],["2012-05-27",7],["2012-05-28",8],["2012-06-05",11],["2012-12-24",12],["2012-12-25",9],["2012-12-26",10],["2012-12-31",13],["2013-01-01",0],["2013-03-28",1],["2013-03-29",2],["2013-03-31",3],["2013-04-01",4],["2013-04-26",5],["2013-05-09",6],["2013-05-19",7],["2013-05-20",8],["2013-06-05",11],["2013-12-24",12],["2013-12-25",9],["2013-12-26",10],["2013-12-31",13],["2014-01-01",0],["2014-04-17",1],["2014-04-18",2],["2014-04-20",3],["2014-04-21",4],["2014-05-16",5],["2014-05-29",6],["2014-06-05",11],["2014-06-08",7],["2014-06-09",8],["2014-12-24",12],["2014-12-25",9],["2014-12-26",10],["2014-12-31",13],["2015-01-01",0],["2015-04-02",1],["2015-04-03",2],["2015-04-05",3],["2015-04-06",4],["2015-05-01",5],["2015-05-14",6],["2015-05-24",7],["2015-05-25",8],["2015-06-05",11],["2015-12-24",12],["2015-12-25",9],["2015-12-26",10],["2015-12-31",13],["2016-01-01",0],["2016-03-24",1],["2016-03-25",2],["2016-03-27",3],["2016-03-28",4],["2016-04-22",5],["2016-05-05",6],["2016-05-15",7],["2016-05-16",8],["2016-06-05",11],["2016-12-24",12],["2016-12-25",9],["2016-12-26",10],["2016-12-31",13],["2017-01-01",0],["2017-04-13",1],["2017-04-14",2],["2017-04-16",3],["2017-04-17",4],["2017-05-12",5],["2017-05-25",6],["2017-06-04",7],["2017-06-05",8],["2017-12-24",12],["2017-12-25",9],["2017-12-26",10],["2017-12-31",13],["2018-01-01",0],["2018-03-29",1],["2018-03-30",2],["2018-04-01",3],["2018-04-02",4],["2018-04-27",5],["2018-05-10",6],["2018-05-20",7],["2018-05-21",8],["2018-06-05",11],["2018-12-24",12],["2018-12-25",9],["2018-12-26",10],["2018-12-31",13],["2019-01-01",0],["2019-04-18",1],["2019-04-19",2],["2019-04-21",3],["2019-04-22",4],["2019-05-17",5],["2019-05-30",6],["2019-06-05",11],["2019-06-09",7],["2019-06-10",8],["2019-12-24",12],["2019-12-25",9],["2019-12-26",10],["2019-12-31",13],["2020-01-01",0],["2020-04-09",1],["2020-04-10",2],["2020-04-12",3],["2020-04-13",4],["2020-05-08",5],["2020-05-21",6],["2020-05-31",7],["2020-06-01",8],["2020-06-05",11],["2020-12-24",12],["2020-12-25",9],["2020-12-26",10],["2020-12-31",13],["2021-01-01",0],["2021-04-01",1],["2021-04-02",2],["2021-04-04",3],["2021-04-05",4],["2021-04-30",5],["2021-05-13",6],["2021-05-23",7],["2021-05-24",8],["2021-06-05",11],["2021-12-24",12],["2021-12-25",9],["2021-12-26",10],["2021-12-31",13],["2022-01-01",0],["2022-04-14",1],["2022-04-15",2],["2022-04-17",3],["2022-04-18",4],["2022-05-13",5],["2022-05-26",6],["2022-06-05",7],["2022-06-06",8],["2022-12-24",12],["2022-12-25",9],["2022-12-26",10],["2022-12-31",13],["2023-01-01",0],["2023-04-06",1],["2023-04-07",2],["2023-04-09",3],["2023-04-10",4],["2023-05-05",5],["2023-05-18",6],["2023-05-28",7],["2023-05-29",8],["2023-06-05",11],["2023-12-24",12],["2023-12-25",9],["2023-12-26",10],["2023-12-31",13],["2024-01-01",0],["2024-03-28",1],["2024-03-29",2],["2024-03-31",3],["2024-04-01",4],["2024-05-09",6],["2024-05-19",7],["2024-05-20",8],["2024-06-05",11],["2024-12-24",12],["2024-12-25",9],["2024-12-26",10],["2024-12-31",13],["2025-01-01",0],["2025-04-17",1],["2025-04-18",2],["2025-04-20",3],["2025-04-21",4],["2025-05-29",6],["2025-06-05",11],["2025-06-08",7],["2025-06-09",8],["2025-12-24",12],["2025-12-25",9],["2025-12-26",10],["2025-12-31",13],["2026-01-01",0],["2026-04-02",1],["2026-04-03",2],["2026-04-05",3],["2026-04-06",4],["2026-05-14",6],["2026-05-24",7],["2026-05-25",8],["2026-06-05",11],["2026-12-24",12],["2026-12-25",9],["2026-12-26",10],["2026-12-31",13],["2027-01-01",0],["2027-03-25",1],["2027-03-26",2],["2027-03-28",3],["2027-03-29",4],["2027-05-06",6],["2027-05-16",7],["2027-05-17",8],["2027-06-05",11],["2027-12-24",12],["2027-12-25",9],["2027-12-26",10],["2027-12-31",13],["2028-01-01",0],["2028-04-13",1],["2028-04-14",2],["2028-04-16",3],["2028-04-17",4],["2028-05-25",6],["2028-06-04",7],["2028-06-05",8],["2028-12-24",12],["2028-12-25",9],["2028-12-26",10],["2028-12-31",13],["2029-01-01",0],["2029-03-29",1],["2029-03-30",2],["2029-04-01",3],["2029-04-02",4],["2029-05-10",6],["2029-05-20",7],["2029-05-21",8],["2029-06-05",11],["2029-12-24",12],["2029-12-25",9],["2029-12-26",10],["2029-12-31",13],["2030-01-01",0],["2030-04-18",1],["2030-04-19",2],["2030-04-21",3],["2030-04-22",4],["2030-05-30",6],["2030-06-05",11],["2030-06-09",7],["2030-06-10",8],["2030-12-24",12],["2030-12-25",9],["2030-12-26",10],["2030-12-31",13],["2031-01-01",0],["2031-04-10",1],["2031-04-11",2],["2031-04-13",3],["2031-04-14",4],["2031-05-22",6],["2031-06-01",7],["2031-06-02",8],["2031-06-05",11],["2031-12-24",12],["2031-12-25",9],["2031-12-26",10],["2031-12-31",13],["2032-01-01",0],["2032-03-25",1],["2032-03-26",2],["2032-03-28",3],["2032-03-29",4],["2032-05-06",6],["2032-05-16",7],["2032-05-17",8],["2032-06-05",11],["2032-12-24",12],["2032-12-25",9],["2032-12-26",10],["2032-12-31",13],["2033-01-01",0],["2033-04-14",1],["2033-04-15",2],["2033-04-17",3],["2033-04-18",4],["2033-05-26",6],["2033-06-05",7],["2033-06-06",8],["2033-12-24",12],["2033-12-25",9],["2033-12-26",10],["2033-12-31",13],["2034-01-01",0],["2034-04-06",1],["2034-04-07",2],["2034-04-09",3],["2034-04-10",4],["2034-05-18",6],["2034-05-28",7],["2034-05-29",8],["2034-06-05",11],["2034-12-24",12],["2034-12-25",9],["2034-12-26",10],["2034-12-31",13],["2035-01-01",0],["2035-03-22",1],["2035-03-23",2],["2035-03-25",3],["2035-03-26",4],["2035-05-03",6],["2035-05-13",7],["2035-05-14",8],["2035-06-05",11],["2035-12-24",12],["2035-12-25",9],["2035-12-26",10],["2035-12-31",13],["2036-01-01",0],["2036-04-10",1],["2036-04-11",2],["2036-04-13",3],["2036-04-14",4],["2036-05-22",6],["2036-06-01",7],["2036-06-02",8],["2036-06-05",11],["2036-12-24",12],["2036-12-25",9],["2036-12-26",10],["2036-12-31",13],["2037-01-01",0],["2037-04-02",1],["2037-04-03",2],["2037-04-05",3],["2037-04-06",4],["2037-05-14",6],["2037-05-24",7],["2037-05-25",8],["2037-06-05",11],["2037-12-24",12],["2037-12-25",9],["2037-12-26",10],["2037-12-31",13],["2038-01-01",0],["2038-04-22",1],["2038-04-23",2],["2038-04-25",3],["2038-04-26",4],["2038-06-03",6],["2038-06-05",11],["2038-06-13",7],["2038-06-14",8],["2038-12-24",12],["2038-12-25",9],["2038-12-26",10],["2038-12-31",13],["2039-01-01",0],["2039-04-07",1],["2039-04-08",2],["2039-04-10",3],["2039-04-11",4],["2039-05-19",6],["2039-05-29",7],["2039-05-30",8],["2039-06-05",11],["2039-12-24",12],["2039-12-25",9],["2039-12-26",10],["2039-12-31",13],["2040-01-01",0],["2040-03-29",1],["2040-03-30",2],["2040-04-01",3],["2040-04-02",4],["2040-05-10",6],["2040-05-20",7],["2040-05-21",8],["2040-06-05",11],["2040-12-24",12],["2040-12-25",9],["2040-12-26",10],["2040-12-31",13],["2041-01-01",0],["2041-04-18",1],["2041-04-19",2],["2041-04-21",3],["2041-04-22",4],["2041-05-30",6],["2041-06-05",11],["2041-06-09",7],["2041-06-10",8],["2041-12-24",12],["2041-12-25",9],["2041-12-26",10],["2041-12-31",13],["2042-01-01",0],["2042-04-03",1],["2042-04-04",2],["2042-04-06",3],["2042-04-07",4],["2042-05-15",6],["2042-05-25",7],["2042-05-26",8],["2042-06-05",11],["2042-12-24",12],["2042-12-25",9],["2042-12-26",10],["2042-12-31",13],["2043-01-01",0],["2043-03-26",1],["2043-03-27",2],["2043-03-29",3],["2043-03-30",4],["2043-05-07",6],["2043-05-17",7],["2043-05-18",8],["2043-06-05",11],["2043-12-24",12],["2043-12-25",9],["2043-12-26",10],["2043-12-31",13],["2044-01-01",0],["2044-04-14",1],["2044-04-15",2],["2044-04-17",3],["2044-04-18",4],["2044-05-26",6],["2044-06-05",7],["2044-06-06",8],["2044-12-24",12],["2044-12-25",9],["2044-12-26",10],["2044-12-31",13],["2045-01-01",0],["2045-04-06",1],["2045-04-07",2],["2045-04-09",3],["2045-04-10",4],["2045-05-18",6],["2045-05-28",7],["2045-05-29",8],["2045-06-05",11],["2045-12-24",12],["2045-12-25",9],["2045-12-26",10],["2045-12-31",13],["2046-01-01",0],["2046-03-22",1],["2046-03-23",2],["2046-03-25",3],["2046-03-26",4],["2046-05-03",6],["2046-05-13",7],["2046-05-14",8],["2046-06-05",11],["2046-12-24",12],["2046-12-25",9],["2046-12-26",10],["2046-12-31",13],["2047-01-01",0],["2047-04-11",1],["2047-04-12",2],["2047-04-14",3],["2047-04-15",4],["2047-05-23",6],["2047-06-02",7],["2047-06-03",8],["2047-06-05",11],["2047-12-24",12],["2047-12-25",9],["2047-12-26",10],["2047-12-31",13],["2048-01-01",0],["2048-04-02",1],["2048-04-03",2],["2048-04-05",3],["2048-04-06",4],["2048-05-14",6],["2048-05-24",7],["2048-05-25",8],["2048-06-05",11],["2048-12-24",12],["2048-12-25",9],["2048-12-26",10],["2048-12-31",13],["2049-01-01",0],["2049-04-15",1],["2049-04-16",2],["2049-04-18",3],["2049-04-19",4],["2049-05-27",6],["2049-06-05",11],["2049-06-06",7],["2049-06-07",8],["2049-12-24",12],["2049-12-25",9],["2049-12-26",10],["2049-12-31",13],["2050-01-01",0],["2050-04-07",1],["2050-04-08",2],["2050-04-10",3],["2050-04-11",4],["2050-05-19",6],["2050-05-29",7],["2050-05-30",8],["2050-06-05",11],["2050-12-24",12],["2050-12-25",9],["2050-12-26",10],["2050-12-31",13],["2051-01-01",0],["2051-03-30",1],["2051-03-31",2],["2051-04-02",3],["2051-04-03",4],["2051-05-11",6],["2051-05-21",7],["2051-05-22",8],["2051-06-05",11],["2051-12-24",12],["2051-12-25",9],["2051-12-26",10],["2051-12-31",13],["2052-01-01",0],["2052-04-18",1],["2052-04-19",2],["2052-04-21",3],["2052-04-22",4],["2052-05-30",6],["2052-06-05",11],["2052-06-09",7],["2052-06-10",8],["2052-12-24",12],["2052-12-25",9],["2052-12-26",10],["2052-12-31",13],["2053-01-01",0],["2053-04-03",1],["2053-04-04",2],["2053-04-06",3],["2053-04-07",4],["2053-05-15",6],["2053-05-25",7],["2053-05-26",8],["2053-06-05",11],["2053-12-24",12],["2053-12-25",9],["2053-12-26",10],["2053-12-31",13],["2054-01-01",0],["2054-03-26",1],["2054-03-27",2],["2054-03-29",3],["2054-03-30",4],["2054-05-07",6],["2054-05-17",7],["2054-05-18",8],["2054-06-05",11],["2054-12-24",12],["2054-12-25",9],["2054-12-26",10],["2054-12-31",13],["2055-01-01",0],["2055-04-15",1],["2055-04-16",2],["2055-04-18",3],["2055-04-19",4],["2055-05-27",6],["2055-06-05",11],["2055-06-06",7],["2055-06-07",8],["2055-12-24",12],["2055-12-25",9],["2055-12-26",10],["2055-12-31",13],["2056-01-01",0],["2056-03-30",1],["2056-03-31",2],["2056-04-02",3],["2056-04-03",4],["2056-05-11",6],["2056-05-21",7],["2056-05-22",8],["2056-06-05",11],["2056-12-24",12],["2056-12-25",9],["2056-12-26",10],["2056-12-31",13],["2057-01-01",0],["2057-04-19",1],["2057-04-20",2],["2057-04-22",3],["2057-04-23",4],["2057-05-31",6],["2057-06-05",11],["2057-06-10",7],["2057-06-11",8],["2057-12-24",12],["2057-12-25",9],["2057-12-26",10],["2057-12-31",13],["2058-01-01",0],["2058-04-11",1],["2058-04-12",2],["2058-04-14",3],["2058-04-15",4],["2058-05-23",6],["2058-06-02",7],["2058-06-03",8],["2058-06-05",11],["2058-12-24",12],["2058-12-25",9],["2058-12-26",10],["2058-12-31",13],["2059-01-01",0],["2059-03-27",1],["2059-03-28",2],["2059-03-30",3],["2059-03-31",4],["2059-05-08",6],["2059-05-18",7],["2059-05-19",8],["2059-06-05",11],["2059-12-24",12],["2059-12-25",9],["2059-12-26",10],["2059-12-31",13],["2060-01-01",0],["2060-04-15",1],["2060-04-16",2],["2060-04-18",3],["2060-04-19",4],["2060-05-27",6],["2060-06-05",11],["2060-06-06",7],["2060-06-07",8],["2060-12-24",12],["2060-12-25",9],["2060-12-26",10],["2060-12-31",13],["2061-01-01",0],["2061-04-07",1],["2061-04-08",2],["2061-04-10",3],["2061-04-11",4],["2061-05-19",6],["2061-05-29",7],["2061-05-30",8],["2061-06-05",11],["2061-12-24",12],["2061-12-25",9],["2061-12-26",10],["2061-12-31",13],["2062-01-01",0],["2062-03-23",1],["2062-03-24",2],["2062-03-26",3],["2062-03-27",4],["2062-05-04",6],["2062-05-14",7],["2062-05-15",8],["2062-06-05",11],["2062-12-24",12],["2062-12-25",9],["2062-12-26",10],["2062-12-31",13],["2063-01-01",0],["2063-04-12",1],["2063-04-13",2],["2063-04-15",3],["2063-04-16",4],["2063-05-24",6],["2063-06-03",7],["2063-06-04",8],["2063-06-05",11],["2063-12-24",12],["2063-12-25",9],["2063-12-26",10],["2063-12-31",13],["2064-01-01",0],["2064-04-03",1],["2064-04-04",2],["2064-04-06",3],["2064-04-07",4],["2064-05-15",6],["2064-05-25",7],["2064-05-26",8],["2064-06-05",11],["2064-12-24",12],["2064-12-25",9],["2064-12-26",10],["2064-12-31",13],["2065-01-01",0],["2065-03-26",1],["2065-03-27",2],["2065-03-29",3],["2065-03-30",4],["2065-05-07",6],["2065-05-17",7],["2065-05-18",8],["2065-06-05",11],["2065-12-24",12],["2065-12-25",9],["2065-12-26",10],["2065-12-31",13],["2066-01-01",0],["2066-04-08",1],["2066-04-09",2],["2066-04-11",3],["2066-04-12",4],["2066-05-20",6],["2066-05-30",7],["2066-05-31",8],["2066-06-05",11],["2066-12-24",12],["2066-12-25",9],["2066-12-26",10],["2066-12-31",13],["2067-01-01",0],["2067-03-31",1],["2067-04-01",2],["2067-04-03",3],["2067-04-04",4],["2067-05-12",6],["2067-05-22",7],["2067-05-23",8],["2067-06-05",11],["2067-12-24",12],["2067-12-25",9],["2067-12-26",10],["2067-12-31",13],["2068-01-01",0],["2068-04-19",1],["2068-04-20",2],["2068-04-22",3],["2068-04-23",4],["2068-05-31",6],["2068-06-05",11],["2068-06-10",7],["2068-06-11",8],["2068-12-24",12],["2068-12-25",9],["2068-12-26",10],["2068-12-31",13],["2069-01-01",0],["2069-04-11",1],["2069-04-12",2],["2069-04-14",3],["2069-04-15",4],["2069-05-23",6],["2069-06-02",7],["2069-06-03",8],["2069-06-05",11],["2069-12-24",12],["2069-12-25",9],["2069-12-26",10],["2069-12-31",13],["2070-01-01",0],["2070-03-27",1],["2070-03-28",2],["2070-03-30",3],["2070-03-31",4],["2070-05-08",6],["2070-05-18",7],["2070-05-19",8],["2070-06-05",11],["2070-12-24",12],["2070-12-25",9],["2070-12-26",10],["2070-12-31",13],["2071-01-01",0],["2071-04-16",1],["2071-04-17",2],["2071-04-19",3],["2071-04-20",4],["2071-05-28",6],["2071-06-05",11],["2071-06-07",7],["2071-06-08",8],["2071-12-24",12],["2071-12-25",9],["2071-12-26",10],["2071-12-31",13],["2072-01-01",0],["2072-04-07",1],["2072-04-08",2],["2072-04-10",3],["2072-04-11",4],["2072-05-19",6],["2072-05-29",7],["2072-05-30",8],["2072-06-05",11],["2072-12-24",12],["2072-12-25",9],["2072-12-26",10],["2072-12-31",13],["2073-01-01",0],["2073-03-23",1],["2073-03-24",2],["2073-03-26",3],["2073-03-27",4],["2073-05-04",6],["2073-05-14",7],["2073-05-15",8],["2073-06-05",11],["2073-12-24",12],["2073-12-25",9],["2073-12-26",10],["2073-12-31",13],["2074-01-01",0],["2074-04-12",1],["2074-04-13",2],["2074-04-15",3],["2074-04-16",4],["2074-05-24",6],["2074-06-03",7],["2074-06-04",8],["2074-06-05",11],["2074-12-24",12],["2074-12-25",9],["2074-12-26",10],["2074-12-31",13],["2075-01-01",0],["2075-04-04",1],["2075-04-05",2],["2075-04-07",3],["2075-04-08",4],["2075-05-16",6],["2075-05-26",7],["2075-05-27",8],["2075-06-05",11],["2075-12-24",12],["2075-12-25",9],["2075-12-26",10],["2075-12-31",13],["2076-01-01",0],["2076-04-16",1],["2076-04-17",2],["2076-04-19",3],["2076-04-20",4],["2076-05-28",6],["2076-06-05",11],["2076-06-07",7],["2076-06-08",8],["2076-12-24",12],["2076-12-25",9],["2076-12-26",10],["2076-12-31",13],["2077-01-01",0],["2077-04-08",1],["2077-04-09",2],["2077-04-11",3],["2077-04-12",4],["2077-05-20",6],["2077-05-30",7],["2077-05-31",8],["2077-06-05",11],["2077-12-24",12],["2077-12-25",9],["2077-12-26",10],["2077-12-31",13],["2078-01-01",0],["2078-03-31",1],["2078-04-01",2],["2078-04-03",3],["2078-04-04",4],["2078-05-12",6],["2078-05-22",7],["2078-05-23",8],["2078-06-05",11],["2078-12-24",12],["2078-12-25",9],["2078-12-26",10],["2078-12-31",13],["2079-01-01",0],["2079-04-20",1],["2079-04-21",2],["2079-04-23",3],["2079-04-24",4],["2079-06-01",6],["2079-06-05",11],["2079-06-11",7],["2079-06-12",8],["2079-12-24",12],["2079-12-25",9],["2079-12-26",10],["2079-12-31",13],["2080-01-01",0],["2080-04-04",1],["2080-04-05",2],["2080-04-07",3],["2080-04-08",4],["2080-05-16",6],["2080-05-26",7],["2080-05-27",8],["2080-06-05",11],["2080-12-24",12],["2080-12-25",9],["2080-12-26",10],["2080-12-31",13],["2081-01-01",0],["2081-03-27",1],["2081-03-28",2],["2081-03-30",3],["2081-03-31",4],["2081-05-08",6],["2081-05-18",7],["2081-05-19",8],["2081-06-05",11],["2081-12-24",12],["2081-12-25",9],["2081-12-26",10],["2081-12-31",13],["2082-01-01",0],["2082-04-16",1],["2082-04-17",2],["2082-04-19",3],["2082-04-20",4],["2082-05-28",6],["2082-06-05",11],["2082-06-07",7],["2082-06-08",8],["2082-12-24",12],["2082-12-25",9],["2082-12-26",10],["2082-12-31",13],["2083-01-01",0],["2083-04-01",1],["2083-04-02",2],["2083-04-04",3],["2083-04-05",4],["2083-05-13",6],["2083-05-23",7],["2083-05-24",8],["2083-06-05",11],["2083-12-24",12],["2083-12-25",9],["2083-12-26",10],["2083-12-31",13],["2084-01-01",0],["2084-03-23",1],["2084-03-24",2],["2084-03-26",3],["2084-03-27",4],["2084-05-04",6],["2084-05-14",7],["2084-05-15",8],["2084-06-05",11],["2084-12-24",12],["2084-12-25",9],["2084-12-26",10],["2084-12-31",13],["2085-01-01",0],["2085-04-12",1],["2085-04-13",2],["2085-04-15",3],["2085-04-16",4],["2085-05-24",6],["2085-06-03",7],["2085-06-04",8],["2085-06-05",11],["2085-12-24",12],["2085-12-25",9],["2085-12-26",10],["2085-12-31",13],["2086-01-01",0],["2086-03-28",1],["2086-03-29",2],["2086-03-31",3],["2086-04-01",4],["2086-05-09",6],["2086-05-19",7],["2086-05-20",8],["2086-06-05",11],["2086-12-24",12],["2086-12-25",9],["2086-12-26",10],["2086-12-31",13],["2087-01-01",0],["2087-04-17",1],["2087-04-18",2],["2087-04-20",3],["2087-04-21",4],["2087-05-29",6],["2087-06-05",11],["2087-06-08",7],["2087-06-09",8],["2087-12-24",12],["2087-12-25",9],["2087-12-26",10],["2087-12-31",13],["2088-01-01",0],["2088-04-08",1],["2088-04-09",2],["2088-04-11",3],["2088-04-12",4],["2088-05-20",6],["2088-05-30",7],["2088-05-31",8],["2088-06-05",11],["2088-12-24",12],["2088-12-25",9],["2088-12-26",10],["2088-12-31",13],["2089-01-01",0],["2089-03-31",1],["2089-04-01",2],["2089-04-03",3],["2089-04-04",4],["2089-05-12",6],["2089-05-22",7],["2089-05-23",8],["2089-06-05",11],["2089-12-24",12],["2089-12-25",9],["2089-12-26",10],["2089-12-31",13],["2090-01-01",0],["2090-04-13",1],["2090-04-14",2],["2090-04-16",3],["2090-04-17",4],["2090-05-25",6],["2090-06-04",7],["2090-06-05",8],["2090-12-24",12],["2090-12-25",9],["2090-12-26",10],["2090-12-31",13],["2091-01-01",0],["2091-04-05",1],["2091-04-06",2],["2091-04-08",3],["2091-04-09",4],["2091-05-17",6],["2091-05-27",7],["2091-05-28",8],["2091-06-05",11],["2091-12-24",12],["2091-12-25",9],["2091-12-26",10],["2091-12-31",13],["2092-01-01",0],["2092-03-27",1],["2092-03-28",2],["2092-03-30",3],["2092-03-31",4],["2092-05-08",6],["2092-05-18",7],["2092-05-19",8],["2092-06-05",11],["2092-12-24",12],["2092-12-25",9],["2092-12-26",10],["2092-12-31",13],["2093-01-01",0],["2093-04-09",1],["2093-04-10",2],["2093-04-12",3],["2093-04-13",4],["2093-05-21",6],["2093-05-31",7],["2093-06-01",8],["2093-06-05",11],["2093-12-24",12],["2093-12-25",9],["2093-12-26",10],["2093-12-31",13],["2094-01-01",0],["2094-04-01",1],["2094-04-02",2],["2094-04-04",3],["2094-04-05",4],["2094-05-13",6],["2094-05-23",7],["2094-05-24",8],["2094-06-05",11],["2094-12-24",12],["2094-12-25",9],["2094-12-26",10],["2094-12-31",13],["2095-01-01",0],["2095-04-21",1],["2095-04-22",2],["2095-04-24",3],["2095-04-25",4],["2095-06-02",6],["2095-06-05",11],["2095-06-12",7],["2095-06-13",8],["2095-12-24",12],["2095-12-25",9],["2095-12-26",10],["2095-12-31",13],["2096-01-01",0],["2096-04-12",1],["2096-04-13",2],["2096-04-15",3],["2096-04-16",4],["2096-05-24",6],["2096-06-03",7],["2096-06-04",8],["2096-06-05",11],["2096-12-24",12],["2096-12-25",9],["2096-12-26",10],["2096-12-31",13],["2097-01-01",0],["2097-03-28",1],["2097-03-29",2],["2097-03-31",3],["2097-04-01",4],["2097-05-09",6],["2097-05-19",7],["2097-05-20",8],["2097-06-05",11],["2097-12-24",12],["2097-12-25",9],["2097-12-26",10],["2097-12-31",13],["2098-01-01",0],["2098-04-17",1],["2098-04-18",2],["2098-04-20",3],["2098-04-21",4],["2098-05-29",6],["2098-06-05",11],["2098-06-08",7],["2098-06-09",8],["2098-12-24",12],["2098-12-25",9],["2098-12-26",10],["2098-12-31",13],["2099-01-01",0],["2099-04-09",1],["2099-04-10",2],["2099-04-12",3],["2099-04-13",4],["2099-05-21",6],["2099-05-31",7],["2099-06-01",8],["2099-06-05",11],["2099-12-24",12],["2099-12-25",9],["2099-12-26",10],["2099-12-31",13],["2100-01-01",0],["2100-03-25",1],["2100-03-26",2],["2100-03-28",3],["2100-03-29",4],["2100-05-06",6],["2100-05-16",7],["2100-05-17",8],["2100-06-05",11],["2100-12-24",12],["2100-12-25",9],["2100-12-26",10],["2100-12-31",13]]}}', 'UTF8'), 1, 'sagsgang', 'cfca3446f1f2eecd2258bd3366f142e33fd9e78726f8254c61ae8ba5f179a267', '2024-01-31 23:00:00+00'),
	('$type/permit', 1, 'case-type-published', convert_to('{"source":"sagsgang","id":"c0615bfe1f7cb85c26f519adce5b8cc639f2d9cb2b09c1b3642a31d9a7be1102","occurred":"2024-01-31T23:00:00Z","definition":{"id":"permit","title":{"da":"Tilladelse","en":"Permit"},"valid_from":null,"zone":null,"calendar":"denmark","role":"case","opens":["application-received"],"closes":["closed"],"reopens":["reopened"],"expects":["meeting-agreed"],"actions":[],"attributes":[{"name":"mobile","label":{"da":"Mobil","en":"Mobile"},"personal":true},{"name":"name","label":{"da":"Navn","en":"Name"},"personal":true},{"name":"language","label":{"da":"Sprog","en":"Language"},"personal":true}],"deadlines":[{"id":"answer","label":{"da":"Svar","en":"Answer"},"after":["application-received"],"term":{"count":30,"unit":"days"},"given":null,"on":null,"yearly":null,"met_by":["decided"],"cancelled_by":[],"unless":[],"again":"ignore","suspended_by":["suspended"],"resumed_by":["resumed"],"longest_suspension":null,"extensions":1,"effect":"internal","roll":"next-working-day","source":null,"certainty":null,"reason":null,"reminders":[{"id":"week-before","before":{"count":7,"unit":"days"},"after":null,"every":null,"times":1,"at":"08:00","roll":"none","quiet":null,"to":["responsible"],"channel":"files","idle":null,"subject":{"da":"{case}: svar senest {due}","en":"{case}: answer by {due}"},"text":{"da":"Svar på {title} {case} senest {due}.","en":"Answer the {title} {case} by {due}."},"tells":[]},{"id":"sorry","before":null,"after":{"count":1,"unit":"days"},"every":null,"times":1,"at":"07:30","roll":"none","quiet":null,"to":["citizen"],"channel":"sms","idle":null,"subject":{"da":"Nyt fra kommunen","en":"News from the municipality"},"text":{"da":"Kære {name}. Du skulle have svar {due}.","en":"Dear {name}. Your answer was due on {due}."},"tells":["name"]},{"id":"overdue","before":null,"after":{"count":1,"unit":"days"},"every":null,"times":1,"at":"08:00","roll":"none","quiet":null,"to":["team-leader"],"channel":"files","idle":null,"subject":null,"text":null,"tells":[]}]}],"source":null,"description":null,"meeting_reminders":[{"id":"day-before","before":{"count":1,"unit":"days"},"after":null,"every":null,"times":1,"at":"10:00","roll":"none","quiet":null,"to":["citizen"],"channel":"sms","idle":null,"subject":null,"text":null,"tells":[]}],"citizen":{"address":{"sms":"mobile"},"language":"language"}},"text":"\nid = \"permit\"\ntitle = { da = \"Tilladelse\", en = \"Permit\" }\ncloses = [\"closed\"]\nexpects = [\"meeting-agreed\"]\nattribute = [\n    { name = \"mobile\", label = { da = \"Mobil\", en = \"Mobile\" }, personal = true },\n    { name = \"name\", label = { da = \"Navn\", en = \"Name\" }, personal = true },\n    { name = \"language\", label = { da = \"Sprog\", en = \"Language\" }, personal = true },\n]\n\n[citizen]\naddress = { sms = \"mobile\" }\nlanguage = \"language\"\n\n[[deadline]]\nid = \"answer\"\nlabel = { da = \"Svar\", en = \"Answer\" }\nafter = \"application-received\"\nterm = { days = 30 }\nmet_by = \"decided\"\n\n[[deadline.reminder]]\nid = \"week-before\"\nbefore = { days = 7 }\nto = \"responsible\"\nchannel = \"files\"\nsubject = { da = \"{case}: svar senest {due}\", en = \"{case}: answer by {due}\" }\ntext = { da = \"Svar på {title} {case} senest {due}.\", en = \"Answer the {title} {case} by {due}.\" }\n\n[[deadline.reminder]]\nid = \"sorry\"\nafter = { days = 1 }\nat = \"07:30\"\nto = \"citizen\"\nchannel = \"sms\"\nsubject = { da = \"Nyt fra kommunen\", en = \"News from the municipality\" }\ntext = { da = \"Kære {name}. Du skulle have svar {due}.\", en = \"Dear {name}. Your answer was due on {due}.\" }\ntells = [\"name\"]\n\n[[deadline.reminder]]\nid = \"overdue\"\nafter = { days = 1 }\nto = \"team-leader\"\nchannel = \"files\"\n\n[[meeting_reminder]]\nid = \"day-before\"\nbefore = { days = 1 }\nat = \"10:00\"\nto = \"citizen\"\nchannel = \"sms\"\n"}', 'UTF8'), 2, 'sagsgang', 'c0615bfe1f7cb85c26f519adce5b8cc639f2d9cb2b09c1b3642a31d9a7be1102', '2024-01-31 23:00:00+00'),
	('P-1', 1, 'application-received', convert_to('{"source":"urn:example:office","id":"received-1","occurred":"2024-03-01T00:00:00Z","whole_day":true,"day":"2024-03-01","case_type":"permit","unit":"Centre","responsible":"abc","attributes":{"mobile":"+4520304050","name":"Signe Ærlig"}}', 'UTF8'), 3, 'urn:example:office', 'received-1', '2024-03-01 09:00:00+00'),
	('P-2', 1, 'application-received', convert_to('{"source":"urn:example:office","id":"received-2","occurred":"2024-03-01T00:00:00Z","whole_day":true,"day":"2024-03-01","case_type":"permit","unit":"Centre","responsible":"abc","attributes":{"mobile":"+4520304050","name":"Signe Ærlig"}}', 'UTF8'), 4, 'urn:example:office', 'received-2', '2024-03-01 09:00:00+00'),
	('P-4', 1, 'application-received', convert_to('{"source":"urn:example:office","id":"received-4","occurred":"2024-03-04T00:00:00Z","whole_day":true,"day":"2024-03-04","case_type":"permit","unit":"Centre","attributes":{"name":"Signe Ærlig"}}', 'UTF8'), 5, 'urn:example:office', 'received-4', '2024-03-04 08:00:00+00'),
	('P-1', 2, 'meeting-agreed', convert_to('{"source":"urn:example:office","id":"meeting-1","occurred":"2024-03-05T00:00:00Z","whole_day":true,"day":"2024-03-05","takes_place":"2024-03-12T10:00:00+01:00"}', 'UTF8'), 6, 'urn:example:office', 'meeting-1', '2024-03-05 08:00:00+00'),
	('P-3', 1, 'application-received', convert_to('{"source":"urn:example:office","id":"received-3","occurred":"2024-03-01T00:00:00Z","whole_day":true,"day":"2024-03-01","case_type":"permit","unit":"Centre","responsible":"abc","attributes":{"language":"en","mobile":"+4520304050","name":"Signe Ærlig"}}', 'UTF8'), 7, 'urn:example:office', 'received-3', '2024-03-27 08:00:00+00'),
	('P-2', 2, 'decided', convert_to('{"source":"urn:example:office","id":"decided-2","occurred":"2024-03-28T11:00:00Z","outcome":"granted"}', 'UTF8'), 8, 'urn:example:office', 'decided-2', '2024-03-28 11:00:00+00'),
	('$scheduler', 1, 'reminders-began', convert_to('{"source":"sagsgang","id":"reminders-began","occurred":"2024-03-19T23:00:00Z"}', 'UTF8'), 9, 'sagsgang', 'reminders-began', '2024-05-02 17:12:45.91985+00'),
	('P-1', 3, 'reminder-withheld', convert_to('{"source":"urn:sagsgang:scheduler","id":"75685abb72db64f4f7ab1cf6fabb2ef0","occurred":"2024-05-02T17:12:50.858511Z","about":"deadline","deadline":"answer","ends":"2024-04-02","step":"week-before","number":1,"to":"responsible","due_at":"2024-03-26T07:00:00Z","reason":"past"}', 'UTF8'), 10, 'urn:sagsgang:scheduler', '75685abb72db64f4f7ab1cf6fabb2ef0', '2024-05-02 17:12:50.922267+00'),
	('P-2', 3, 'reminder-withheld', convert_to('{"source":"urn:sagsgang:scheduler","id":"5075398f6e1d3f0d3738f65fd61efe6e","occurred":"2024-05-02T17:12:50.858511Z","about":"deadline","deadline":"answer","ends":"2024-04-02","step":"week-before","number":1,"to":"responsible","due_at":"2024-03-26T07:00:00Z","reason":"met"}', 'UTF8'), 11, 'urn:sagsgang:scheduler', '5075398f6e1d3f0d3738f65fd61efe6e', '2024-05-02 17:12:50.922267+00'),
	('P-4', 2, 'reminder-withheld', convert_to('{"source":"urn:sagsgang:scheduler","id":"4621d62bc9b3ea466ec32bbc82e89914","occurred":"2024-05-02T17:12:50.858511Z","about":"deadline","deadline":"answer","ends":"2024-04-03","step":"week-before","number":1,"to":"responsible","due_at":"2024-03-27T07:00:00Z","reason":"past"}', 'UTF8'), 12, 'urn:sagsgang:scheduler', '4621d62bc9b3ea466ec32bbc82e89914', '2024-05-02 17:12:50.922267+00'),
	('P-1', 4, 'reminder-issued', convert_to('{"source":"urn:sagsgang:scheduler","id":"20f5babf648aaeee916aa5212513cf12","occurred":"2024-05-02T17:12:50.858511Z","about":"deadline","deadline":"answer","ends":"2024-04-02","step":"sorry","number":1,"to":"citizen","due_at":"2024-04-03T05:30:00Z","anchor":3,"channel":"sms"}', 'UTF8'), 13, 'urn:sagsgang:scheduler', '20f5babf648aaeee916aa5212513cf12', '2024-05-02 17:12:50.922267+00'),
	('P-3', 2, 'reminder-issued', convert_to('{"source":"urn:sagsgang:scheduler","id":"c355e2c4f87afd3b2978d34fd6c4fbcb","occurred":"2024-05-02T17:12:50.858511Z","about":"deadline","deadline":"answer","ends":"2024-04-02","step":"sorry","number":1,"to":"citizen","due_at":"2024-04-03T05:30:00Z","anchor":7,"channel":"sms"}', 'UTF8'), 14, 'urn:sagsgang:scheduler', 'c355e2c4f87afd3b2978d34fd6c4fbcb', '2024-05-02 17:12:50.922267+00'),
	('P-1', 5, 'reminder-issued', convert_to('{"source":"urn:sagsgang:scheduler","id":"0943418b67571bde7d045c42e8ab0478","occurred":"2024-05-02T17:12:50.858511Z","about":"deadline","deadline":"answer","ends":"2024-04-02","step":"overdue","number":1,"to":"team-leader","due_at":"2024-04-03T06:00:00Z","anchor":3,"addressee":"Centre","channel":"files"}', 'UTF8'), 15, 'urn:sagsgang:scheduler', '0943418b67571bde7d045c42e8ab0478', '2024-05-02 17:12:50.922267+00'),
	('P-3', 3, 'reminder-issued', convert_to('{"source":"urn:sagsgang:scheduler","id":"17a1a350dd3d7d639f053b5c6d1c260d","occurred":"2024-05-02T17:12:50.858511Z","about":"deadline","deadline":"answer","ends":"2024-04-02","step":"overdue","number":1,"to":"team-leader","due_at":"2024-04-03T06:00:00Z","anchor":7,"addressee":"Centre","channel":"files"}', 'UTF8'), 16, 'urn:sagsgang:scheduler', '17a1a350dd3d7d639f053b5c6d1c260d', '2024-05-02 17:12:50.922267+00'),
	('P-4', 3, 'reminder-issued', convert_to('{"source":"urn:sagsgang:scheduler","id":"ec82aa0a812dbb2d49b7ab6bab7713ad","occurred":"2024-05-02T17:12:50.858511Z","about":"deadline","deadline":"answer","ends":"2024-04-03","step":"sorry","number":1,"to":"citizen","due_at":"2024-04-04T05:30:00Z","anchor":5,"channel":"sms"}', 'UTF8'), 17, 'urn:sagsgang:scheduler', 'ec82aa0a812dbb2d49b7ab6bab7713ad', '2024-05-02 17:12:50.922267+00'),
	('P-4', 4, 'reminder-issued', convert_to('{"source":"urn:sagsgang:scheduler","id":"9a6e97bde6ccd7f8b75927f1c510db14","occurred":"2024-05-02T17:12:50.858511Z","about":"deadline","deadline":"answer","ends":"2024-04-03","step":"overdue","number":1,"to":"team-leader","due_at":"2024-04-04T06:00:00Z","anchor":5,"addressee":"Centre","channel":"files"}', 'UTF8'), 18, 'urn:sagsgang:scheduler', '9a6e97bde6ccd7f8b75927f1c510db14', '2024-05-02 17:12:50.922267+00'),
	('P-4', 5, 'reminder-undelivered', convert_to('{"source":"urn:sagsgang:scheduler","id":"ec82aa0a812dbb2d49b7ab6bab7713ad-undelivered-1","occurred":"2024-05-02T17:12:52.591661Z","about":"deadline","deadline":"answer","ends":"2024-04-03","step":"sorry","number":1,"to":"citizen","channel":"sms","attempts":1,"reason":"no-address"}', 'UTF8'), 19, 'urn:sagsgang:scheduler', 'ec82aa0a812dbb2d49b7ab6bab7713ad-undelivered-1', '2024-05-02 17:12:52.601225+00'),
	('P-1', 6, 'reminder-delivered', convert_to('{"source":"urn:sagsgang:scheduler","id":"0943418b67571bde7d045c42e8ab0478-delivered","occurred":"2024-05-02T17:12:52.627829Z","about":"deadline","deadline":"answer","ends":"2024-04-02","step":"overdue","number":1,"to":"team-leader","channel":"files","attempts":1}', 'UTF8'), 20, 'urn:sagsgang:scheduler', '0943418b67571bde7d045c42e8ab0478-delivered', '2024-05-02 17:12:52.639696+00'),
	('P-3', 4, 'reminder-delivered', convert_to('{"source":"urn:sagsgang:scheduler","id":"17a1a350dd3d7d639f053b5c6d1c260d-delivered","occurred":"2024-05-02T17:12:52.627829Z","about":"deadline","deadline":"answer","ends":"2024-04-02","step":"overdue","number":1,"to":"team-leader","channel":"files","attempts":1}', 'UTF8'), 21, 'urn:sagsgang:scheduler', '17a1a350dd3d7d639f053b5c6d1c260d-delivered', '2024-05-02 17:12:52.639696+00'),
	('P-4', 6, 'reminder-delivered', convert_to('{"source":"urn:sagsgang:scheduler","id":"9a6e97bde6ccd7f8b75927f1c510db14-delivered","occurred":"2024-05-02T17:12:52.627829Z","about":"deadline","deadline":"answer","ends":"2024-04-03","step":"overdue","number":1,"to":"team-leader","channel":"files","attempts":1}', 'UTF8'), 22, 'urn:sagsgang:scheduler', '9a6e97bde6ccd7f8b75927f1c510db14-delivered', '2024-05-02 17:12:52.639696+00');
SELECT pg_catalog.setval('sagsgang.rejections_id_seq', 1, false);
SELECT pg_catalog.setval('sagsgang.replaced_rows_id_seq', 1, false);
ALTER TABLE ONLY sagsgang.case_time_1
    ADD CONSTRAINT case_time_1_pkey PRIMARY KEY (case_id, n);
ALTER TABLE ONLY sagsgang.cases_1
    ADD CONSTRAINT cases_1_pkey PRIMARY KEY (case_id, n);
ALTER TABLE ONLY sagsgang.cases_set_aside
    ADD CONSTRAINT cases_set_aside_pkey PRIMARY KEY (projection, generation, case_id);
ALTER TABLE ONLY sagsgang.checks_1
    ADD CONSTRAINT checks_1_pkey PRIMARY KEY (case_id, n);
ALTER TABLE ONLY sagsgang.complaints_1
    ADD CONSTRAINT complaints_1_pkey PRIMARY KEY (case_id, n);
ALTER TABLE ONLY sagsgang.deadlines_1
    ADD CONSTRAINT deadlines_1_pkey PRIMARY KEY (case_id, n);
ALTER TABLE ONLY sagsgang.differences_1
    ADD CONSTRAINT differences_1_pkey PRIMARY KEY (case_id, n);
ALTER TABLE ONLY sagsgang.findings_1
    ADD CONSTRAINT findings_1_pkey PRIMARY KEY (case_id, n);
ALTER TABLE ONLY sagsgang.meetings_1
    ADD CONSTRAINT meetings_1_pkey PRIMARY KEY (case_id, n);
ALTER TABLE ONLY sagsgang.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (key);
ALTER TABLE ONLY sagsgang.outbox_position
    ADD CONSTRAINT outbox_position_pkey PRIMARY KEY (one);
ALTER TABLE ONLY sagsgang.outbox_rests
    ADD CONSTRAINT outbox_rests_pkey PRIMARY KEY (channel);
ALTER TABLE ONLY sagsgang.projections
    ADD CONSTRAINT projections_pkey PRIMARY KEY (name);
ALTER TABLE ONLY sagsgang.rejections
    ADD CONSTRAINT rejections_origin_digest_code_key UNIQUE (origin, digest, code);
ALTER TABLE ONLY sagsgang.rejections
    ADD CONSTRAINT rejections_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sagsgang.reminders_1
    ADD CONSTRAINT reminders_1_pkey PRIMARY KEY (case_id, n);
ALTER TABLE ONLY sagsgang.replaced_rows
    ADD CONSTRAINT replaced_rows_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sagsgang.scheduler_nodes
    ADD CONSTRAINT scheduler_nodes_pkey PRIMARY KEY (node);
ALTER TABLE ONLY sagsgang.scheduler_state
    ADD CONSTRAINT scheduler_state_pkey PRIMARY KEY (one);
ALTER TABLE ONLY sagsgang.stored_events
    ADD CONSTRAINT stored_events_identity UNIQUE (source, event_id);
ALTER TABLE ONLY sagsgang.stored_events
    ADD CONSTRAINT stored_events_pkey PRIMARY KEY (originator_id, originator_version);
ALTER TABLE ONLY sagsgang.surveys_1
    ADD CONSTRAINT surveys_1_pkey PRIMARY KEY (case_id, n);
CREATE INDEX case_time_1_known ON sagsgang.case_time_1 USING gist (int8range(opened_pos, LEAST(closed_pos, withdrawn_pos)));
CREATE INDEX case_time_1_valid ON sagsgang.case_time_1 USING gist (tstzrange(opened_at, closed_at)) WHERE ((closed_pos IS NOT NULL) AND true);
CREATE INDEX cases_1_known ON sagsgang.cases_1 USING gist (int8range(opened_pos, LEAST(closed_pos, withdrawn_pos))) WHERE (state = 'open'::text);
CREATE INDEX cases_1_valid ON sagsgang.cases_1 USING gist (tstzrange(opened_at, closed_at)) WHERE ((closed_pos IS NOT NULL) AND (state = 'open'::text));
CREATE INDEX checks_1_known ON sagsgang.checks_1 USING gist (int8range(opened_pos, LEAST(closed_pos, withdrawn_pos)));
CREATE INDEX checks_1_valid ON sagsgang.checks_1 USING gist (tstzrange(opened_at, closed_at)) WHERE ((closed_pos IS NOT NULL) AND true);
CREATE INDEX complaints_1_known ON sagsgang.complaints_1 USING gist (int8range(opened_pos, LEAST(closed_pos, withdrawn_pos)));
CREATE INDEX complaints_1_valid ON sagsgang.complaints_1 USING gist (tstzrange(opened_at, closed_at)) WHERE ((closed_pos IS NOT NULL) AND true);
CREATE INDEX deadlines_1_known ON sagsgang.deadlines_1 USING gist (int8range(opened_pos, LEAST(closed_pos, withdrawn_pos))) WHERE (state = ANY (ARRAY['running'::text, 'suspended'::text, 'counting'::text]));
CREATE INDEX deadlines_1_valid ON sagsgang.deadlines_1 USING gist (tstzrange(opened_at, closed_at)) WHERE ((closed_pos IS NOT NULL) AND (state = ANY (ARRAY['running'::text, 'suspended'::text, 'counting'::text])));
CREATE INDEX differences_1_known ON sagsgang.differences_1 USING gist (int8range(opened_pos, LEAST(closed_pos, withdrawn_pos)));
CREATE INDEX differences_1_valid ON sagsgang.differences_1 USING gist (tstzrange(opened_at, closed_at)) WHERE ((closed_pos IS NOT NULL) AND true);
CREATE INDEX findings_1_known ON sagsgang.findings_1 USING gist (int8range(opened_pos, LEAST(closed_pos, withdrawn_pos)));
CREATE INDEX findings_1_valid ON sagsgang.findings_1 USING gist (tstzrange(opened_at, closed_at)) WHERE ((closed_pos IS NOT NULL) AND true);
CREATE INDEX meetings_1_known ON sagsgang.meetings_1 USING gist (int8range(opened_pos, LEAST(closed_pos, withdrawn_pos)));
CREATE INDEX meetings_1_valid ON sagsgang.meetings_1 USING gist (tstzrange(opened_at, closed_at)) WHERE ((closed_pos IS NOT NULL) AND true);
CREATE INDEX outbox_owed ON sagsgang.outbox USING btree ("position") WHERE owed;
CREATE INDEX outbox_ready ON sagsgang.outbox USING btree (channel, next_at, "position") WHERE (state = 'waiting'::text);
CREATE INDEX outbox_sending ON sagsgang.outbox USING btree (node) WHERE (state = 'sending'::text);
CREATE INDEX outbox_state ON sagsgang.outbox USING btree (state, "position");
CREATE INDEX reminders_1_also_1 ON sagsgang.reminders_1 USING gist (tstzrange(at[1], at[cardinality(at)], '[]'::text));
CREATE INDEX reminders_1_known ON sagsgang.reminders_1 USING gist (int8range(opened_pos, LEAST(closed_pos, withdrawn_pos)));
CREATE INDEX reminders_1_valid ON sagsgang.reminders_1 USING gist (tstzrange(opened_at, closed_at)) WHERE ((closed_pos IS NOT NULL) AND true);
CREATE UNIQUE INDEX stored_events_notification_id_idx ON sagsgang.stored_events USING btree (notification_id);
CREATE INDEX stored_events_recorded_idx ON sagsgang.stored_events USING btree (recorded, notification_id);
CREATE INDEX surveys_1_known ON sagsgang.surveys_1 USING gist (int8range(opened_pos, LEAST(closed_pos, withdrawn_pos)));
CREATE INDEX surveys_1_valid ON sagsgang.surveys_1 USING gist (tstzrange(opened_at, closed_at)) WHERE ((closed_pos IS NOT NULL) AND true);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON sagsgang.rejections FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.refuse_change();
ALTER TABLE sagsgang.rejections ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON sagsgang.stored_events FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.refuse_change();
ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER by_the_clock AFTER INSERT ON sagsgang.stored_events REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.check_clock();
ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER by_the_clock;
CREATE TRIGGER one_order AFTER INSERT ON sagsgang.stored_events REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.check_order();
ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER one_order;
