-- What Orleans' AdoNet providers need. They read their statements from OrleansQuery once at start; the names of parameters and result columns are theirs.

CREATE TABLE OrleansQuery
(
  QueryKey  varchar(64) NOT NULL PRIMARY KEY,
  QueryText varchar(8000) NOT NULL
);

-- Grain state. Version is the ETag.
CREATE TABLE OrleansStorage
(
  GrainIdHash            integer NOT NULL,
  GrainIdN0              bigint NOT NULL,
  GrainIdN1              bigint NOT NULL,
  GrainTypeHash          integer NOT NULL,
  GrainTypeString        varchar(512) COLLATE "C" NOT NULL,
  GrainIdExtensionString varchar(512) COLLATE "C",
  ServiceId              varchar(150) COLLATE "C" NOT NULL,
  PayloadBinary          bytea,
  ModifiedOn             timestamptz(3) NOT NULL,
  Version                integer NOT NULL CHECK (Version > 0)
);

-- Unique over the whole identity, absent keys included: when two activations write a grain's first state at once, one row is made and one of them hears of it.
CREATE UNIQUE INDEX ux_orleansstorage
  ON OrleansStorage (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, GrainIdExtensionString, ServiceId) NULLS NOT DISTINCT;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', '
SELECT PayloadBinary, Version
FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS NOT DISTINCT FROM @GrainIdExtensionString AND ServiceId = @ServiceId'),

