-- The ledger of DataSharing, version 5, for SQLite: what a force had and must not have.

-- A record that the force had in this version, and of which something must not leave: found by the run run_id, brought last by the export of that sequence.
-- The field is a column of the source, never a value. told_at is when somebody was first told, null until then; acknowledged_by is the journal entry with
-- an administrator's word, null until then. Nothing is deleted: no file with such a row is sent again.
create table already_sent (
  force text not null,
  incident_key text not null collate binary,
  version integer not null check (version > 0),
  token text not null collate binary,
  sequence integer not null check (sequence > 0),
  reason text not null,
  field text not null,
  run_id integer not null references run (id),
  told_at text,
  acknowledged_by integer references journal (entry),
  primary key (force, incident_key, version)
) without rowid;

insert into schema_version (version, applied_at) values (5, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
