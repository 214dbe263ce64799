-- For lists only. What counts is the key's sealed grain state.
CREATE TABLE keys
(
  tenant TEXT NOT NULL,
  name   TEXT NOT NULL,
  key_id TEXT NOT NULL,
  PRIMARY KEY (tenant, name)
) STRICT;

-- The primary key is what keeps a version from being made twice.
CREATE TABLE key_versions
(
  key_id     TEXT NOT NULL,
  version    INTEGER NOT NULL CHECK (version > 0),
  algorithm  TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  public_key BLOB,
  wrapped    BLOB NOT NULL,
  PRIMARY KEY (key_id, version)
) STRICT;

CREATE TABLE key_usage
(
  key_id     TEXT NOT NULL,
  version    INTEGER NOT NULL CHECK (version > 0),
  operations INTEGER NOT NULL CHECK (operations >= 0),
  bytes      INTEGER NOT NULL CHECK (bytes >= 0),
  PRIMARY KEY (key_id, version)
) STRICT;

-- Re-encryption looks for what is older than the newest version.
CREATE INDEX ix_session_entries_key_version ON session_entries (key_version, context_id, seq);

-- From when on a version of the cluster root key seals: every process knows it by then.
ALTER TABLE root_keys ADD COLUMN active_from INTEGER NOT NULL DEFAULT 0;
