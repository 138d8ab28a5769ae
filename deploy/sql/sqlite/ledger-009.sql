-- The ledger of DataSharing, version 9, for SQLite: what lets the forces be witnesses of the journal, and what people accepted of a profile.

-- Part 1: the forces are witnesses.

-- 16 random bytes in every entry of the journal, and in its hash; null in the entries of earlier versions. Without them nobody can
-- guess from a hash what the entry said.
alter table journal add column nonce blob check (nonce is null or length(nonce) = 16);

-- What the manifest tells of the journal (journalHead): the entry that was the last when it was written, and the random value, 64 hexadecimal digits, under which
-- the force was told its hash. A resend has those of the export that it repeats. Both are null where the journal was empty, and of an export of an earlier version.
alter table export add column head_entry integer;
alter table export add column head_value text;

-- The salt of an export, 32 random bytes: under it the journal has the hashes of its files. The data file of a resend is that of the export it repeats, and has
-- that one's salt. A row can be destroyed together with the files: then nothing in the journal says any more what they were.
create table export_salt (
  export_id integer not null primary key references export (id),
  salt blob not null check (length(salt) = 32)
);

-- They stop an accident. Whoever owns the tables can take them away.
create trigger journal_not_updated before update on journal begin select raise(abort, 'The table journal is only added to.'); end;
create trigger journal_not_deleted before delete on journal begin select raise(abort, 'The table journal is only added to.'); end;
create trigger exported_row_not_updated before update on exported_row begin select raise(abort, 'The table exported_row is only added to.'); end;
create trigger exported_row_not_deleted before delete on exported_row begin select raise(abort, 'The table exported_row is only added to.'); end;

-- Part 2: what people accepted.

-- Part 3: what a run reports of an export.

insert into schema_version (version, applied_at) values (9, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
