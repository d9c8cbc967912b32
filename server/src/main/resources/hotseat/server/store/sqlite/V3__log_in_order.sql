-- The log lies in the order in which it is written, whatever session an entry is of, and each entry names the one before it of its
-- session. So what is committed together is written in one place, and no index has a page for each room that types (class Heads).

CREATE TABLE entry_in_order (
  id INTEGER PRIMARY KEY,
  session TEXT NOT NULL,
  seq INTEGER NOT NULL,
  prev INTEGER NOT NULL,
  at INTEGER NOT NULL,
  participant TEXT NOT NULL,
  document TEXT NOT NULL,
  kind INTEGER NOT NULL,
  crc INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

-- What a window looks at is kept until its end, beside the file: so it is given the keys alone, and not the whole log.

INSERT INTO entry_in_order (id, prev, session, seq, at, participant, document, kind, crc, bytes)
  SELECT place, CASE WHEN before = session THEN place - 1 ELSE 0 END,
         session, seq, at, participant, document, kind, crc, bytes
  FROM (SELECT session, seq, row_number() OVER log AS place, lag(session) OVER log AS before
        FROM entry
        WINDOW log AS (ORDER BY session, seq))
  CROSS JOIN entry USING (session, seq);

DROP TABLE entry;
ALTER TABLE entry_in_order RENAME TO entry;

-- Everything but updates is read by its kind; updates, which are nearly all, do not pay for it.

CREATE INDEX entry_by_kind ON entry (session, kind, seq) WHERE kind <> 1;

-- The latest entry of a session, as of when that was noted: behind the one up to which all are, it may have more.

ALTER TABLE session ADD COLUMN head INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session DROP COLUMN last_seq;

CREATE TABLE heads (id INTEGER PRIMARY KEY CHECK (id = 1), noted INTEGER NOT NULL) STRICT;
INSERT INTO heads (id, noted) VALUES (1, 0);
