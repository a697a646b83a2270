-- Cases that are told apart: their rows tell what was recorded up to a position, and the projection stands further.

CREATE TABLE IF NOT EXISTS sagsgang.cases_behind (
    projection text,
    generation integer,
    case_id text,
    position bigint NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection, generation, case_id)
);
