-- Format 3: the guards of format 2, in less time. Nothing here changes a row; all of it may be run again.

-- Whether a text is an instant in UTC as the program reads it, as in format 2. The usual forms are seen without a regular
-- expression: that costs as much as looking at all else of an event.
CREATE OR REPLACE FUNCTION sagsgang.says_when(occurred text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN occurred LIKE '____-__-__T__:__:__Z'
            OR occurred LIKE '____-__-__T__:__:__.______Z' AND ltrim(substr(occurred, 21), '0123456789') = 'Z'
            OR occurred ~ '^.{19}[.][0-9]{1,6}Z$'
        THEN occurred NOT LIKE '%T24%' AND occurred NOT LIKE '%:60%' AND isfinite(occurred::timestamptz) END
$$;
