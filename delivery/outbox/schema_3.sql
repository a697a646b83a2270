-- What was given up may be dismissed. dismissal: the position of the event that says so, who it was and why.
ALTER TABLE sagsgang.outbox DROP CONSTRAINT IF EXISTS outbox_state_check;
ALTER TABLE sagsgang.outbox ADD CONSTRAINT outbox_state_check
    CHECK (state IN ('waiting', 'sending', 'delivered', 'undelivered', 'withheld', 'dismissed'));
ALTER TABLE sagsgang.outbox ADD COLUMN IF NOT EXISTS dismissal bigint;

-- What waits for a time further off than any quiet hours is from when the clock was ahead: it is sent by the clock.
UPDATE sagsgang.outbox
    SET next_at = least(next_at, clock_timestamp()), ready_at = least(ready_at, clock_timestamp())
    WHERE state = 'waiting' AND attempts = 0 AND next_at > clock_timestamp() + interval '2 days';
