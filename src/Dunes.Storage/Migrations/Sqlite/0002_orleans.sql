-- What Orleans' AdoNet grain storage needs. It reads its statements from OrleansQuery once at start; the names of parameters and result columns are its own.

CREATE TABLE OrleansQuery
(
  QueryKey  TEXT NOT NULL PRIMARY KEY,
  QueryText TEXT NOT NULL
) STRICT;

-- Grain state. Version is the ETag.
CREATE TABLE OrleansStorage
(
  GrainIdHash            INTEGER NOT NULL,
  GrainIdN0              INTEGER NOT NULL,
  GrainIdN1              INTEGER NOT NULL,
  GrainTypeHash          INTEGER NOT NULL,
  GrainTypeString        TEXT NOT NULL,
  GrainIdExtensionString TEXT,
  ServiceId              TEXT NOT NULL,
  PayloadBinary          BLOB,
  ModifiedOn             TEXT NOT NULL,
  Version                INTEGER NOT NULL CHECK (Version > 0)
) STRICT;

-- Unique over the whole identity. SQLite has no NULLS NOT DISTINCT, so absence is said as its own column and an empty string.
CREATE UNIQUE INDEX ux_orleansstorage ON OrleansStorage
(
  GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, ServiceId, (GrainIdExtensionString IS NULL), ifnull(GrainIdExtensionString, '')
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', '
SELECT PayloadBinary, Version
FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS @GrainIdExtensionString AND ServiceId = @ServiceId'),

-- One statement, so that it takes the write lock before it looks. No row back means that the ETag is not the stored one:
-- the provider throws InconsistentStateException, and the activation ends. A state with an ETag is never inserted: its row was deleted meanwhile.
('WriteToStorageKey', '
INSERT INTO OrleansStorage
  (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, ModifiedOn, Version)
SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId, @PayloadBinary, datetime(''now''), 1
WHERE @GrainStateVersion IS NULL OR EXISTS
(
  SELECT 1 FROM OrleansStorage
  WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS @GrainIdExtensionString AND ServiceId = @ServiceId
)
ON CONFLICT DO UPDATE
SET PayloadBinary = excluded.PayloadBinary, ModifiedOn = excluded.ModifiedOn, Version = Version + 1
WHERE Version = @GrainStateVersion
RETURNING Version AS NewGrainStateVersion'),

('ClearStorageKey', '
UPDATE OrleansStorage
SET PayloadBinary = NULL, ModifiedOn = datetime(''now''), Version = Version + 1
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS @GrainIdExtensionString AND ServiceId = @ServiceId
  AND Version = @GrainStateVersion
RETURNING Version AS NewGrainStateVersion'),

('DeleteStorageKey', '
DELETE FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS @GrainIdExtensionString AND ServiceId = @ServiceId
  AND Version = @GrainStateVersion
RETURNING Version + 1 AS NewGrainStateVersion');

-- Orleans has no reminders on SQLite: this table is read by our own IReminderTable. The hash is unsigned, as Orleans' ring is.
-- Times are .NET ticks (100 ns), as Orleans has them.
CREATE TABLE reminders
(
  service_id TEXT NOT NULL,
  grain_id   TEXT NOT NULL,
  name       TEXT NOT NULL,
  grain_hash INTEGER NOT NULL CHECK (grain_hash BETWEEN 0 AND 4294967295),
  start_at   INTEGER NOT NULL,
  period     INTEGER NOT NULL CHECK (period > 0),
  etag       TEXT NOT NULL,
  PRIMARY KEY (service_id, grain_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX ix_reminders_hash ON reminders (service_id, grain_hash);
