-- Times are milliseconds since 1970 UTC. Secrets and tokens are stored as SHA-256 only.

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  language TEXT NOT NULL,
  host_hash BLOB NOT NULL,
  candidate_hash BLOB NOT NULL,
  observer_hash BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE participant (
  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  colour INTEGER,
  token_hash BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  joined INTEGER NOT NULL,
  PRIMARY KEY (session, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX participant_by_token ON participant (session, token_hash);

-- A Yjs client id belongs to the participant that first used it in a document.
CREATE TABLE author (
  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  document TEXT NOT NULL,
  client INTEGER NOT NULL,
  participant TEXT NOT NULL,
  PRIMARY KEY (session, document, client)
) STRICT, WITHOUT ROWID;

-- Append-only: everything that happened in a session, in order.
CREATE TABLE entry (
  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  participant TEXT NOT NULL,
  document TEXT NOT NULL,
  kind INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  crc INTEGER NOT NULL,
  PRIMARY KEY (session, seq)
) STRICT, WITHOUT ROWID;

-- The merged state of a document up to entry seq: load = checkpoint + the entries behind it.
CREATE TABLE checkpoint (
  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  document TEXT NOT NULL,
  seq INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  crc INTEGER NOT NULL,
  PRIMARY KEY (session, document)
) STRICT, WITHOUT ROWID;
