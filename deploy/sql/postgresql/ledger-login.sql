-- The account that keeps the ledger, in a database of its own. Run as an administrator in that database; set the password yourself.
-- While the program may make and bring up to date its tables, the account owns a schema. Where an administrator applies ledger-001.sql and later ones, leave
-- the last line out and grant SELECT, INSERT, UPDATE and DELETE on the tables instead; the journal needs SELECT and INSERT alone.
CREATE ROLE datasharing_ledger LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 100;
CREATE SCHEMA datasharing AUTHORIZATION datasharing_ledger;
ALTER ROLE datasharing_ledger SET search_path = datasharing;
