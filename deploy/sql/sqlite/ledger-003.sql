-- The ledger of DataSharing, version 3, for SQLite: the rows of a force's first delivered export are the bottom of its holding, where they are.
-- No table changes, and what earlier versions copied into the table holding reads the same. The number alone matters: a program of an earlier version would take a
-- holding that begins so for an empty one, and send every record as new; it refuses this version.
insert into schema_version (version, applied_at) values (3, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
