-- Which generation of each projection readers use, how far it is, and under which fold it was made.
-- A table may have this form already: what changes it is a new file, schema_2.sql.

CREATE TABLE IF NOT EXISTS sagsgang.projections (
    name text PRIMARY KEY,
    generation integer NOT NULL,
    position bigint NOT NULL,
    fold integer NOT NULL
);
