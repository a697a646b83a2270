-- What was given up may be dismissed. dismissal: the position of the event that says so, who it was and why.
ALTER TABLE sagsgang.outbox DROP CONSTRAINT IF EXISTS outbox_state_check;
ALTER TABLE sagsgang.outbox ADD CONSTRAINT outbox_state_check
    CHECK (state IN ('waiting', 'sending', 'delivered', 'undelivered', 'withheld', 'dismissed'));
ALTER TABLE sagsgang.outbox ADD COLUMN IF NOT EXISTS dismissal bigint;
