-- What imports remember. No truth of its own: that is in the journal; this says what was read, so that the next reading
-- of the same log can tell what has changed. A table may have this form already: what changes it is a new file.

-- Why an event is the first or last of its kind in its case: its rank, and the row that it was read from.
CREATE TABLE IF NOT EXISTS sagsgang.import_choices (
    source text COLLATE "C" NOT NULL,
    event_id text COLLATE "C" NOT NULL,
    rank text NOT NULL,
    row_name text COLLATE "C",
    PRIMARY KEY (source, event_id)
);

-- Files that were imported whole, without a rejection, by the digest of their bytes and of the mapping.
CREATE TABLE IF NOT EXISTS sagsgang.import_files (
    digest bytea PRIMARY KEY,
    position bigint NOT NULL,
    records bigint NOT NULL,
    events bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
