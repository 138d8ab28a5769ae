-- The account that reads the incident source: the sharing view and nothing else. Run in the source's database as the owner of the view; set the password
-- yourself. A view reads the tables of its own owner without asking for rights on them, so the account needs none.
-- The source is read in one snapshot: an administrator allows them once with
--   ALTER DATABASE <the source's database> SET ALLOW_SNAPSHOT_ISOLATION ON;
CREATE LOGIN datasharing_source WITH PASSWORD = 'change-this-password-0';
GO
CREATE USER datasharing_source FOR LOGIN datasharing_source;
GO
GRANT SELECT ON sharing_incident TO datasharing_source;
GO
