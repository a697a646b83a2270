-- The outbox: what is on its way. No truth of its own: what is to be sent, and what became of it, is in the journal.
-- A table may have this form already: what changes it is a new file, schema_2.sql.

-- One that is left alone says nothing of lines that are gone.
DROP TABLE IF EXISTS sagsgang.outbox_position;

CREATE TABLE IF NOT EXISTS sagsgang.outbox (
    key text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL,
    position bigint NOT NULL,
    stream text COLLATE "C" NOT NULL,
    channel text NOT NULL,
    recipient text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'sending', 'delivered', 'undelivered', 'withheld')),
    begun boolean NOT NULL DEFAULT false CHECK (NOT begun OR state = 'sending'),
    doubted boolean NOT NULL DEFAULT false,
    owed boolean NOT NULL DEFAULT false CHECK (NOT owed OR state NOT IN ('waiting', 'sending')),
    attempts integer NOT NULL DEFAULT 0,
    round integer NOT NULL DEFAULT 1,
    ready_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL,
    reason_code text,
    reason_da text,
    reason_en text,
    node text,
    changed_at timestamptz NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX IF NOT EXISTS outbox_ready ON sagsgang.outbox (channel, next_at, position) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS outbox_sending ON sagsgang.outbox (node) WHERE state = 'sending';
CREATE INDEX IF NOT EXISTS outbox_owed ON sagsgang.outbox (position) WHERE owed;
CREATE INDEX IF NOT EXISTS outbox_state ON sagsgang.outbox (state, position);

-- How far the journal was followed. made_at: the journal's last position when the table was made. What was issued up to
-- there may have been sent out of a table that was there before.
CREATE TABLE sagsgang.outbox_position (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL,
    made_at bigint NOT NULL
);

INSERT INTO sagsgang.outbox_position (position, made_at)
    SELECT 0, coalesce(max(notification_id), 0) FROM sagsgang.stored_events;