-- No row back means that the ETag is not the stored one: the provider throws InconsistentStateException, and the activation ends.
('WriteToStorageKey', '
WITH updated AS
(
  UPDATE OrleansStorage
  SET PayloadBinary = @PayloadBinary, ModifiedOn = now(), Version = Version + 1
  WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS NOT DISTINCT FROM @GrainIdExtensionString AND ServiceId = @ServiceId
    AND Version = @GrainStateVersion
  RETURNING Version
),
inserted AS
(
  INSERT INTO OrleansStorage
    (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, ModifiedOn, Version)
  SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId, @PayloadBinary, now(), 1
  WHERE @GrainStateVersion IS NULL
  ON CONFLICT DO NOTHING
  RETURNING Version
)
SELECT Version AS NewGrainStateVersion FROM updated
UNION ALL
SELECT Version FROM inserted'),

('ClearStorageKey', '
UPDATE OrleansStorage
SET PayloadBinary = NULL, ModifiedOn = now(), Version = Version + 1
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS NOT DISTINCT FROM @GrainIdExtensionString AND ServiceId = @ServiceId
  AND Version = @GrainStateVersion
RETURNING Version AS NewGrainStateVersion'),

('DeleteStorageKey', '
DELETE FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS NOT DISTINCT FROM @GrainIdExtensionString AND ServiceId = @ServiceId
  AND Version = @GrainStateVersion
RETURNING Version + 1 AS NewGrainStateVersion');

-- Membership. Every change of a row moves the deployment's version, or nothing happens: the extended membership protocol.
CREATE TABLE OrleansMembershipVersionTable
(
  DeploymentId varchar(150) COLLATE "C" NOT NULL PRIMARY KEY,
  Timestamp    timestamptz(3) NOT NULL DEFAULT now(),
  Version      integer NOT NULL DEFAULT 0
);

CREATE TABLE OrleansMembershipTable
(
  DeploymentId varchar(150) COLLATE "C" NOT NULL REFERENCES OrleansMembershipVersionTable ON DELETE CASCADE,
  Address      varchar(45) COLLATE "C" NOT NULL,
  Port         integer NOT NULL CHECK (Port BETWEEN 0 AND 65535),
  Generation   integer NOT NULL,
  SiloName     varchar(150) NOT NULL,
  HostName     varchar(150) NOT NULL,
  Status       integer NOT NULL,
  ProxyPort    integer CHECK (ProxyPort BETWEEN 0 AND 65535),
  SuspectTimes varchar(8000),
  StartTime    timestamptz(3) NOT NULL,
  IAmAliveTime timestamptz(3) NOT NULL,
  PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', '
WITH inserted AS
(
  INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId)
  ON CONFLICT DO NOTHING
  RETURNING 1
)
SELECT count(*) FROM inserted'),

-- The version row is the lock: of two changes that expect the same version, the second finds another one and changes nothing.
('InsertMembershipKey', '
WITH moved AS
(
  UPDATE OrleansMembershipVersionTable
  SET Timestamp = now(), Version = Version + 1
  WHERE DeploymentId = @DeploymentId AND Version = @Version
    AND NOT EXISTS
    (
      SELECT 1 FROM OrleansMembershipTable m
      WHERE m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
    )
  RETURNING DeploymentId
),
inserted AS
(
  INSERT INTO OrleansMembershipTable
    (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
  SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
  FROM moved
  RETURNING 1
)
SELECT count(*) FROM inserted'),

('UpdateMembershipKey', '
WITH moved AS
(
  UPDATE OrleansMembershipVersionTable
  SET Timestamp = now(), Version = Version + 1
  WHERE DeploymentId = @DeploymentId AND Version = @Version
    AND EXISTS
    (
      SELECT 1 FROM OrleansMembershipTable m
      WHERE m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
    )
  RETURNING DeploymentId
),
updated AS
(
  UPDATE OrleansMembershipTable m
  SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
  FROM moved
  WHERE m.DeploymentId = moved.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
  RETURNING 1
)
SELECT count(*) FROM updated'),

('UpdateIAmAlivetimeKey', '
UPDATE OrleansMembershipTable
SET IAmAliveTime = @IAmAliveTime
WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation'),

-- The version comes back even when there is no silo.
('MembershipReadRowKey', '
SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
FROM OrleansMembershipVersionTable v
LEFT JOIN OrleansMembershipTable m
  ON m.DeploymentId = v.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
WHERE v.DeploymentId = @DeploymentId'),

('MembershipReadAllKey', '
SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
FROM OrleansMembershipVersionTable v
LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = v.DeploymentId
WHERE v.DeploymentId = @DeploymentId'),

('DeleteMembershipTableEntriesKey', '
DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId'),

-- 3 is SiloStatus.Active.
('CleanupDefunctSiloEntriesKey', '
DELETE FROM OrleansMembershipTable
WHERE DeploymentId = @DeploymentId AND IAmAliveTime < @IAmAliveTime AND Status <> 3'),

('GatewaysQueryKey', '
SELECT Address, ProxyPort, Generation
FROM OrleansMembershipTable
WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0');

-- Reminders.
CREATE TABLE OrleansRemindersTable
(
  ServiceId    varchar(150) COLLATE "C" NOT NULL,
  GrainId      varchar(600) COLLATE "C" NOT NULL,
  ReminderName varchar(150) COLLATE "C" NOT NULL,
  StartTime    timestamptz(3) NOT NULL,
  Period       bigint NOT NULL CHECK (Period > 0),
  GrainHash    integer NOT NULL,
  Version      integer NOT NULL,
  PRIMARY KEY (ServiceId, GrainId, ReminderName)
);

CREATE INDEX ix_orleansreminders_hash ON OrleansRemindersTable (ServiceId, GrainHash);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('UpsertReminderRowKey', '
INSERT INTO OrleansRemindersTable AS r (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE
SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = r.Version + 1
RETURNING Version'),

('ReadReminderRowsKey', '
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId'),

('ReadReminderRowKey', '
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName'),

('ReadRangeRows1Key', '
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash'),

-- The range that goes over the end of the ring.
('ReadRangeRows2Key', '
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)'),

('DeleteReminderRowKey', '
WITH deleted AS
(
  DELETE FROM OrleansRemindersTable
  WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version
  RETURNING 1
)
SELECT count(*) FROM deleted'),

('DeleteReminderRowsKey', '
DELETE FROM OrleansRemindersTable WHERE ServiceId = @ServiceId');
