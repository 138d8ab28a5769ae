-- The ledger of DataSharing, version 4, for PostgreSQL: two indexes for questions about one record, and a lease that an older program cannot take.
-- Where an administrator applies it: in one transaction (psql --single-transaction), while no worker runs.

-- fence_taken repeats the fence. A worker of version 3 that still runs does not write it, so the database refuses its next taking of a lease
-- (ledgerUnavailable), and it sends nothing more. From version 4 on every write looks at the version of the ledger first.
alter table lease add column fence_taken bigint;
update lease set fence_taken = fence;
alter table lease alter column fence_taken set not null;
alter table lease add check (fence_taken = fence);

-- In which exports a record was.
create index exported_row_by_incident on exported_row (incident_key);

-- Which record a force means by a token. Not unique, for the reason given with the table.
create index holding_by_token on holding (force, token);

insert into schema_version (version, applied_at) values (4, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
