-- The ledger of DataSharing, version 4, for SQL Server: two indexes for questions about one record, and a lease that an older program cannot take.
-- Where an administrator applies it: in one transaction, while no worker runs.

-- fence_taken repeats the fence. A worker of version 3 that still runs does not write it, so the database refuses its next taking of a lease
-- (ledgerUnavailable), and it sends nothing more. From version 4 on every write looks at the version of the ledger first.
-- The server looks for a column's name before it runs the batch that makes the column, so what follows on it is said in batches of its own.
alter table lease add fence_taken bigint;
exec ('update lease set fence_taken = fence');
exec ('alter table lease alter column fence_taken bigint not null');
exec ('alter table lease add check (fence_taken = fence)');

-- In which exports a record was.
create index exported_row_by_incident on exported_row (incident_key);

-- Which record a force means by a token. Not unique, for the reason given with the table.
create index holding_by_token on holding (force, token);

insert into schema_version (version, applied_at) values (4, replace(convert(char(19), sysutcdatetime(), 120), ' ', 'T') + '.000Z');
