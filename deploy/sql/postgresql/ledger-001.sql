-- The ledger of DataSharing, version 1, for PostgreSQL 13 and later. Every text sorts by its bytes: the order of keys must be the same on every server.
-- It holds keys, tokens, hashes, counts and reasons, and never a cell of an incident.
-- Times are UTC text, yyyy-MM-ddTHH:mm:ss.fffZ, which sorts as it reads. SHA-256 is lower-case hexadecimal, except row hashes, which are bytes.

create table schema_version (
  version integer not null primary key,
  applied_at text collate "C" not null
);

-- One row per force, for ever: the fence must not fall when nobody holds the lease. Nobody holds it when expires_at is null.
create table lease (
  force text collate "C" not null primary key,
  fence bigint not null check (fence > 0),
  host text collate "C",
  boot_id text collate "C",
  pid_namespace text collate "C",
  pid integer,
  process_start bigint,
  expires_at text collate "C"
);

create table profile_seen (
  force text collate "C" not null primary key,
  first_enabled_at text collate "C" not null
);

create table run (
  id bigint generated always as identity primary key,
  force text collate "C" not null,
  fence bigint,
  asked_by text collate "C" not null check (asked_by in ('schedule', 'person')),
  due_at text collate "C",
  person text collate "C",
  request_reason text collate "C",
  command text collate "C" not null check (command in ('export', 'resend', 'reexport', 'confirm', 'resume')),
  profile_hash text collate "C",
  program_version text collate "C" not null,
  started_at text collate "C" not null,
  ended_at text collate "C",
  outcome text collate "C" check (outcome in ('delivered', 'nothingToSend', 'held', 'unconfirmed', 'refused', 'busy', 'failed', 'cancelled')),
  reason text collate "C",
  export_id bigint,
  check ((ended_at is null) = (outcome is null)),
  check ((asked_by = 'schedule') = (due_at is not null)),
  check ((asked_by = 'person') = (person is not null))
);

create index run_by_due on run (force, due_at);
create index run_by_end on run (force, ended_at);

-- What a run counted. The field is a column of the source, never a value; it is empty for an exclusion.
create table run_count (
  run_id bigint not null references run (id),
  kind text collate "C" not null check (kind in ('excluded', 'heldBack')),
  reason text collate "C" not null,
  field text collate "C" not null,
  records integer not null check (records > 0),
  primary key (run_id, kind, reason, field)
);

create table export (
  id bigint generated always as identity primary key,
  force text collate "C" not null,
  sequence integer not null check (sequence > 0),
  attempt integer not null check (attempt > 0),
  kind text collate "C" not null check (kind in ('delta', 'full', 'resend')),
  state text collate "C" not null check (state in ('built', 'sending', 'publishing', 'published', 'delivered', 'held', 'unconfirmed', 'void')),
  reason text collate "C",
  run_id bigint not null references run (id),
  created_at text collate "C" not null,
  delivered_at text collate "C",
  file_name text collate "C",
  manifest_name text collate "C" not null,
  file_entry text collate "C",
  manifest_entry text collate "C" not null,
  sha256 text collate "C",
  bytes bigint check (bytes >= 0),
  manifest_sha256 text collate "C" not null,
  manifest_bytes bigint not null check (manifest_bytes >= 0),
  rows_new integer not null check (rows_new >= 0),
  rows_amend integer not null check (rows_amend >= 0),
  rows_withdraw integer not null check (rows_withdraw >= 0),
  rows_resend integer not null check (rows_resend >= 0),
  rows_digest text collate "C" not null,
  profile_hash text collate "C" not null,
  profile_version text collate "C" not null,
  protocol text collate "C" not null,
  agreement_reference text collate "C" not null,
  agreement_version text collate "C" not null,
  marking text collate "C" not null,
  key_id text collate "C" not null,
  temporary_name text collate "C",
  evidence text collate "C",
  content_of bigint references export (id),
  unique (force, sequence, attempt),
  -- An empty night can consist of a manifest alone.
  check ((file_name is null) = (file_entry is null)),
  check ((file_name is null) = (sha256 is null)),
  check ((file_name is null) = (bytes is null)),
  check ((kind = 'resend') = (content_of is not null)),
  check ((state = 'delivered') = (delivered_at is not null))
);

-- Every name a force was ever to receive, files and manifests together, in lower case.
create table used_name (
  force text collate "C" not null,
  name text collate "C" not null,
  export_id bigint not null references export (id),
  primary key (force, name)
);

-- The action: 1 NEW, 2 AMEND, 3 WITHDRAW, 4 RESEND. A resend has no rows of its own: they are those of export.content_of.
-- text_hash is over the row's open texts alone, null where it carries none.
-- placement is where a small-number rule put the row: its step and the keyed hashes of its classes, packed; null without such a
-- rule. A WITHDRAW repeats that of the row it withdraws.
-- In the order of keys, in which they are planned, looked at again and become the holding. The rows are written with their export in one transaction; that
-- each has one is looked at by the verification, as a foreign key would cost a million questions in a first export, nearly half of its writing.
create table exported_row (
  export_id bigint not null,
  incident_key text collate "C" not null,
  token text collate "C" not null,
  action integer not null check (action between 1 and 4),
  version integer not null check (version > 0),
  row_hash bytea,
  key_id text collate "C" not null,
  text_hash bytea,
  placement bytea,
  primary key (export_id, incident_key),
  check ((action = 3) = (row_hash is null)),
  check (row_hash is not null or text_hash is null)
);

-- What a force holds: the rows of its first delivered export that has any, where they are, and for every record that a later export told of the row
-- here, in the place of that one. So closing a first export copies nothing.
-- No force has a token twice. The program checks that whenever an export brings a record: a unique index would be filled in the order of the tokens,
-- which is none.
create table holding (
  force text collate "C" not null,
  incident_key text collate "C" not null,
  token text collate "C" not null,
  version integer not null check (version > 0),
  row_hash bytea,
  key_id text collate "C" not null,
  placement bytea,
  last_sequence integer not null check (last_sequence > 0),
  primary key (force, incident_key)
);

create table journal (
  entry bigint not null primary key check (entry > 0),
  at text collate "C" not null,
  kind text collate "C" not null,
  force text collate "C",
  actor text collate "C" not null,
  body text collate "C" not null,
  previous_hash text collate "C" not null,
  hash text collate "C" not null
);

alter table run add foreign key (export_id) references export (id);

insert into schema_version (version, applied_at) values (1, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
