-- The ledger of DataSharing, version 9, for SQL Server: what lets the forces be witnesses of the journal, and what people accepted of a profile.

-- Part 1: the forces are witnesses.

-- Part 2: what people accepted.

-- Part 3: what a run reports of an export.

-- What the gates did to it, as one line of JSON: counts, reason codes and guards, never a value of an incident. Null of one from before. The entry
-- exportBuilt has its SHA-256.
alter table export add report nvarchar(max) collate Latin1_General_100_BIN2;

insert into schema_version (version, applied_at) values (9, replace(convert(char(19), sysutcdatetime(), 120), ' ', 'T') + '.000Z');
