-- The ledger of DataSharing, version 2, for SQL Server: what persons decided about texts that leave redacted, and what somebody was told.

-- The last decision about the text of an incident in a column. source_hash and proposal are keyed hashes: of the source text, and of it with the proposal
-- that was shown. sealed is the approved text, encrypted under the key key_id; null after a rejection. Earlier decisions are in the journal, without texts.
create table text_decision (
  force nvarchar(64) collate Latin1_General_100_BIN2 not null,
  incident_key nvarchar(100) collate Latin1_General_100_BIN2 not null,
  column_name nvarchar(128) collate Latin1_General_100_BIN2 not null,
  source_hash nvarchar(100) collate Latin1_General_100_BIN2 not null,
  proposal nvarchar(100) collate Latin1_General_100_BIN2 not null,
  key_id nvarchar(64) collate Latin1_General_100_BIN2 not null,
  sealed varbinary(max),
  decided_by nvarchar(4000) collate Latin1_General_100_BIN2 not null,
  decided_at nvarchar(24) collate Latin1_General_100_BIN2 not null,
  primary key (force, incident_key, column_name)
);

-- What somebody was told that is told once: so that neither a restart nor a second worker tells it again.
create table told (
  kind nvarchar(32) collate Latin1_General_100_BIN2 not null,
  subject nvarchar(380) collate Latin1_General_100_BIN2 not null,
  told_at nvarchar(24) collate Latin1_General_100_BIN2 not null,
  primary key (kind, subject)
);

-- The outbox and archive: sealed files, in blocks of at most 1 MiB, so that no worker needs a file of another machine's disk.
create table outbox_block (
  entry nvarchar(300) collate Latin1_General_100_BIN2 not null,
  block int not null check (block >= 0),
  bytes varbinary(max) not null check (datalength(bytes) between 1 and 1048576),
  primary key (entry, block)
);

insert into schema_version (version, applied_at) values (2, replace(convert(char(19), sysutcdatetime(), 120), ' ', 'T') + '.000Z');
