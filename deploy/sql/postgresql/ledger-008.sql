-- The ledger of DataSharing, version 8, for PostgreSQL: what people order about incidents and about everything, and what has to be kept to carry it out.

-- An order stands until a later one about the same takes it back: withdraw and restore, hold and release, stop and resume. Of the orders about one thing that of
-- the highest number counts. id is random, and the same in the file outside the ledger. mark is a keyed hash of the incident key under the key key_id, both
-- empty for stop and resume; it is never erased. incident is the random id by which the journal calls the incident; null where the order was taken back from the
-- file outside the ledger. until is the last day of a hold; null for one without an end.
create table standing_order (
  id text collate "C" not null primary key,
  kind text collate "C" not null check (kind in ('withdraw', 'restore', 'hold', 'release', 'stop', 'resume')),
  mark text collate "C" not null,
  key_id text collate "C" not null,
  number integer not null check (number > 0),
  until text collate "C",
  incident text collate "C",
  reason text collate "C",
  at text collate "C" not null,
  entry bigint not null references journal (entry),
  check ((mark = '') = (kind in ('stop', 'resume'))),
  check ((mark = '') = (key_id = '')),
  check (until is null or kind = 'hold')
);

create index standing_order_by_mark on standing_order (mark);
create index standing_order_by_entry on standing_order (entry);

-- Which incident the journal calls by an id. A row can be erased: the order stands, and nobody can tell any more from the ledger which incident it is about.
create table incident_name (
  incident text collate "C" not null primary key,
  incident_key text collate "C" not null unique
);

-- What somebody wrote about an order, sealed under the key key_id. A row can be erased.
create table order_note (
  order_id text collate "C" not null primary key references standing_order (id),
  key_id text collate "C" not null,
  sealed bytea not null
);

-- An act that somebody asked for and that is not done at once: it waits for a worker, or for a second person. arguments has no value of an incident.
-- Nobody else's word counts after valid_until.
create table request (
  id bigint generated always as identity primary key,
  operation text collate "C" not null,
  arguments text collate "C" not null,
  person text collate "C" not null,
  state text collate "C" not null check (state in ('waits', 'waitsForSecond', 'running', 'done', 'failed', 'expired')),
  progress text collate "C",
  asked_at text collate "C" not null,
  valid_until text collate "C",
  second text collate "C",
  ended_at text collate "C",
  reason text collate "C",
  entry bigint not null references journal (entry),
  check ((state in ('done', 'failed', 'expired')) = (ended_at is not null))
);

create index request_by_state on request (state);

-- The configuration files under which something was delivered to a force, packed: a withdrawal can go out by them when the profile is broken or gone.
create table delivered_profile (
  force text collate "C" not null,
  sha256 text collate "C" not null,
  last_export bigint not null references export (id),
  files bytea not null,
  primary key (force, sha256)
);

-- Whether it is a file of WITHDRAW rows that was made from the ledger because somebody withdrew incidents.
alter table export add column withdrawal integer not null default 0 check (withdrawal in (0, 1));

-- Whether a file of it was gone from the drop before it had its final name: what it tells may have been read.
alter table export add column part_taken integer not null default 0 check (part_taken in (0, 1));

update export set part_taken = 1
where exists (select 1 from journal where kind = 'partTaken' and journal.force = export.force and body like '%"export":' || export.id || ',%');

-- What a run was for, where it was less than its command says: 'withdrawals', null for everything.
alter table run add column scope text collate "C";

insert into schema_version (version, applied_at) values (8, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
