-- A link a row instead of a column a role: each can be rotated alone.

CREATE TABLE link (
  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  hash BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  PRIMARY KEY (session, role)
) STRICT, WITHOUT ROWID;

INSERT INTO link (session, role, hash, epoch)
  SELECT id, 'host', host_hash, epoch FROM session
  UNION ALL SELECT id, 'candidate', candidate_hash, epoch FROM session
  UNION ALL SELECT id, 'observer', observer_hash, epoch FROM session;

-- How far a session has counted. Not the maximum of what is stored: what is purged must not be counted again. A run that is no JSON
-- is damaged and counts nothing: it is an error of its room, not of all.

ALTER TABLE session ADD COLUMN state TEXT NOT NULL DEFAULT 'live';
ALTER TABLE session ADD COLUMN last_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN last_run INTEGER NOT NULL DEFAULT 0;

UPDATE session SET
  last_seq = (SELECT coalesce(max(seq), 0) FROM entry WHERE session = session.id),
  last_run = (SELECT coalesce(max(CASE WHEN json_valid(CAST(bytes AS TEXT))
                                       THEN json_extract(CAST(bytes AS TEXT), '$.number') END), 0)
              FROM entry WHERE session = session.id AND kind = 2);

ALTER TABLE session DROP COLUMN host_hash;
ALTER TABLE session DROP COLUMN candidate_hash;
ALTER TABLE session DROP COLUMN observer_hash;
ALTER TABLE session DROP COLUMN epoch;

-- Everything but updates is read by its kind; updates, which are nearly all, do not pay for it.

CREATE INDEX entry_by_kind ON entry (session, kind, seq) WHERE kind <> 1;

-- One row that is written to find out whether this file can be written.

CREATE TABLE probe (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT;
INSERT INTO probe (id, at) VALUES (1, 0);
