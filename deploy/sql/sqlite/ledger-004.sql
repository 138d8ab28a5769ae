-- The ledger of DataSharing, version 4, for SQLite: two indexes for questions about one record, and a lease that an older program cannot take.

-- fence_taken repeats the fence. A worker of version 3 that still runs does not write it, so the database refuses its next taking of a lease
-- (ledgerUnavailable), and it sends nothing more. From version 4 on every write looks at the version of the ledger first.
create table lease_next (
  force text not null primary key,
  fence integer not null check (fence > 0),
  host text,
  boot_id text,
  pid_namespace text,
  pid integer,
  process_start integer,
  expires_at text,
  fence_taken integer not null,
  check (fence_taken = fence)
);
insert into lease_next (force, fence, host, boot_id, pid_namespace, pid, process_start, expires_at, fence_taken)
select force, fence, host, boot_id, pid_namespace, pid, process_start, expires_at, fence from lease;
drop table lease;
alter table lease_next rename to lease;

-- In which exports a record was.
create index exported_row_by_incident on exported_row (incident_key);

-- Which record a force means by a token. Not unique, for the reason given with the table.
create index holding_by_token on holding (force, token);

insert into schema_version (version, applied_at) values (4, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
