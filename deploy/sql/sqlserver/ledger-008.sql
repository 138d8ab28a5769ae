-- The ledger of DataSharing, version 8, for SQL Server: what people order about incidents and about everything, and what has to be kept to carry it out.

-- An order stands until a later one about the same takes it back: withdraw and restore, hold and release, stop and resume. Of the orders about one thing that of
-- the highest number counts. id is random, and the same in the file outside the ledger. mark is a keyed hash of the incident key under the key key_id, both
-- empty for stop and resume; it is never erased. incident is the random id by which the journal calls the incident; null where the order was taken back from the
-- file outside the ledger. until is the last day of a hold; null for one without an end.
create table standing_order (
  id nvarchar(32) collate Latin1_General_100_BIN2 not null primary key,
  kind nvarchar(32) collate Latin1_General_100_BIN2 not null check (kind in ('withdraw', 'restore', 'hold', 'release', 'stop', 'resume')),
  mark nvarchar(64) collate Latin1_General_100_BIN2 not null,
  key_id nvarchar(64) collate Latin1_General_100_BIN2 not null,
  number int not null check (number > 0),
  until nvarchar(24) collate Latin1_General_100_BIN2,
  incident nvarchar(32) collate Latin1_General_100_BIN2,
  reason nvarchar(4000) collate Latin1_General_100_BIN2,
  at nvarchar(24) collate Latin1_General_100_BIN2 not null,
  entry bigint not null references journal (entry),
  check ((mark = '' and kind in ('stop', 'resume')) or (mark <> '' and kind not in ('stop', 'resume'))),
  check ((mark = '' and key_id = '') or (mark <> '' and key_id <> '')),
  check (until is null or kind = 'hold')
);

create index standing_order_by_mark on standing_order (mark);
create index standing_order_by_entry on standing_order (entry);

-- Which incident the journal calls by an id. A row can be erased: the order stands, and nobody can tell any more from the ledger which incident it is about.
create table incident_name (
  incident nvarchar(32) collate Latin1_General_100_BIN2 not null primary key,
  incident_key nvarchar(100) collate Latin1_General_100_BIN2 not null unique
);

-- What somebody wrote about an order, sealed under the key key_id. A row can be erased.
create table order_note (
  order_id nvarchar(32) collate Latin1_General_100_BIN2 not null primary key references standing_order (id),
  key_id nvarchar(64) collate Latin1_General_100_BIN2 not null,
  sealed varbinary(max) not null
);

-- An act that somebody asked for and that is not done at once: it waits for a worker, or for a second person. arguments has no value of an incident.
-- Nobody else's word counts after valid_until.
create table request (
  id bigint identity(1,1) primary key,
  operation nvarchar(64) collate Latin1_General_100_BIN2 not null,
  arguments nvarchar(max) collate Latin1_General_100_BIN2 not null,
  person nvarchar(4000) collate Latin1_General_100_BIN2 not null,
  state nvarchar(32) collate Latin1_General_100_BIN2 not null check (state in ('waits', 'waitsForSecond', 'running', 'done', 'failed', 'expired')),
  progress nvarchar(400) collate Latin1_General_100_BIN2,
  asked_at nvarchar(24) collate Latin1_General_100_BIN2 not null,
  valid_until nvarchar(24) collate Latin1_General_100_BIN2,
  second nvarchar(4000) collate Latin1_General_100_BIN2,
  ended_at nvarchar(24) collate Latin1_General_100_BIN2,
  reason nvarchar(4000) collate Latin1_General_100_BIN2,
  entry bigint not null references journal (entry),
  check ((state in ('done', 'failed', 'expired') and ended_at is not null) or (state not in ('done', 'failed', 'expired') and ended_at is null))
);

create index request_by_state on request (state);

-- The configuration files under which something was delivered to a force, packed: a withdrawal can go out by them when the profile is broken or gone.
create table delivered_profile (
  force nvarchar(64) collate Latin1_General_100_BIN2 not null,
  sha256 nvarchar(64) collate Latin1_General_100_BIN2 not null,
  last_export bigint not null references export (id),
  files varbinary(max) not null,
  primary key (force, sha256)
);

-- Whether it is a file of WITHDRAW rows that was made from the ledger because somebody withdrew incidents.
alter table export add withdrawal int not null default 0 check (withdrawal in (0, 1));

-- Whether a file of it was gone from the drop before it had its final name: what it tells may have been read.
alter table export add part_taken int not null default 0 check (part_taken in (0, 1));

exec (N'update export set part_taken = 1 where exists (select 1 from journal where kind = ''partTaken'' and journal.force = export.force and body like ''%"export":'' + cast(export.id as nvarchar(20)) + '',%'')');

-- What a run was for, where it was less than its command says: 'withdrawals', null for everything.
alter table run add scope nvarchar(32) collate Latin1_General_100_BIN2;

insert into schema_version (version, applied_at) values (8, replace(convert(char(19), sysutcdatetime(), 120), ' ', 'T') + '.000Z');
