-- Channels that took nothing at all when last tried: no node tries them before ``until``.
CREATE TABLE IF NOT EXISTS sagsgang.outbox_rests (
    channel text PRIMARY KEY,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    reason_code text NOT NULL,
    reason_da text NOT NULL,
    reason_en text NOT NULL
);
