-- A source of 25 columns without free text, in the shapes that the sample controller's has.
CREATE TABLE incident (
  incident_id        INTEGER NOT NULL PRIMARY KEY,
  status             TEXT NOT NULL,
  do_not_share       INTEGER NOT NULL,
  embargo_until      TEXT,
  source_force       TEXT,
  force_slug         TEXT NOT NULL,
  strand             TEXT NOT NULL,
  category_code      TEXT NOT NULL,
  subcategory_code   TEXT,
  typology           TEXT,
  is_online          INTEGER NOT NULL,
  medium             TEXT,
  occurred_from      TEXT NOT NULL,
  date_precision     TEXT NOT NULL,
  reported_on        TEXT NOT NULL,
  report_route       TEXT,
  reported_to_police TEXT,
  local_authority    TEXT NOT NULL,
  town               TEXT,
  postcode           TEXT,
  location_type      TEXT NOT NULL,
  victim_count       INTEGER,
  victim_type        TEXT,
  victim_age         INTEGER,
  offender_count     INTEGER
);

CREATE VIEW sharing_incident AS SELECT * FROM incident;

-- With whom and which premises a record is about, which only the counting profile asks for.
CREATE VIEW counted_incident AS
SELECT *, 'V|' || (incident_id * 7919 % 600011) || '||||' AS people, CASE WHEN incident_id % 3 = 0 THEN incident_id * 104729 % 40009 END AS premises FROM incident;
