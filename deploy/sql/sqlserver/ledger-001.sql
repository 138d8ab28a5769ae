-- The ledger of DataSharing, version 1, for SQL Server 2019 and later, in plain T-SQL. Every text sorts by its code points: the order of keys must be the same on
-- every server, whatever collation the database has. The database must allow snapshot isolation: see ledger-login.sql.
-- It holds keys, tokens, hashes, counts and reasons, and never a cell of an incident.
-- Times are UTC text, yyyy-MM-ddTHH:mm:ss.fffZ, which sorts as it reads. SHA-256 is lower-case hexadecimal, except row hashes, which are bytes.

create table schema_version (
  version int not null primary key,
  applied_at nvarchar(24) collate Latin1_General_100_BIN2 not null
);

-- One row per force, for ever: the fence must not fall when nobody holds the lease. Nobody holds it when expires_at is null.
create table lease (
  force nvarchar(64) collate Latin1_General_100_BIN2 not null primary key,
  fence bigint not null check (fence > 0),
  host nvarchar(255) collate Latin1_General_100_BIN2,
  boot_id nvarchar(100) collate Latin1_General_100_BIN2,
  pid_namespace nvarchar(100) collate Latin1_General_100_BIN2,
  pid int,
  process_start bigint,
  expires_at nvarchar(24) collate Latin1_General_100_BIN2
);

create table profile_seen (
  force nvarchar(64) collate Latin1_General_100_BIN2 not null primary key,
  first_enabled_at nvarchar(24) collate Latin1_General_100_BIN2 not null
);

create table run (
  id bigint identity(1,1) primary key,
  force nvarchar(64) collate Latin1_General_100_BIN2 not null,
  fence bigint,
  asked_by nvarchar(32) collate Latin1_General_100_BIN2 not null check (asked_by in ('schedule', 'person')),
  due_at nvarchar(24) collate Latin1_General_100_BIN2,
  person nvarchar(4000) collate Latin1_General_100_BIN2,
  request_reason nvarchar(4000) collate Latin1_General_100_BIN2,
  command nvarchar(32) collate Latin1_General_100_BIN2 not null check (command in ('export', 'resend', 'reexport', 'confirm', 'resume')),
  profile_hash nvarchar(64) collate Latin1_General_100_BIN2,
  program_version nvarchar(400) collate Latin1_General_100_BIN2 not null,
  started_at nvarchar(24) collate Latin1_General_100_BIN2 not null,
  ended_at nvarchar(24) collate Latin1_General_100_BIN2,
  outcome nvarchar(32) collate Latin1_General_100_BIN2 check (outcome in ('delivered', 'nothingToSend', 'held', 'unconfirmed', 'refused', 'busy', 'failed', 'cancelled')),
  reason nvarchar(100) collate Latin1_General_100_BIN2,
  export_id bigint,
  check ((ended_at is null and outcome is null) or (ended_at is not null and outcome is not null)),
  check ((asked_by = 'schedule' and due_at is not null) or (asked_by <> 'schedule' and due_at is null)),
  check ((asked_by = 'person' and person is not null) or (asked_by <> 'person' and person is null))
);

create index run_by_due on run (force, due_at);
create index run_by_end on run (force, ended_at);

-- What a run counted. The field is a column of the source, never a value; it is empty for an exclusion.
create table run_count (
  run_id bigint not null references run (id),
  kind nvarchar(32) collate Latin1_General_100_BIN2 not null check (kind in ('excluded', 'heldBack')),
  reason nvarchar(100) collate Latin1_General_100_BIN2 not null,
  field nvarchar(128) collate Latin1_General_100_BIN2 not null,
  records int not null check (records > 0),
  primary key (run_id, kind, reason, field)
);

