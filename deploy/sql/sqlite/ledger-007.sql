-- The ledger of DataSharing, version 7, for SQLite: how every run ended stands in the journal.

-- Has one row from the moment the program has covered the runs that ended before: entry is the journal entry with their digest (runsCovered), null in a ledger
-- that had none. The program does that with this script, in one transaction; where an administrator applied the script, at its first start.
create table runs_covered (
  id integer not null primary key check (id = 1),
  entry integer references journal (entry)
);

insert into schema_version (version, applied_at) values (7, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
