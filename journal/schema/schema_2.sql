-- Format 2: what the database holds itself, whoever writes. Nothing here changes a row; all of it may be run again.
-- Every function looks for names in pg_catalog alone: a session's own search_path must not bring in others.

CREATE OR REPLACE FUNCTION sagsgang.refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'Record a correction as a new event (corrected, annulled).';
END $$;

-- Whether a text is an instant in UTC as the program reads it. One expression without settings of its own, so that
-- PostgreSQL takes it into the query that asks. Raises what is wrong with a day that no calendar has.
CREATE OR REPLACE FUNCTION sagsgang.says_when(occurred text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN occurred LIKE '____-__-__T__:__:__Z' OR occurred ~ '^.{19}[.][0-9]{1,6}Z$'
        THEN occurred NOT LIKE '%T24%' AND occurred NOT LIKE '%:60%' AND isfinite(occurred::timestamptz) END
$$;

-- What is wrong with an event's body, or NULL. The parser's own words would show what the body says: they are not used.
CREATE OR REPLACE FUNCTION sagsgang.body_fault(state bytea, source text, event_id text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
SET standard_conforming_strings = on AS $$
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

-- Whoever writes: the next position follows the last one that is committed, and recorded never runs backwards; the
-- versions of a stream are 1, 2, 3 and so on, in the order of positions; every kind of event is a known one, in a stream
-- for its kind; the columns say what the body says. Many rows are looked at together, and sorted in memory.
CREATE OR REPLACE FUNCTION sagsgang.check_order() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET work_mem = '64MB' SET timezone = 'UTC' AS $$
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
END $$;

-- The time of recording is the affair of the server's clock: nobody records ahead of it, and in a live journal nobody
-- before it. What is recorded at the same time as the event before it passes: so is everything, while a clock that once
-- was ahead is caught up with. It stands beside one_order, so that whoever loads rows of another time, as a restore does,
-- can set this one aside and no other.
CREATE OR REPLACE FUNCTION sagsgang.check_clock() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
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
END $$;

-- What is rejected is kept as what is taken.
CREATE TABLE IF NOT EXISTS sagsgang.rejections (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    origin text NOT NULL,
    line bigint,
    code text NOT NULL,
    da text NOT NULL,
    en text NOT NULL,
    raw bytea NOT NULL,
    digest bytea NOT NULL,
    UNIQUE (origin, digest, code)
);

-- Always: a session that poses as a replica is checked too.
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sagsgang.stored_events
    FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.refuse_change();
ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER append_only;

CREATE OR REPLACE TRIGGER one_order AFTER INSERT ON sagsgang.stored_events
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.check_order();
ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER one_order;

CREATE OR REPLACE TRIGGER by_the_clock AFTER INSERT ON sagsgang.stored_events
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.check_clock();
ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER by_the_clock;

CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sagsgang.rejections
    FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.refuse_change();
ALTER TABLE sagsgang.rejections ENABLE ALWAYS TRIGGER append_only;
