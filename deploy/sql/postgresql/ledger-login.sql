-- The account that keeps the ledger, in a database of its own. Run as an administrator in that database; set the password yourself.
-- With the last two statements the program makes its tables and brings them up to date, in a schema that the account owns. Where an administrator applies
-- ledger-001.sql and later ones, run ledger-rights.sql after them instead.
CREATE ROLE datasharing_ledger LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 100;
CREATE SCHEMA datasharing AUTHORIZATION datasharing_ledger;
ALTER ROLE datasharing_ledger SET search_path = datasharing;
