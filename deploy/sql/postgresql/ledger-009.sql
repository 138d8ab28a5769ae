-- The ledger of DataSharing, version 9, for PostgreSQL: what lets the forces be witnesses of the journal, and what people accepted of a profile.
-- Where an administrator applies it: in one transaction that stops at the first error (psql --single-transaction -v ON_ERROR_STOP=1 -f ledger-009.sql).

-- Part 1: the forces are witnesses.

-- 16 random bytes in every entry of the journal, and in its hash; null in the entries of earlier versions. Without them nobody can
-- guess from a hash what the entry said.
alter table journal add column nonce bytea check (nonce is null or length(nonce) = 16);

-- What the manifest tells of the journal (journalHead): the entry that was the last when it was written, and the random value, 64 hexadecimal digits, under which
-- the force was told its hash. A resend has those of the export that it repeats. Both are null where the journal was empty, and of an export of an earlier version.
alter table export add column head_entry bigint;
alter table export add column head_value text collate "C";

-- The salt of an export, 32 random bytes: under it the journal has the hashes of its files. The data file of a resend is that of the export it repeats, and has
-- that one's salt. A row can be destroyed together with the files: then nothing in the journal says any more what they were.
create table export_salt (
  export_id bigint not null primary key references export (id),
  salt bytea not null check (length(salt) = 32)
);

-- They stop an accident. Whoever owns the tables can take them away.
create function only_added_to() returns trigger language plpgsql as $$ begin raise exception 'The table % is only added to.', tg_table_name; end $$;
create trigger journal_only_added_to before update or delete or truncate on journal for each statement execute function only_added_to();
create trigger exported_row_only_added_to before update or delete or truncate on exported_row for each statement execute function only_added_to();

-- Part 2: what people accepted.

-- The texts of profiles: the configuration files that decide what leaves to a force and where it goes, packed. Each is here once, however often something was
-- delivered by it or it was accepted.
create table profile_text (
  force text collate "C" not null,
  sha256 text collate "C" not null,
  files bytea not null,
  primary key (force, sha256)
);

insert into profile_text (force, sha256, files) select force, sha256, files from delivered_profile;

-- By which texts something was delivered to a force, each with the last export: a withdrawal can go out by them when the profile is broken or gone.
create table profile_delivered (
  force text collate "C" not null,
  sha256 text collate "C" not null,
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
  force text collate "C" not null,
  sha256 text collate "C" not null,
  follows bigint not null,
  valid_from text collate "C",
  foreign key (force, sha256) references profile_text (force, sha256)
);

create index profile_acceptance_by_force on profile_acceptance (force, entry);

-- By which text a force's runs go, from its entry on, and how it came into use.
create table profile_use (
  entry bigint not null primary key references journal (entry),
  force text collate "C" not null,
  sha256 text collate "C" not null,
  means text collate "C" not null check (means in ('acceptance', 'narrower', 'run', 'migration')),
  foreign key (force, sha256) references profile_text (force, sha256)
);

create index profile_use_by_force on profile_use (force, entry);

-- Part 3: what a run reports of an export.

-- What the gates did to it, as one line of JSON: counts, reason codes and guards, never a value of an incident. Null of one from before. The entry
-- exportBuilt has its SHA-256.
alter table export add column report text collate "C";

insert into schema_version (version, applied_at) values (9, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
