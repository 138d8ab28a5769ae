-- What the account of the ledger may do where an administrator applied ledger-001.sql to ledger-009.sql: with each table what the program does with it, and no
-- more. It neither makes nor alters tables; what is in the journal, the rows of an export and the names that were used it cannot change. Run as an
-- administrator in the ledger's database, after those scripts and in place of the last two batches of ledger-login.sql. The tables are in dbo.
-- A scheduler in the database ("scheduler": { "store": "database" }) has tables of its own, qrtz_…: they are made with Quartz's own script, and the account
-- gets SELECT, INSERT, UPDATE and DELETE on them.
ALTER USER datasharing_ledger WITH DEFAULT_SCHEMA = dbo;
GO
GRANT SELECT ON schema_version TO datasharing_ledger;
GRANT SELECT, INSERT, UPDATE ON lease TO datasharing_ledger;
GRANT SELECT, INSERT ON profile_seen TO datasharing_ledger;
GRANT SELECT, INSERT ON runs_covered TO datasharing_ledger;
GRANT SELECT, INSERT, UPDATE ON run TO datasharing_ledger;
GRANT SELECT, INSERT ON run_count TO datasharing_ledger;
GRANT SELECT, INSERT, UPDATE ON export TO datasharing_ledger;
GRANT SELECT, INSERT ON used_name TO datasharing_ledger;
GRANT SELECT, INSERT ON exported_row TO datasharing_ledger;
GRANT SELECT, INSERT, UPDATE ON holding TO datasharing_ledger;
GRANT SELECT, INSERT ON journal TO datasharing_ledger;
GRANT SELECT, INSERT, DELETE ON text_decision TO datasharing_ledger;
GRANT SELECT, INSERT, DELETE ON told TO datasharing_ledger;
GRANT SELECT, INSERT, UPDATE ON already_sent TO datasharing_ledger;
GRANT SELECT, INSERT ON clock_word TO datasharing_ledger;
GRANT SELECT, INSERT ON profile_word TO datasharing_ledger;
GRANT SELECT, INSERT ON standing_order TO datasharing_ledger;
GRANT SELECT, INSERT, DELETE ON incident_name TO datasharing_ledger;
GRANT SELECT, INSERT, DELETE ON order_note TO datasharing_ledger;
GRANT SELECT, INSERT, UPDATE ON request TO datasharing_ledger;
GRANT SELECT, INSERT ON profile_text TO datasharing_ledger;
GRANT SELECT, INSERT, UPDATE ON profile_delivered TO datasharing_ledger;
GRANT SELECT, INSERT ON profile_acceptance TO datasharing_ledger;
GRANT SELECT, INSERT ON profile_use TO datasharing_ledger;
GRANT SELECT, INSERT ON export_salt TO datasharing_ledger;
GRANT SELECT, INSERT, DELETE ON outbox_block TO datasharing_ledger;
GO
