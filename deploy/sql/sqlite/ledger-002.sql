-- The ledger of DataSharing, version 2, for SQLite: what persons decided about texts that leave redacted, and what somebody was told.

-- The last decision about the text of an incident in a column. source_hash and proposal are keyed hashes: of the source text, and of it with the proposal
-- that was shown. sealed is the approved text, encrypted under the key key_id; null after a rejection. Earlier decisions are in the journal, without texts.
create table text_decision (
  force text not null,
  incident_key text not null collate binary,
  column_name text not null,
  source_hash text not null,
  proposal text not null,
  key_id text not null,
  sealed blob,
  decided_by text not null,
  decided_at text not null,
  primary key (force, incident_key, column_name)
);

-- What somebody was told that is told once: so that neither a restart nor a second worker tells it again.
create table told (
  kind text not null,
  subject text not null,
  told_at text not null,
  primary key (kind, subject)
);

insert into schema_version (version, applied_at) values (2, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
