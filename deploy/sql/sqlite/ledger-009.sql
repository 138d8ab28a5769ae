-- The ledger of DataSharing, version 9, for SQLite: what lets the forces be witnesses of the journal, and what people accepted of a profile.

-- Part 1: the forces are witnesses.

-- Part 2: what people accepted.

-- The texts of profiles: the configuration files that decide what leaves to a force and where it goes, packed. Each is here once, however often something was
-- delivered by it or it was accepted.
create table profile_text (
  force text not null,
  sha256 text not null,
  files blob not null,
  primary key (force, sha256)
);

insert into profile_text (force, sha256, files) select force, sha256, files from delivered_profile;

-- By which texts something was delivered to a force, each with the last export: a withdrawal can go out by them when the profile is broken or gone.
create table profile_delivered (
  force text not null,
  sha256 text not null,
  last_export integer not null references export (id),
  primary key (force, sha256),
  foreign key (force, sha256) references profile_text (force, sha256)
);

insert into profile_delivered (force, sha256, last_export) select force, sha256, last_export from delivered_profile;

drop table delivered_profile;

-- What persons accepted: a text, from a day on or at once. It counts while the text that the force's runs last went by is the one of the entry it follows, 0
-- for none.
create table profile_acceptance (
  entry integer not null primary key references journal (entry),
  force text not null,
  sha256 text not null,
  follows integer not null,
  valid_from text,
  foreign key (force, sha256) references profile_text (force, sha256)
);

create index profile_acceptance_by_force on profile_acceptance (force, entry);

-- By which text a force's runs go, from its entry on, and how it came into use.
create table profile_use (
  entry integer not null primary key references journal (entry),
  force text not null,
  sha256 text not null,
  means text not null check (means in ('acceptance', 'narrower', 'run', 'migration')),
  foreign key (force, sha256) references profile_text (force, sha256)
);

create index profile_use_by_force on profile_use (force, entry);

-- Part 3: what a run reports of an export.

insert into schema_version (version, applied_at) values (9, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
