-- Format 4: a rejected line that is gone is missed, and no position is given twice. No row is changed; all of it may be run
-- again.

-- How many lines each statement rejected. Their sum says how many there are to be: a table that was emptied, or dropped and
-- made anew, does not look whole. Numbers without gaps could not say it of the last ones, nor of all.
CREATE TABLE IF NOT EXISTS sagsgang.rejections_counted (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    kept bigint NOT NULL
);

-- Nobody rejects while those that are there are counted.
LOCK TABLE sagsgang.rejections IN SHARE ROW EXCLUSIVE MODE;

INSERT INTO sagsgang.rejections_counted (kept)
    SELECT count(*) FROM sagsgang.rejections
    HAVING NOT EXISTS (SELECT FROM sagsgang.rejections_counted);

-- With the rights of the owner: whoever may reject need not be able to change what is counted. A row for each statement,
-- and not one that all change: nobody waits for another.
CREATE OR REPLACE FUNCTION sagsgang.count_rejections() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO sagsgang.rejections_counted (kept) SELECT count(*) FROM added HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER counted AFTER INSERT ON sagsgang.rejections
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.count_rejections();
ALTER TABLE sagsgang.rejections ENABLE ALWAYS TRIGGER counted;

CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sagsgang.rejections_counted
    FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.refuse_change();
ALTER TABLE sagsgang.rejections_counted ENABLE ALWAYS TRIGGER append_only;

-- The last position that anything beside the journal rests on; 0 where there is nothing, or it is not as it should be, which
-- is another's affair than an appender's. With the rights of the owner: who appends need not be able to read it.
CREATE OR REPLACE FUNCTION sagsgang.remembered_position() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found bigint;
    remembered bigint := 0;
BEGIN
    IF to_regclass('sagsgang.projections') IS NOT NULL THEN
        SELECT max(position) INTO found FROM sagsgang.projections
            WHERE to_regclass('sagsgang.' || name || '_' || generation) IS NOT NULL;
        remembered := greatest(remembered, found);
    END IF;
    IF to_regclass('sagsgang.outbox_position') IS NOT NULL THEN
        SELECT max(position) INTO found FROM sagsgang.outbox_position;
        remembered := greatest(remembered, found);
    END IF;
    IF to_regclass('sagsgang.scheduler_state') IS NOT NULL THEN
        SELECT max(decided_position) INTO found FROM sagsgang.scheduler_state;
        remembered := greatest(remembered, found);
    END IF;
    RETURN remembered;
EXCEPTION
    WHEN syntax_error_or_access_rule_violation THEN
        RETURN remembered;
END $$;

-- Whoever writes: positions that were given once, and are gone, are not given to other events as long as something rests on
-- those that had them.
CREATE OR REPLACE FUNCTION sagsgang.refuse_reuse() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last_position bigint := (SELECT coalesce(max(notification_id), 0) FROM sagsgang.stored_events);
    remembered bigint := sagsgang.remembered_position();
BEGIN
    IF remembered > last_position THEN
        RAISE EXCEPTION 'events are gone: the journal ends at position %, and position % is remembered',
            last_position, remembered
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'remembered_position',
                DETAIL = last_position || ' ' || remembered,
                HINT = 'If this journal is the right one, let the owner run ''sagsgang rebuild --replace''.';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER nothing_gone BEFORE INSERT ON sagsgang.stored_events
    FOR EACH STATEMENT EXECUTE FUNCTION sagsgang.refuse_reuse();
ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER nothing_gone;
