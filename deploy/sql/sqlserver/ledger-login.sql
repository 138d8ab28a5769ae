-- The account that keeps the ledger, in a database of its own. Run as an administrator; put in the names and a password of your own.
-- The ledger reads in snapshots, so the database has to allow them; with read_committed_snapshot its writers do not wait for readers.
-- While the program may make and bring up to date its tables, the account may create tables in a schema that it owns. Where an administrator applies
-- ledger-001.sql and later ones, leave the last three grants out and grant SELECT, INSERT, UPDATE and DELETE on the tables instead; the journal needs
-- SELECT and INSERT alone.
CREATE DATABASE datasharing_ledger COLLATE Latin1_General_100_BIN2;
GO
ALTER DATABASE datasharing_ledger SET ALLOW_SNAPSHOT_ISOLATION ON;
ALTER DATABASE datasharing_ledger SET READ_COMMITTED_SNAPSHOT ON;
GO
CREATE LOGIN datasharing_ledger WITH PASSWORD = 'change-this-password-0';
GO
USE datasharing_ledger;
GO
CREATE USER datasharing_ledger FOR LOGIN datasharing_ledger WITH DEFAULT_SCHEMA = datasharing;
GO
CREATE SCHEMA datasharing AUTHORIZATION datasharing_ledger;
GO
GRANT CREATE TABLE TO datasharing_ledger;
GRANT ALTER ON SCHEMA::datasharing TO datasharing_ledger;
GRANT REFERENCES ON SCHEMA::datasharing TO datasharing_ledger;
GO
