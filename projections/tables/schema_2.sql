-- A standing remembers the event at its position: so that rows of one journal are not taken for those of another. And what
-- a rebuild replaced although it differed: it may be evidence of who touched it.

ALTER TABLE sagsgang.projections ADD COLUMN IF NOT EXISTS event bytea;

CREATE TABLE IF NOT EXISTS sagsgang.replaced_rows (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    projection text NOT NULL,
    generation integer NOT NULL,
    position bigint NOT NULL,
    case_id text NOT NULL,
    n integer NOT NULL,
    held jsonb NOT NULL
);
