-- The ledger of DataSharing, version 9, for SQL Server: what lets the forces be witnesses of the journal, and what people accepted of a profile.
-- Where an administrator applies it: in one transaction that stops at the first error (SET XACT_ABORT ON and BEGIN TRANSACTION before it, COMMIT after it).

-- Part 1: the forces are witnesses.

-- 16 random bytes in every entry of the journal, and in its hash; null in the entries of earlier versions. Without them nobody can
-- guess from a hash what the entry said.
alter table journal add nonce varbinary(16) check (nonce is null or datalength(nonce) = 16);

-- What the manifest tells of the journal (journalHead): the entry that was the last when it was written, and the random value, 64 hexadecimal digits, under which
-- the force was told its hash. A resend has those of the export that it repeats. Both are null where the journal was empty, and of an export of an earlier version.
alter table export add head_entry bigint;
alter table export add head_value nvarchar(64) collate Latin1_General_100_BIN2;

-- The salt of an export, 32 random bytes: under it the journal has the hashes of its files. The data file of a resend is that of the export it repeats, and has
-- that one's salt. A row can be destroyed together with the files: then nothing in the journal says any more what they were.
create table export_salt (
  export_id bigint not null primary key references export (id),
  salt varbinary(32) not null check (datalength(salt) = 32)
);

-- They stop an accident. Whoever owns the tables can take them away.
exec (N'create trigger journal_only_added_to on journal after update, delete as throw 50009, N''The table journal is only added to.'', 1');
exec (N'create trigger exported_row_only_added_to on exported_row after update, delete as throw 50009, N''The table exported_row is only added to.'', 1');

-- Part 2: what people accepted.

-- The texts of profiles: the configuration files that decide what leaves to a force and where it goes, packed. Each is here once, however often something was
-- delivered by it or it was accepted.
create table profile_text (
  force nvarchar(64) collate Latin1_General_100_BIN2 not null,
  sha256 nvarchar(64) collate Latin1_General_100_BIN2 not null,
  files varbinary(max) not null,
  primary key (force, sha256)
);

insert into profile_text (force, sha256, files) select force, sha256, files from delivered_profile;

-- By which texts something was delivered to a force, each with the last export: a withdrawal can go out by them when the profile is broken or gone.
create table profile_delivered (
  force nvarchar(64) collate Latin1_General_100_BIN2 not null,
  sha256 nvarchar(64) collate Latin1_General_100_BIN2 not null,
  last_export bigint not null references export (id),
  primary key (force, sha256),
  foreign key (force, sha256) references profile_text (force, sha256)
);

insert into profile_delivered (force, sha256, last_export) select force, sha256, last_export from delivered_profile;

drop table delivered_profile;

-- What persons accepted: a text, from a day on or at once. It counts while the text that the force's runs last went by is the one of the entry it follows, 0
-- for none.
create table profile_acceptance (
  entry bigint not null primary key references journal (entry),
  force nvarchar(64) collate Latin1_General_100_BIN2 not null,
  sha256 nvarchar(64) collate Latin1_General_100_BIN2 not null,
  follows bigint not null,
  valid_from nvarchar(24) collate Latin1_General_100_BIN2,
  foreign key (force, sha256) references profile_text (force, sha256)
);

create index profile_acceptance_by_force on profile_acceptance (force, entry);

-- By which text a force's runs go, from its entry on, and how it came into use.
create table profile_use (
  entry bigint not null primary key references journal (entry),
  force nvarchar(64) collate Latin1_General_100_BIN2 not null,
  sha256 nvarchar(64) collate Latin1_General_100_BIN2 not null,
  means nvarchar(32) collate Latin1_General_100_BIN2 not null check (means in ('acceptance', 'narrower', 'run', 'migration')),
  foreign key (force, sha256) references profile_text (force, sha256)
);

create index profile_use_by_force on profile_use (force, entry);

-- Part 3: what a run reports of an export.

-- What the gates did to it, as one line of JSON: counts, reason codes and guards, never a value of an incident. Null of one from before. The entry
-- exportBuilt has its SHA-256.
alter table export add report nvarchar(max) collate Latin1_General_100_BIN2;

insert into schema_version (version, applied_at) values (9, replace(convert(char(19), sysutcdatetime(), 120), ' ', 'T') + '.000Z');
