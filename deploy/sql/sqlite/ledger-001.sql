-- The ledger of DataSharing, version 1, for SQLite.
-- It holds keys, tokens, hashes, counts and reasons, and never a cell of an incident.
-- Times are UTC text, yyyy-MM-ddTHH:mm:ss.fffZ, which sorts as it reads. SHA-256 is lower-case hexadecimal, except row hashes, which are bytes.

create table schema_version (
  version integer not null primary key,
  applied_at text not null
);

-- One row per force, for ever: the fence must not fall when nobody holds the lease. Nobody holds it when expires_at is null.
create table lease (
  force text not null primary key,
  fence integer not null check (fence > 0),
  host text,
  boot_id text,
  pid_namespace text,
  pid integer,
  process_start integer,
  expires_at text
);

create table profile_seen (
  force text not null primary key,
  first_enabled_at text not null
);

create table run (
  id integer not null primary key,
  force text not null,
  fence integer,
  asked_by text not null check (asked_by in ('schedule', 'person')),
  due_at text,
  person text,
  request_reason text,
  command text not null check (command in ('export', 'resend', 'reexport', 'confirm', 'resume')),
  profile_hash text,
  program_version text not null,
  started_at text not null,
  ended_at text,
  outcome text check (outcome in ('delivered', 'nothingToSend', 'held', 'unconfirmed', 'refused', 'busy', 'failed', 'cancelled')),
  reason text,
  export_id integer references export (id),
  check ((ended_at is null) = (outcome is null)),
  check ((asked_by = 'schedule') = (due_at is not null)),
  check ((asked_by = 'person') = (person is not null))
);

create index run_by_due on run (force, due_at);
create index run_by_end on run (force, ended_at);

-- What a run counted. The field is a column of the source, never a value; it is empty for an exclusion.
create table run_count (
  run_id integer not null references run (id),
  kind text not null check (kind in ('excluded', 'heldBack')),
  reason text not null,
  field text not null,
  records integer not null check (records > 0),
  primary key (run_id, kind, reason, field)
);

create table export (
  id integer not null primary key,
  force text not null,
  sequence integer not null check (sequence > 0),
  attempt integer not null check (attempt > 0),
  kind text not null check (kind in ('delta', 'full', 'resend')),
  state text not null check (state in ('built', 'sending', 'publishing', 'published', 'delivered', 'held', 'unconfirmed', 'void')),
  reason text,
  run_id integer not null references run (id),
  created_at text not null,
  delivered_at text,
  file_name text,
  manifest_name text not null,
  file_entry text,
  manifest_entry text not null,
  sha256 text,
  bytes integer check (bytes >= 0),
  manifest_sha256 text not null,
  manifest_bytes integer not null check (manifest_bytes >= 0),
  rows_new integer not null check (rows_new >= 0),
  rows_amend integer not null check (rows_amend >= 0),
  rows_withdraw integer not null check (rows_withdraw >= 0),
  rows_resend integer not null check (rows_resend >= 0),
  rows_digest text not null,
  profile_hash text not null,
  profile_version text not null,
  protocol text not null,
  agreement_reference text not null,
  agreement_version text not null,
  marking text not null,
  key_id text not null,
  temporary_name text,
  evidence text,
  content_of integer references export (id),
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
  force text not null,
  name text not null,
  export_id integer not null references export (id),
  primary key (force, name)
);

-- The action: 1 NEW, 2 AMEND, 3 WITHDRAW, 4 RESEND. A resend has no rows of its own: they are those of export.content_of.
-- text_hash is over the row's open texts alone, null where it carries none.
-- placement is where a small-number rule put the row: its step and the keyed hashes of its classes, packed; null without such a
-- rule. A WITHDRAW repeats that of the row it withdraws.
-- In the order of keys, in which they are planned, looked at again and become the holding.
create table exported_row (
  export_id integer not null references export (id),
  incident_key text not null collate binary,
  token text not null collate binary,
  action integer not null check (action between 1 and 4),
  version integer not null check (version > 0),
  row_hash blob,
  key_id text not null,
  text_hash blob,
  placement blob,
  primary key (export_id, incident_key),
  check ((action = 3) = (row_hash is null)),
  check (row_hash is not null or text_hash is null)
) without rowid;

-- What a force holds: the rows of its first delivered export that has any, where they are, and for every record that a later export told of the row
-- here, in the place of that one. So closing a first export copies nothing.
-- No force has a token twice. The program checks that whenever an export brings a record: a unique index would be filled in the order of the tokens,
-- which is none.
create table holding (
  force text not null,
  incident_key text not null collate binary,
  token text not null collate binary,
  version integer not null check (version > 0),
  row_hash blob,
  key_id text not null,
  placement blob,
  last_sequence integer not null check (last_sequence > 0),
  primary key (force, incident_key)
) without rowid;

create table journal (
  entry integer not null primary key check (entry > 0),
  at text not null,
  kind text not null,
  force text,
  actor text not null,
  body text not null,
  previous_hash text not null,
  hash text not null
);

insert into schema_version (version, applied_at) values (1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
