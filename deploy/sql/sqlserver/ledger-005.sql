-- The ledger of DataSharing, version 5, for SQL Server: what a force had and must not have.

-- A record that the force had in this version, and of which something must not leave: found by the run run_id, brought last by the export of that sequence.
-- The field is a column of the source, never a value. told_at is when somebody was first told, null until then; acknowledged_by is the journal entry with
-- an administrator's word, null until then. Nothing is deleted: no file with such a row is sent again.
create table already_sent (
  force nvarchar(64) collate Latin1_General_100_BIN2 not null,
  incident_key nvarchar(100) collate Latin1_General_100_BIN2 not null,
  version int not null check (version > 0),
  token nvarchar(100) collate Latin1_General_100_BIN2 not null,
  sequence int not null check (sequence > 0),
  reason nvarchar(64) collate Latin1_General_100_BIN2 not null,
  field nvarchar(128) collate Latin1_General_100_BIN2 not null,
  run_id bigint not null references run (id),
  told_at nvarchar(24) collate Latin1_General_100_BIN2,
  acknowledged_by bigint references journal (entry),
  primary key (force, incident_key, version)
);

insert into schema_version (version, applied_at) values (5, replace(convert(char(19), sysutcdatetime(), 120), ' ', 'T') + '.000Z');
