-- Times are Unix milliseconds (UTC): the very number that is hashed and signed. Ids sort by bytes on every database.

CREATE TABLE contexts
(
  context_id text COLLATE "C" NOT NULL PRIMARY KEY,
  tenant     text COLLATE "C" NOT NULL,
  opened_at  bigint NOT NULL
);

CREATE INDEX ix_contexts_tenant ON contexts (tenant, opened_at, context_id);

-- The primary key is what keeps two activations of one context from writing the same place twice.
CREATE TABLE session_entries
(
  context_id  text COLLATE "C" NOT NULL,
  seq         bigint NOT NULL CHECK (seq >= 0),
  leaf_hash   bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  sealed      bytea NOT NULL,
  key_version integer NOT NULL,
  at          bigint NOT NULL,
  kind        text NOT NULL,
  PRIMARY KEY (context_id, seq)
);

-- Sealed bytes are random: compressing them costs time and gains nothing.
ALTER TABLE session_entries ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- No foreign key to head_batches: a batch that is gone must be found by verification, not hidden by the schema.
CREATE TABLE context_heads
(
  context_id text COLLATE "C" NOT NULL,
  size       bigint NOT NULL CHECK (size > 0),
  root       bytea NOT NULL CHECK (octet_length(root) = 32),
  frontier   bytea NOT NULL CHECK (octet_length(frontier) % 32 = 0),
  batch_id   uuid NOT NULL,
  leaf_index integer NOT NULL CHECK (leaf_index >= 0),
  path       bytea NOT NULL CHECK (octet_length(path) % 32 = 0),
  PRIMARY KEY (context_id, size)
);

CREATE UNIQUE INDEX ux_context_heads_batch ON context_heads (batch_id, leaf_index);

CREATE TABLE head_batches
(
  id          uuid NOT NULL PRIMARY KEY,
  size        integer NOT NULL CHECK (size > 0),
  root        bytea NOT NULL CHECK (octet_length(root) = 32),
  signed_at   bigint NOT NULL,
  key_version integer NOT NULL,
  algorithm   text NOT NULL,
  signature   bytea NOT NULL
);

CREATE TABLE security_logs
(
  id                 uuid NOT NULL PRIMARY KEY,
  event_type         text COLLATE "C" NOT NULL,
  timestamp          bigint NOT NULL,
  logged_at          bigint NOT NULL,
  class_uid          integer NOT NULL,
  activity_id        integer NOT NULL,
  type_uid           integer NOT NULL,
  severity_id        integer NOT NULL CHECK (severity_id BETWEEN 0 AND 6 OR severity_id = 99),
  status_id          integer NOT NULL,
  status_code        text,
  status_detail      text,
  action_id          integer,
  disposition_id     integer,
  is_alert           boolean NOT NULL,
  actor_uid          text,
  actor_type         text,
  agent_instance_uid text,
  src_ip             text,
  resource_type      text,
  resource_uid       text,
  operation          text,
  tool_name          text,
  risk_score         integer NOT NULL CHECK (risk_score BETWEEN 0 AND 100),
  trace_id           text,
  span_id            text,
  tenant_uid         text COLLATE "C",
  event_json         bytea NOT NULL CHECK (octet_length(event_json) <= 65535)
);

CREATE INDEX ix_security_logs_time ON security_logs (timestamp, id);
CREATE INDEX ix_security_logs_type ON security_logs (event_type, timestamp, id);
CREATE INDEX ix_security_logs_tenant ON security_logs (tenant_uid, timestamp, id);

CREATE TABLE findings
(
  fingerprint text COLLATE "C" NOT NULL PRIMARY KEY,
  scope       text COLLATE "C" NOT NULL,
  severity    integer NOT NULL CHECK (severity BETWEEN 1 AND 6),
  title       text NOT NULL,
  source      text NOT NULL,
  found_at    bigint NOT NULL,
  closed_at   bigint
);

CREATE INDEX ix_findings_open ON findings (scope) WHERE closed_at IS NULL;

-- The cluster root key, only ever wrapped. The row of a version decides which of several first starts made it.
CREATE TABLE root_keys
(
  version    integer NOT NULL PRIMARY KEY CHECK (version > 0),
  created_at bigint NOT NULL
);

CREATE TABLE root_key_wraps
(
  version     integer NOT NULL REFERENCES root_keys,
  provider_id text NOT NULL,
  kek_id      text NOT NULL,
  wrapped     bytea NOT NULL,
  PRIMARY KEY (version, provider_id, kek_id)
);
