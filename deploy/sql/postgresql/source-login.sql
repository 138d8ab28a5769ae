-- The account that reads the incident source: the sharing view and nothing else. Run as the owner of the view; set the password yourself.
-- A view reads its tables as its owner does, so the account needs no right on them.
CREATE ROLE datasharing_source LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 20;
ALTER ROLE datasharing_source SET default_transaction_read_only = on;
GRANT USAGE ON SCHEMA public TO datasharing_source;
GRANT SELECT ON sharing_incident TO datasharing_source;
