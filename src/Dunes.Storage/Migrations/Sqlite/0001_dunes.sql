-- Times are Unix milliseconds (UTC): the very number that is hashed and signed. Ids sort by bytes on every database.

CREATE TABLE contexts
(
  context_id TEXT NOT NULL PRIMARY KEY,
  tenant     TEXT NOT NULL,
  opened_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX ix_contexts_tenant ON contexts (tenant, opened_at, context_id);

-- The primary key is what keeps two activations of one context from writing the same place twice.
CREATE TABLE session_entries
(
  context_id  TEXT NOT NULL,
  seq         INTEGER NOT NULL CHECK (seq >= 0),
  leaf_hash   BLOB NOT NULL CHECK (length(leaf_hash) = 32),
  sealed      BLOB NOT NULL,
  key_version INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  PRIMARY KEY (context_id, seq)
) STRICT;

-- No foreign key to head_batches: a batch that is gone must be found by verification, not hidden by the schema.
CREATE TABLE context_heads
(
  context_id TEXT NOT NULL,
  size       INTEGER NOT NULL CHECK (size > 0),
  root       BLOB NOT NULL CHECK (length(root) = 32),
  frontier   BLOB NOT NULL CHECK (length(frontier) % 32 = 0),
  batch_id   TEXT NOT NULL,
  leaf_index INTEGER NOT NULL CHECK (leaf_index >= 0),
  path       BLOB NOT NULL CHECK (length(path) % 32 = 0),
  PRIMARY KEY (context_id, size)
) STRICT;

CREATE UNIQUE INDEX ux_context_heads_batch ON context_heads (batch_id, leaf_index);

CREATE TABLE head_batches
(
  id          TEXT NOT NULL PRIMARY KEY,
  size        INTEGER NOT NULL CHECK (size > 0),
  root        BLOB NOT NULL CHECK (length(root) = 32),
  signed_at   INTEGER NOT NULL,
  key_version INTEGER NOT NULL,
  algorithm   TEXT NOT NULL,
  signature   BLOB NOT NULL
) STRICT;

CREATE TABLE security_logs
(
  id                 TEXT NOT NULL PRIMARY KEY,
  event_type         TEXT NOT NULL,
  timestamp          INTEGER NOT NULL,
  logged_at          INTEGER NOT NULL,
  class_uid          INTEGER NOT NULL,
  activity_id        INTEGER NOT NULL,
  type_uid           INTEGER NOT NULL,
  severity_id        INTEGER NOT NULL CHECK (severity_id BETWEEN 0 AND 6 OR severity_id = 99),
  status_id          INTEGER NOT NULL,
  status_code        TEXT,
  status_detail      TEXT,
  action_id          INTEGER,
  disposition_id     INTEGER,
  is_alert           INTEGER NOT NULL,
  actor_uid          TEXT,
  actor_type         TEXT,
  agent_instance_uid TEXT,
  src_ip             TEXT,
  resource_type      TEXT,
  resource_uid       TEXT,
  operation          TEXT,
  tool_name          TEXT,
  risk_score         INTEGER NOT NULL CHECK (risk_score BETWEEN 0 AND 100),
  trace_id           TEXT,
  span_id            TEXT,
  tenant_uid         TEXT,
  event_json         BLOB NOT NULL CHECK (length(event_json) <= 65535)
) STRICT;

CREATE INDEX ix_security_logs_time ON security_logs (timestamp, id);
CREATE INDEX ix_security_logs_type ON security_logs (event_type, timestamp, id);
CREATE INDEX ix_security_logs_tenant ON security_logs (tenant_uid, timestamp, id);

CREATE TABLE findings
(
  fingerprint TEXT NOT NULL PRIMARY KEY,
  scope       TEXT NOT NULL,
  severity    INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 6),
  title       TEXT NOT NULL,
  source      TEXT NOT NULL,
  found_at    INTEGER NOT NULL,
  closed_at   INTEGER
) STRICT;

CREATE INDEX ix_findings_open ON findings (scope) WHERE closed_at IS NULL;

-- The cluster root key, only ever wrapped. The row of a version decides which of several first starts made it.
CREATE TABLE root_keys
(
  version    INTEGER NOT NULL PRIMARY KEY CHECK (version > 0),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE root_key_wraps
(
  version     INTEGER NOT NULL REFERENCES root_keys,
  provider_id TEXT NOT NULL,
  kek_id      TEXT NOT NULL,
  wrapped     BLOB NOT NULL,
  PRIMARY KEY (version, provider_id, kek_id)
) STRICT;
