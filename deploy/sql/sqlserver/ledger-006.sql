-- The ledger of DataSharing, version 6, for SQL Server: what an administrator said of moments that a wrong clock wrote, and of a profile's version.

-- What the profile said of what leaves, as a hash; null for an export of an earlier version of the ledger.
alter table export add release_hash nvarchar(64) collate Latin1_General_100_BIN2;

-- The journal entry that says when a profile was first read enabled; null where an earlier version of the ledger wrote the row.
alter table profile_seen add entry bigint;

-- An administrator's word that the clock is right now. Every moment later than "at" in a run up to last_run, in a journal entry before "entry" and in a row of
-- profile_seen of such an entry was written by a clock that was ahead, and counts as never, also when the time comes.
create table clock_word (
  entry bigint not null primary key references journal (entry),
  at nvarchar(24) collate Latin1_General_100_BIN2 not null,
  last_run bigint not null
);

-- An administrator's word that this version of a force's profile, with this hash of what it says of what leaves, is the right one. It takes the place of the
-- force's exports up to last_export in the comparison with the profile of a run; 0 when there is none.
create table profile_word (
  entry bigint not null primary key references journal (entry),
  force nvarchar(64) collate Latin1_General_100_BIN2 not null,
  version int not null check (version > 0),
  release_hash nvarchar(64) collate Latin1_General_100_BIN2 not null,
  last_export bigint not null
);

-- The latest moment of the journal is compared with the clock before every run.
create index journal_by_at on journal (at);

insert into schema_version (version, applied_at) values (6, replace(convert(char(19), sysutcdatetime(), 120), ' ', 'T') + '.000Z');
