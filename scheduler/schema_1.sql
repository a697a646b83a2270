-- The scheduler's nodes and where it stands. Nothing here is truth: what was decided and sent is in the journal.
-- A table may have this form already: what changes it is a new file, schema_2.sql.

CREATE TABLE IF NOT EXISTS sagsgang.scheduler_nodes (
    node text COLLATE "C" PRIMARY KEY,
    host text NOT NULL,
    pid integer NOT NULL,
    application_name text NOT NULL,
    backend_pid integer NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);

-- Who leads now: whose connection holds LEADER_LOCK of leadership.py. A row is joined by the number of its server
-- process, which a node writes before it tries for the lock: one that was just seen is never taken for a silent one.
CREATE OR REPLACE VIEW sagsgang.scheduler_leader AS
    SELECT node.* FROM pg_locks AS held JOIN sagsgang.scheduler_nodes AS node ON node.backend_pid = held.pid
    WHERE held.locktype = 'advisory' AND held.classid = 0 AND held.objid = x'5A650003'::int AND held.objsubid = 1
        AND held.granted AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database());

CREATE TABLE IF NOT EXISTS sagsgang.scheduler_state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    leader text COLLATE "C",
    since timestamptz,
    left_at timestamptz,
    takeovers bigint NOT NULL DEFAULT 0,
    takeover_seconds double precision,
    ticks bigint NOT NULL DEFAULT 0,
    last_tick_at timestamptz,
    last_tick_seconds double precision,
    decided_until timestamptz,
    decided_position bigint,
    alarm jsonb
) WITH (fillfactor = 50);

INSERT INTO sagsgang.scheduler_state DEFAULT VALUES ON CONFLICT DO NOTHING;
