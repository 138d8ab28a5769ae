-- The ledger of DataSharing, version 2, for PostgreSQL: what persons decided about texts that leave redacted, and what somebody was told.

-- The last decision about the text of an incident in a column. source_hash and proposal are keyed hashes: of the source text, and of it with the proposal
-- that was shown. sealed is the approved text, encrypted under the key key_id; null after a rejection. Earlier decisions are in the journal, without texts.
create table text_decision (
  force text collate "C" not null,
  incident_key text collate "C" not null,
  column_name text collate "C" not null,
  source_hash text collate "C" not null,
  proposal text collate "C" not null,
  key_id text collate "C" not null,
  sealed bytea,
  decided_by text collate "C" not null,
  decided_at text collate "C" not null,
  primary key (force, incident_key, column_name)
);

-- What somebody was told that is told once: so that neither a restart nor a second worker tells it again.
create table told (
  kind text collate "C" not null,
  subject text collate "C" not null,
  told_at text collate "C" not null,
  primary key (kind, subject)
);

-- The outbox and archive: sealed files, in blocks of at most 1 MiB, so that no worker needs a file of another machine's disk.
create table outbox_block (
  entry text collate "C" not null,
  block integer not null check (block >= 0),
  bytes bytea not null check (length(bytes) between 1 and 1048576),
  primary key (entry, block)
);

-- Sealed bytes do not get smaller: the server need not try.
alter table outbox_block alter column bytes set storage external;

insert into schema_version (version, applied_at) values (2, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