create table export (
  id bigint identity(1,1) primary key,
  force nvarchar(64) collate Latin1_General_100_BIN2 not null,
  sequence int not null check (sequence > 0),
  attempt int not null check (attempt > 0),
  kind nvarchar(32) collate Latin1_General_100_BIN2 not null check (kind in ('delta', 'full', 'resend')),
  state nvarchar(32) collate Latin1_General_100_BIN2 not null check (state in ('built', 'sending', 'publishing', 'published', 'delivered', 'held', 'unconfirmed', 'void')),
  reason nvarchar(100) collate Latin1_General_100_BIN2,
  run_id bigint not null references run (id),
  created_at nvarchar(24) collate Latin1_General_100_BIN2 not null,
  delivered_at nvarchar(24) collate Latin1_General_100_BIN2,
  file_name nvarchar(400) collate Latin1_General_100_BIN2,
  manifest_name nvarchar(400) collate Latin1_General_100_BIN2 not null,
  file_entry nvarchar(400) collate Latin1_General_100_BIN2,
  manifest_entry nvarchar(400) collate Latin1_General_100_BIN2 not null,
  sha256 nvarchar(64) collate Latin1_General_100_BIN2,
  bytes bigint check (bytes >= 0),
  manifest_sha256 nvarchar(64) collate Latin1_General_100_BIN2 not null,
  manifest_bytes bigint not null check (manifest_bytes >= 0),
  rows_new int not null check (rows_new >= 0),
  rows_amend int not null check (rows_amend >= 0),
  rows_withdraw int not null check (rows_withdraw >= 0),
  rows_resend int not null check (rows_resend >= 0),
  rows_digest nvarchar(64) collate Latin1_General_100_BIN2 not null,
  profile_hash nvarchar(64) collate Latin1_General_100_BIN2 not null,
  profile_version nvarchar(400) collate Latin1_General_100_BIN2 not null,
  protocol nvarchar(400) collate Latin1_General_100_BIN2 not null,
  agreement_reference nvarchar(400) collate Latin1_General_100_BIN2 not null,
  agreement_version nvarchar(400) collate Latin1_General_100_BIN2 not null,
  marking nvarchar(400) collate Latin1_General_100_BIN2 not null,
  key_id nvarchar(64) collate Latin1_General_100_BIN2 not null,
  temporary_name nvarchar(400) collate Latin1_General_100_BIN2,
  evidence nvarchar(4000) collate Latin1_General_100_BIN2,
  content_of bigint references export (id),
  unique (force, sequence, attempt),
  -- An empty night can consist of a manifest alone.
  check ((file_name is null and file_entry is null) or (file_name is not null and file_entry is not null)),
  check ((file_name is null and sha256 is null) or (file_name is not null and sha256 is not null)),
  check ((file_name is null and bytes is null) or (file_name is not null and bytes is not null)),
  check ((kind = 'resend' and content_of is not null) or (kind <> 'resend' and content_of is null)),
  check ((state = 'delivered' and delivered_at is not null) or (state <> 'delivered' and delivered_at is null))
);

-- Every name a force was ever to receive, files and manifests together, in lower case.
create table used_name (
  force nvarchar(64) collate Latin1_General_100_BIN2 not null,
  name nvarchar(300) collate Latin1_General_100_BIN2 not null,
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
  incident_key nvarchar(100) collate Latin1_General_100_BIN2 not null,
  token nvarchar(100) collate Latin1_General_100_BIN2 not null,
  action int not null check (action between 1 and 4),
  version int not null check (version > 0),
  row_hash varbinary(32),
  key_id nvarchar(64) collate Latin1_General_100_BIN2 not null,
  text_hash varbinary(32),
  placement varbinary(max),
  primary key (export_id, incident_key),
  check ((action = 3 and row_hash is null) or (action <> 3 and row_hash is not null)),
  check (row_hash is not null or text_hash is null)
);

-- What a force holds: the rows of its first delivered export that has any, where they are, and for every record that a later export told of the row
-- here, in the place of that one. So closing a first export copies nothing.
-- No force has a token twice. The program checks that whenever an export brings a record: a unique index would be filled in the order of the tokens,
-- which is none.
create table holding (
  force nvarchar(64) collate Latin1_General_100_BIN2 not null,
  incident_key nvarchar(100) collate Latin1_General_100_BIN2 not null,
  token nvarchar(100) collate Latin1_General_100_BIN2 not null,
  version int not null check (version > 0),
  row_hash varbinary(32),
  key_id nvarchar(64) collate Latin1_General_100_BIN2 not null,
  placement varbinary(max),
  last_sequence int not null check (last_sequence > 0),
  primary key (force, incident_key)
);

create table journal (
  entry bigint not null primary key check (entry > 0),
  at nvarchar(24) collate Latin1_General_100_BIN2 not null,
  kind nvarchar(32) collate Latin1_General_100_BIN2 not null,
  force nvarchar(64) collate Latin1_General_100_BIN2,
  actor nvarchar(4000) collate Latin1_General_100_BIN2 not null,
  body nvarchar(max) collate Latin1_General_100_BIN2 not null,
  previous_hash nvarchar(64) collate Latin1_General_100_BIN2 not null,
  hash nvarchar(64) collate Latin1_General_100_BIN2 not null
);

alter table run add foreign key (export_id) references export (id);

insert into schema_version (version, applied_at) values (1, replace(convert(char(19), sysutcdatetime(), 120), ' ', 'T') + '.000Z');
