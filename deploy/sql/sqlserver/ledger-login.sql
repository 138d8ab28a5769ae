-- The account that keeps the ledger, in a database of its own. Run as an administrator; put in the names and a password of your own.
-- The ledger reads in snapshots, so the database has to allow them; with read_committed_snapshot its writers do not wait for readers. A server that is not
-- Microsoft's may allow them always and know no such setting, nor the right to create tables: where it refuses one of those batches, go on with the next.
-- With the last two batches the program makes its tables and brings them up to date, in a schema that the account owns. Where an administrator applies
-- ledger-001.sql and later ones, run ledger-rights.sql after them instead.
CREATE DATABASE datasharing_ledger;
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
GO
