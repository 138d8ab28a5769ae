-- The ledger of DataSharing, version 9, for PostgreSQL: what lets the forces be witnesses of the journal, and what people accepted of a profile.

-- Part 1: the forces are witnesses.

-- Part 2: what people accepted.

-- Part 3: what a run reports of an export.

-- What the gates did to it, as one line of JSON: counts, reason codes and guards, never a value of an incident. Null of one from before. The entry
-- exportBuilt has its SHA-256.
alter table export add column report text collate "C";

insert into schema_version (version, applied_at) values (9, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
