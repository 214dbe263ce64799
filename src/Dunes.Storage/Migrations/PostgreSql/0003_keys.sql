-- For lists only. What counts is the key's sealed grain state.
CREATE TABLE keys
(
  tenant text COLLATE "C" NOT NULL,
  name   text COLLATE "C" NOT NULL,
  key_id uuid NOT NULL,
  PRIMARY KEY (tenant, name)
);

-- The primary key is what keeps a version from being made twice.
CREATE TABLE key_versions
(
  key_id     uuid NOT NULL,
  version    integer NOT NULL CHECK (version > 0),
  algorithm  text NOT NULL,
  created_at bigint NOT NULL,
  public_key bytea,
  wrapped    bytea NOT NULL,
  PRIMARY KEY (key_id, version)
);

CREATE TABLE key_usage
(
  key_id     uuid NOT NULL,
  version    integer NOT NULL CHECK (version > 0),
  operations bigint NOT NULL CHECK (operations >= 0),
  bytes      bigint NOT NULL CHECK (bytes >= 0),
  PRIMARY KEY (key_id, version)
);

-- Re-encryption looks for what is older than the newest version.
CREATE INDEX ix_session_entries_key_version ON session_entries (key_version, context_id, seq);

-- From when on a version of the cluster root key seals: every process knows it by then.
ALTER TABLE root_keys ADD COLUMN active_from bigint NOT NULL DEFAULT 0;
