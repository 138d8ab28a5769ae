-- The ledger of DataSharing, version 5, for PostgreSQL: what a force had and must not have.

-- A record that the force had in this version, and of which something must not leave: found by the run run_id, brought last by the export of that sequence.
-- The field is a column of the source, never a value. told_at is when somebody was first told, null until then; acknowledged_by is the journal entry with
-- an administrator's word, null until then. Nothing is deleted: no file with such a row is sent again.
create table already_sent (
  force text collate "C" not null,
  incident_key text collate "C" not null,
  version integer not null check (version > 0),
  token text collate "C" not null,
  sequence integer not null check (sequence > 0),
  reason text collate "C" not null,
  field text collate "C" not null,
  run_id bigint not null references run (id),
  told_at text collate "C",
  acknowledged_by bigint references journal (entry),
  primary key (force, incident_key, version)
);

insert into schema_version (version, applied_at) values (5, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
