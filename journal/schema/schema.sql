-- What the journal adds to the events table of the eventsourcing library (run once, in the library's transaction).

-- "C" is one order everywhere: a change of locale on the server can neither spoil an index nor move a case.
ALTER TABLE sagsgang.stored_events
    ALTER COLUMN originator_id TYPE text COLLATE "C",
    ALTER COLUMN topic SET NOT NULL,
    ALTER COLUMN state SET NOT NULL,
    ALTER COLUMN notification_id DROP DEFAULT,
    ADD COLUMN source text COLLATE "C" NOT NULL,
    ADD COLUMN event_id text COLLATE "C" NOT NULL,
    ADD COLUMN recorded timestamptz NOT NULL,
    ADD CONSTRAINT stored_events_identity UNIQUE (source, event_id),
    ADD CONSTRAINT stored_events_version CHECK (originator_version > 0);

-- Positions are given under the journal's lock, without gaps. A sequence would leave one at every rollback.
DROP SEQUENCE sagsgang.stored_events_notification_id_seq;

-- The greatest position recorded by a time.
CREATE INDEX stored_events_recorded_idx ON sagsgang.stored_events (recorded, notification_id);

CREATE FUNCTION sagsgang.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'Record a correction as a new event (corrected, annulled).';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sagsgang.stored_events
    FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.refuse_change();
ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER append_only;

-- Whoever writes: the next position follows the last one that is committed, and recorded never runs backwards.
CREATE FUNCTION sagsgang.check_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first_new bigint;
    last_new bigint;
    many bigint;
    last_position bigint;
    last_recorded timestamptz;
BEGIN
    SELECT min(notification_id), max(notification_id), count(*) INTO first_new, last_new, many FROM added;
    IF many = 0 THEN
        RETURN NULL;
    END IF;
    SELECT notification_id, recorded INTO last_position, last_recorded FROM sagsgang.stored_events
        WHERE notification_id < first_new ORDER BY notification_id DESC LIMIT 1;
    IF first_new <> coalesce(last_position, 0) + 1 OR last_new <> first_new + many - 1 THEN
        RAISE EXCEPTION 'the journal has one order: position % does not follow %',
            first_new, coalesce(last_position, 0) USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT FROM (
            SELECT recorded, lag(recorded, 1, last_recorded) OVER (ORDER BY notification_id) AS before FROM added
        ) AS pairs WHERE recorded < before
    ) THEN
        RAISE EXCEPTION 'recorded never runs backwards' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER one_order AFTER INSERT ON sagsgang.stored_events
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.check_order();
ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER one_order;

-- Input that could not be taken, kept whole with its reason until it is mended and offered again.
CREATE TABLE sagsgang.rejections (
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

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sagsgang.rejections
    FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.refuse_change();
ALTER TABLE sagsgang.rejections ENABLE ALWAYS TRIGGER append_only;
