-- The incident system of the sample controller, for SQL Server 2019 and later, in plain T-SQL: tables, code lists and the view that is shared from.
-- Batches end with a line GO, as sqlcmd and its like want them. Texts compare by code points, so that a code is never equal to another in small letters.
-- Booleans are 0 or 1. Dates are 'yyyy-MM-dd', local times (Europe/London) 'yyyy-MM-dd HH:mm', instants 'yyyy-MM-ddTHH:mm:ssZ' (UTC).
-- What is not known is NULL, never a word. Coded answers are codes of code_list.

CREATE TABLE code_list (
  list        NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  code        NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  label       NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
  valid_from  NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  valid_to    NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  PRIMARY KEY (list, code)
);

CREATE TABLE staff (
  staff_id    BIGINT NOT NULL PRIMARY KEY,
  full_name   NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
  email       NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
  phone       NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  staff_role  NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL
);

-- A building or site that incidents happen at, the same one for all of its incidents.
CREATE TABLE premises (
  premises_id    BIGINT NOT NULL PRIMARY KEY,
  premises_name  NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
  premises_type  NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL
);

CREATE TABLE incident (
  incident_id               BIGINT NOT NULL PRIMARY KEY,
  case_ref                  NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL UNIQUE,
  row_version               BIGINT NOT NULL,
  created_at                NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  updated_at                NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  status                    NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  strand                    NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  category_code             NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  subcategory_code          NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  typology                  NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  is_online                 BIGINT NOT NULL,
  platform_type             NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  medium                    NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  is_crime                  NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
  occurred_from             NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  occurred_to               NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  date_precision            NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
  reported_at               NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  report_route              NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  source_force              NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  source_force_ref          NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  reported_to_police        NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  police_force_slug         NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  police_ref                NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  police_ref_type           NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  outcome_code              NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  outcome_date              NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  offender_count            BIGINT,
  summary_internal          NVARCHAR(max) COLLATE Latin1_General_100_BIN2,
  summary_shareable         NVARCHAR(max) COLLATE Latin1_General_100_BIN2,
  summary_author            NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  summary_approved_by       NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  summary_approved_at       NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  summary_approved_hash     NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  summary_purpose           NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  consent_police_contact    BIGINT,
  consent_personal_details  BIGINT,
  consent_recorded_at       NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  consent_scope             NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  consent_expires_at        NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  consent_withdrawn_at      NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  do_not_share              BIGINT NOT NULL,
  do_not_share_reason       NVARCHAR(max) COLLATE Latin1_General_100_BIN2,
  embargo_until             NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  legal_hold                BIGINT NOT NULL,
  trigger_event_code        NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  case_worker_id            BIGINT REFERENCES staff (staff_id),
  case_notes                NVARCHAR(max) COLLATE Latin1_General_100_BIN2
);

-- One row for every incident, on-line ones too: force_slug says which force the incident belongs to, 'btp' for the railway,
-- NULL while that is not known. Keyed by the incident, so that the view can never multiply.
CREATE TABLE location (
  incident_id      BIGINT NOT NULL PRIMARY KEY REFERENCES incident (incident_id) ON DELETE CASCADE,
  force_slug       NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  address_line1    NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  address_line2    NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  address_line3    NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  premises_id      BIGINT REFERENCES premises (premises_id),
  uprn             NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  lat              FLOAT,
  lon              FLOAT,
  grid_ref         NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  postcode         NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  town             NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  ward             NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  ward_code        NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  lsoa_code        NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  lad_code         NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  local_authority  NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  pfa_code         NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  location_type    NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  is_railway       BIGINT NOT NULL,
  transport_line   NVARCHAR(400) COLLATE Latin1_General_100_BIN2
);

-- A person who is in several incidents, or is victim and reporter of one, has one person_id in all of them.
CREATE TABLE victim (
  victim_id             BIGINT NOT NULL PRIMARY KEY,
  incident_id           BIGINT NOT NULL REFERENCES incident (incident_id) ON DELETE CASCADE,
  person_id             BIGINT,
  victim_type           NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  victim_role           NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  full_name             NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  phone                 NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  email                 NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  dob                   NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  address_line1         NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  address_line2         NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  address_town          NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  address_postcode      NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  social_handle         NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  vehicle_reg           NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  employer              NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  school_name           NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  age                   BIGINT,
  gender                NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  ethnicity             NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  religion_observance   NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  visibly_identifiable  BIGINT,
  disability            NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  injury_desc           NVARCHAR(max) COLLATE Latin1_General_100_BIN2,
  consent_recorded_at   NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  consent_scope         NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  consent_expires_at    NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  consent_withdrawn_at  NVARCHAR(64) COLLATE Latin1_General_100_BIN2
);

CREATE TABLE offender (
  offender_id             BIGINT NOT NULL PRIMARY KEY,
  incident_id             BIGINT NOT NULL REFERENCES incident (incident_id) ON DELETE CASCADE,
  person_id               BIGINT,
  full_name               NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  alias                   NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  phone                   NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  email                   NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  dob                     NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  address_line1           NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  address_line2           NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  address_town            NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  address_postcode        NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  social_handle           NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  profile_url             NVARCHAR(max) COLLATE Latin1_General_100_BIN2,
  vehicle_reg             NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  distinguishing_marks    NVARCHAR(max) COLLATE Latin1_General_100_BIN2,
  image_ref               NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  age_band                NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  gender                  NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  perceived_appearance    NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  relationship_to_victim  NVARCHAR(400) COLLATE Latin1_General_100_BIN2
);

CREATE TABLE reporter (
  reporter_id           BIGINT NOT NULL PRIMARY KEY,
  incident_id           BIGINT NOT NULL REFERENCES incident (incident_id) ON DELETE CASCADE,
  person_id             BIGINT,
  full_name             NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  phone                 NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  email                 NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  relation              NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  consent_recorded_at   NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  consent_scope         NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  consent_expires_at    NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  consent_withdrawn_at  NVARCHAR(64) COLLATE Latin1_General_100_BIN2
);

CREATE TABLE attachment (
  attachment_id  BIGINT NOT NULL PRIMARY KEY,
  incident_id    BIGINT NOT NULL REFERENCES incident (incident_id) ON DELETE CASCADE,
  kind           NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
  file_name      NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
  exif_device    NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  exif_taken_at  NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  exif_lat       FLOAT,
  exif_lon       FLOAT
);

-- The server allows one way of cascading between two tables: links to an incident are deleted before it.
CREATE TABLE incident_link (
  link_id             BIGINT NOT NULL PRIMARY KEY,
  incident_id         BIGINT NOT NULL REFERENCES incident (incident_id) ON DELETE CASCADE,
  linked_incident_id  BIGINT REFERENCES incident (incident_id),
  link_type           NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  series_id           NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  matched_police_ref  NVARCHAR(400) COLLATE Latin1_General_100_BIN2,
  matched_at          NVARCHAR(64) COLLATE Latin1_General_100_BIN2,
  matched_by          NVARCHAR(400) COLLATE Latin1_General_100_BIN2
);

CREATE TABLE incident_discourse (
  incident_id  BIGINT NOT NULL REFERENCES incident (incident_id) ON DELETE CASCADE,
  flag         NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  PRIMARY KEY (incident_id, flag)
);

CREATE TABLE amendment (
  amendment_id  BIGINT NOT NULL PRIMARY KEY,
  incident_id   BIGINT NOT NULL,
  changed_at    NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  field         NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  old_value     NVARCHAR(max) COLLATE Latin1_General_100_BIN2,
  new_value     NVARCHAR(max) COLLATE Latin1_General_100_BIN2,
  reason        NVARCHAR(max) COLLATE Latin1_General_100_BIN2
);

CREATE TABLE tombstone (
  incident_id  BIGINT NOT NULL PRIMARY KEY,
  deleted_at   NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  reason       NVARCHAR(max) COLLATE Latin1_General_100_BIN2 NOT NULL
);

-- One force's incidents in key order, without a sort.
CREATE INDEX location_by_force ON location (force_slug, incident_id);
CREATE INDEX victim_by_incident ON victim (incident_id, victim_id);
CREATE INDEX offender_by_incident ON offender (incident_id, offender_id);
CREATE INDEX reporter_by_incident ON reporter (incident_id, reporter_id);
CREATE INDEX attachment_by_incident ON attachment (incident_id, attachment_id);
CREATE INDEX link_by_incident ON incident_link (incident_id, linked_incident_id);
CREATE INDEX link_by_linked_incident ON incident_link (linked_incident_id, incident_id);
CREATE INDEX amendment_by_incident ON amendment (incident_id, changed_at);

GO

-- What sharing reads: one row for each incident, however many children it has, because children come in through scalar subqueries only;
-- a subquery whose column is not asked for is not run. A list has its values joined by U+001F and is NULL when there are none; a U+001F
-- inside a value becomes a blank, or it would make two values of one. person_ids and person_consents have one value for each person.
-- An expression that is aggregated names columns of one table only, or the server refuses it: what compares two of them is a table of its own.
-- A consent is one coded element for each person: role|person|scope|recorded|expires|withdrawn, a part without a value being empty;
-- role is V (victim), O (offender) or R (reporter), the times are instants. Links count in both directions.
-- A characteristic of several people is their common value, 'Mixed' when they differ, NULL when it is not known of all of them.
CREATE VIEW sharing_incident AS
SELECT
  l.incident_id AS incident_id,
  i.case_ref AS case_ref,
  i.row_version AS row_version,
  i.created_at AS created_at,
  i.updated_at AS updated_at,
  i.status AS status,
  i.do_not_share AS do_not_share,
  i.do_not_share_reason AS do_not_share_reason,
  i.embargo_until AS embargo_until,
  i.legal_hold AS legal_hold,
  i.source_force AS source_force,
  i.source_force_ref AS source_force_ref,
  i.strand AS strand,
  i.category_code AS category_code,
  i.subcategory_code AS subcategory_code,
  i.typology AS typology,
  i.is_online AS is_online,
  i.platform_type AS platform_type,
  i.medium AS medium,
  i.is_crime AS is_crime,
  i.occurred_from AS occurred_from,
  i.occurred_to AS occurred_to,
  i.date_precision AS date_precision,
  i.reported_at AS reported_at,
  i.report_route AS report_route,
  i.reported_to_police AS reported_to_police,
  i.police_force_slug AS police_force_slug,
  i.police_ref AS police_ref,
  i.police_ref_type AS police_ref_type,
  i.outcome_code AS outcome_code,
  i.outcome_date AS outcome_date,
  i.trigger_event_code AS trigger_event_code,
  CASE WHEN EXISTS (SELECT 1 FROM incident_discourse d WHERE d.incident_id = l.incident_id AND d.flag = 'FarRight') THEN 1 ELSE 0 END AS discourse_far_right,
  CASE WHEN EXISTS (SELECT 1 FROM incident_discourse d WHERE d.incident_id = l.incident_id AND d.flag = 'Islamist') THEN 1 ELSE 0 END AS discourse_islamist,
  CASE WHEN EXISTS (SELECT 1 FROM incident_discourse d WHERE d.incident_id = l.incident_id AND d.flag = 'AntiIsrael') THEN 1 ELSE 0 END AS discourse_anti_israel,
  CASE WHEN EXISTS (SELECT 1 FROM incident_discourse d WHERE d.incident_id = l.incident_id AND d.flag = 'AntiZionist') THEN 1 ELSE 0 END AS discourse_anti_zionist,
  CASE WHEN EXISTS (SELECT 1 FROM incident_discourse d WHERE d.incident_id = l.incident_id AND d.flag = 'Holocaust') THEN 1 ELSE 0 END AS discourse_holocaust,
  CASE WHEN EXISTS (SELECT 1 FROM incident_discourse d WHERE d.incident_id = l.incident_id AND d.flag = 'NaziComparison') THEN 1 ELSE 0 END AS discourse_nazi_comparison,
  CASE WHEN EXISTS (SELECT 1 FROM incident_discourse d WHERE d.incident_id = l.incident_id AND d.flag = 'Conspiracy') THEN 1 ELSE 0 END AS discourse_conspiracy,
  i.summary_internal AS summary_internal,
  i.summary_shareable AS summary_shareable,
  i.summary_author AS summary_author,
  i.summary_approved_by AS summary_approved_by,
  i.summary_approved_at AS summary_approved_at,
  i.summary_approved_hash AS summary_approved_hash,
  i.summary_purpose AS summary_purpose,
  i.case_notes AS case_notes,
  i.consent_police_contact AS consent_police_contact,
  i.consent_personal_details AS consent_personal_details,
  i.consent_recorded_at AS consent_recorded_at,
  i.consent_scope AS consent_scope,
  i.consent_expires_at AS consent_expires_at,
  i.consent_withdrawn_at AS consent_withdrawn_at,
  l.force_slug AS force_slug,
  l.pfa_code AS pfa_code,
  l.lad_code AS lad_code,
  l.local_authority AS local_authority,
  l.town AS town,
  l.ward AS ward,
  l.ward_code AS ward_code,
  l.lsoa_code AS lsoa_code,
  l.postcode AS postcode,
  l.location_type AS location_type,
  l.is_railway AS is_railway,
  l.transport_line AS transport_line,
  l.premises_id AS premises_id,
  (SELECT p.premises_type FROM premises p WHERE p.premises_id = l.premises_id) AS premises_type,
  (SELECT p.premises_name FROM premises p WHERE p.premises_id = l.premises_id) AS premises_name,
  l.address_line1 AS address_line1,
  l.address_line2 AS address_line2,
  l.address_line3 AS address_line3,
  l.uprn AS uprn,
  l.lat AS lat,
  l.lon AS lon,
  l.grid_ref AS grid_ref,
  (SELECT COUNT(*) FROM victim v WHERE v.incident_id = l.incident_id) AS victim_count,
  (SELECT CASE WHEN MIN(v.victim_type) = MAX(v.victim_type) THEN MIN(v.victim_type) WHEN MIN(v.victim_type) <> MAX(v.victim_type) THEN 'Mixed' END
    FROM victim v WHERE v.incident_id = l.incident_id) AS victim_type,
  (SELECT CASE WHEN MIN(v.victim_role) <> MAX(v.victim_role) THEN 'Mixed' WHEN COUNT(*) = COUNT(v.victim_role) THEN MIN(v.victim_role) END
    FROM victim v WHERE v.incident_id = l.incident_id) AS victim_role,
  (SELECT CASE WHEN COUNT(*) = 1 THEN MIN(v.age) END FROM victim v WHERE v.incident_id = l.incident_id) AS victim_age,
  (SELECT CASE WHEN MIN(v.gender) <> MAX(v.gender) THEN 'Mixed' WHEN COUNT(*) = COUNT(v.gender) THEN MIN(v.gender) END
    FROM victim v WHERE v.incident_id = l.incident_id) AS victim_gender,
  (SELECT CASE WHEN COUNT(*) = 1 THEN MIN(v.ethnicity) END FROM victim v WHERE v.incident_id = l.incident_id) AS victim_ethnicity,
  (SELECT CASE WHEN COUNT(*) = 1 THEN MIN(v.religion_observance) END FROM victim v WHERE v.incident_id = l.incident_id) AS victim_religion_observance,
  (SELECT MAX(v.visibly_identifiable) FROM victim v WHERE v.incident_id = l.incident_id) AS victim_visibly_identifiable,
  (SELECT CASE WHEN COUNT(*) = 1 THEN MIN(v.disability) END FROM victim v WHERE v.incident_id = l.incident_id) AS victim_disability,
  i.offender_count AS offender_count,
  (SELECT CASE WHEN MIN(o.age_band) <> MAX(o.age_band) THEN 'Mixed' WHEN COUNT(*) = COUNT(o.age_band) THEN MIN(o.age_band) END
    FROM offender o WHERE o.incident_id = l.incident_id) AS offender_age_band,
  (SELECT CASE WHEN MIN(o.gender) <> MAX(o.gender) THEN 'Mixed' WHEN COUNT(*) = COUNT(o.gender) THEN MIN(o.gender) END
    FROM offender o WHERE o.incident_id = l.incident_id) AS offender_gender,
  (SELECT CASE WHEN MIN(o.perceived_appearance) <> MAX(o.perceived_appearance) THEN 'Mixed' WHEN COUNT(*) = COUNT(o.perceived_appearance) THEN MIN(o.perceived_appearance) END
    FROM offender o WHERE o.incident_id = l.incident_id) AS offender_appearance,
  (SELECT CASE WHEN MIN(o.relationship_to_victim) <> MAX(o.relationship_to_victim) THEN 'Mixed' WHEN COUNT(*) = COUNT(o.relationship_to_victim) THEN MIN(o.relationship_to_victim) END
    FROM offender o WHERE o.incident_id = l.incident_id) AS offender_relationship,
  (SELECT COUNT(*) FROM attachment a WHERE a.incident_id = l.incident_id) AS attachment_count,
  (SELECT string_agg(REPLACE(CAST(a.file_name AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM attachment a WHERE a.incident_id = l.incident_id) AS attachment_file_names,
  (SELECT MIN(k.series_id) FROM incident_link k WHERE k.incident_id = l.incident_id) AS series_id,
  (SELECT MIN(k.linked_incident_id) FROM incident_link k WHERE k.incident_id = l.incident_id AND k.link_type = 'DuplicateOf') AS duplicate_of,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31))
    FROM (SELECT CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END AS item FROM incident_link k WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_incident_ids,
  (SELECT string_agg(REPLACE(CAST(k.matched_police_ref AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM incident_link k WHERE k.incident_id = l.incident_id) AS matched_police_refs,
  (SELECT s.full_name FROM staff s WHERE s.staff_id = i.case_worker_id) AS case_worker_name,
  (SELECT s.email FROM staff s WHERE s.staff_id = i.case_worker_id) AS case_worker_email,
  (SELECT string_agg(REPLACE(CAST(v.full_name AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM victim v WHERE v.incident_id = l.incident_id) AS victim_names,
  (SELECT string_agg(REPLACE(CAST(v.phone AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM victim v WHERE v.incident_id = l.incident_id) AS victim_phones,
  (SELECT string_agg(REPLACE(CAST(v.email AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM victim v WHERE v.incident_id = l.incident_id) AS victim_emails,
  (SELECT string_agg(REPLACE(CAST(v.dob AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM victim v WHERE v.incident_id = l.incident_id) AS victim_dobs,
  (SELECT string_agg(CAST(COALESCE(REPLACE(v.address_line1 COLLATE Latin1_General_100_BIN2, NCHAR(31), N' ') + COALESCE(NCHAR(31) + REPLACE(v.address_line2 COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), N''), REPLACE(v.address_line2 COLLATE Latin1_General_100_BIN2, NCHAR(31), N' ')) AS NVARCHAR(MAX)), NCHAR(31))
    FROM victim v WHERE v.incident_id = l.incident_id) AS victim_addresses,
  (SELECT string_agg(REPLACE(CAST(v.address_postcode AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM victim v WHERE v.incident_id = l.incident_id) AS victim_postcodes,
  (SELECT string_agg(REPLACE(CAST(v.social_handle AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM victim v WHERE v.incident_id = l.incident_id) AS victim_handles,
  (SELECT string_agg(REPLACE(CAST(v.vehicle_reg AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM victim v WHERE v.incident_id = l.incident_id) AS victim_vehicle_regs,
  (SELECT string_agg(REPLACE(CAST(v.employer AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM victim v WHERE v.incident_id = l.incident_id) AS victim_employers,
  (SELECT string_agg(REPLACE(CAST(v.school_name AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM victim v WHERE v.incident_id = l.incident_id) AS victim_school_names,
  (SELECT string_agg(REPLACE(CAST(v.injury_desc AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM victim v WHERE v.incident_id = l.incident_id) AS victim_injury_descs,
  (SELECT string_agg(REPLACE(CAST(o.full_name AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM offender o WHERE o.incident_id = l.incident_id) AS offender_names,
  (SELECT string_agg(REPLACE(CAST(o.alias AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM offender o WHERE o.incident_id = l.incident_id) AS offender_aliases,
  (SELECT string_agg(REPLACE(CAST(o.phone AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM offender o WHERE o.incident_id = l.incident_id) AS offender_phones,
  (SELECT string_agg(REPLACE(CAST(o.email AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM offender o WHERE o.incident_id = l.incident_id) AS offender_emails,
  (SELECT string_agg(REPLACE(CAST(o.dob AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM offender o WHERE o.incident_id = l.incident_id) AS offender_dobs,
  (SELECT string_agg(CAST(COALESCE(REPLACE(o.address_line1 COLLATE Latin1_General_100_BIN2, NCHAR(31), N' ') + COALESCE(NCHAR(31) + REPLACE(o.address_line2 COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), N''), REPLACE(o.address_line2 COLLATE Latin1_General_100_BIN2, NCHAR(31), N' ')) AS NVARCHAR(MAX)), NCHAR(31))
    FROM offender o WHERE o.incident_id = l.incident_id) AS offender_addresses,
  (SELECT string_agg(REPLACE(CAST(o.address_postcode AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM offender o WHERE o.incident_id = l.incident_id) AS offender_postcodes,
  (SELECT string_agg(REPLACE(CAST(o.social_handle AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM offender o WHERE o.incident_id = l.incident_id) AS offender_handles,
  (SELECT string_agg(REPLACE(CAST(o.profile_url AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM offender o WHERE o.incident_id = l.incident_id) AS offender_profile_urls,
  (SELECT string_agg(REPLACE(CAST(o.vehicle_reg AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM offender o WHERE o.incident_id = l.incident_id) AS offender_vehicle_regs,
  (SELECT string_agg(REPLACE(CAST(o.distinguishing_marks AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM offender o WHERE o.incident_id = l.incident_id) AS offender_marks,
  (SELECT string_agg(REPLACE(CAST(o.image_ref AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM offender o WHERE o.incident_id = l.incident_id) AS offender_image_refs,
  (SELECT string_agg(REPLACE(CAST(r.full_name AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM reporter r WHERE r.incident_id = l.incident_id) AS reporter_names,
  (SELECT string_agg(REPLACE(CAST(r.phone AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM reporter r WHERE r.incident_id = l.incident_id) AS reporter_phones,
  (SELECT string_agg(REPLACE(CAST(r.email AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM reporter r WHERE r.incident_id = l.incident_id) AS reporter_emails,
  (SELECT string_agg(REPLACE(CAST(r.relation AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM reporter r WHERE r.incident_id = l.incident_id) AS reporter_relations,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT CONCAT(v.person_id, N'') AS item FROM victim v WHERE v.incident_id = l.incident_id
    UNION ALL SELECT CONCAT(o.person_id, N'') AS item FROM offender o WHERE o.incident_id = l.incident_id
    UNION ALL SELECT CONCAT(r.person_id, N'') AS item FROM reporter r WHERE r.incident_id = l.incident_id) x) AS person_ids,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT CONCAT(N'V|', v.person_id, N'|', v.consent_scope, N'|', v.consent_recorded_at, N'|', v.consent_expires_at, N'|', v.consent_withdrawn_at) AS item FROM victim v WHERE v.incident_id = l.incident_id
    UNION ALL SELECT CONCAT(N'O|', o.person_id, N'||||') AS item FROM offender o WHERE o.incident_id = l.incident_id
    UNION ALL SELECT CONCAT(N'R|', r.person_id, N'|', r.consent_scope, N'|', r.consent_recorded_at, N'|', r.consent_expires_at, N'|', r.consent_withdrawn_at) AS item FROM reporter r WHERE r.incident_id = l.incident_id) x) AS person_consents,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT v.full_name AS item FROM incident_link k INNER JOIN victim v ON v.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT o.full_name AS item FROM incident_link k INNER JOIN offender o ON o.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT r.full_name AS item FROM incident_link k INNER JOIN reporter r ON r.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_person_names,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT o.alias AS item FROM incident_link k INNER JOIN offender o ON o.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_person_aliases,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT v.phone AS item FROM incident_link k INNER JOIN victim v ON v.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT o.phone AS item FROM incident_link k INNER JOIN offender o ON o.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT r.phone AS item FROM incident_link k INNER JOIN reporter r ON r.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_person_phones,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT v.email AS item FROM incident_link k INNER JOIN victim v ON v.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT o.email AS item FROM incident_link k INNER JOIN offender o ON o.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT r.email AS item FROM incident_link k INNER JOIN reporter r ON r.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_person_emails,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT v.dob AS item FROM incident_link k INNER JOIN victim v ON v.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT o.dob AS item FROM incident_link k INNER JOIN offender o ON o.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_person_dobs,
  (SELECT string_agg(CAST(x.item AS NVARCHAR(MAX)), NCHAR(31)) FROM (
    SELECT COALESCE(REPLACE(v.address_line1 COLLATE Latin1_General_100_BIN2, NCHAR(31), N' ') + COALESCE(NCHAR(31) + REPLACE(v.address_line2 COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), N''), REPLACE(v.address_line2 COLLATE Latin1_General_100_BIN2, NCHAR(31), N' ')) AS item FROM incident_link k INNER JOIN victim v ON v.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT COALESCE(REPLACE(o.address_line1 COLLATE Latin1_General_100_BIN2, NCHAR(31), N' ') + COALESCE(NCHAR(31) + REPLACE(o.address_line2 COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), N''), REPLACE(o.address_line2 COLLATE Latin1_General_100_BIN2, NCHAR(31), N' ')) AS item FROM incident_link k INNER JOIN offender o ON o.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_person_addresses,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT v.address_postcode AS item FROM incident_link k INNER JOIN victim v ON v.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT o.address_postcode AS item FROM incident_link k INNER JOIN offender o ON o.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_person_postcodes,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT v.social_handle AS item FROM incident_link k INNER JOIN victim v ON v.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT o.social_handle AS item FROM incident_link k INNER JOIN offender o ON o.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_person_handles,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT o.profile_url AS item FROM incident_link k INNER JOIN offender o ON o.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_person_urls,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT v.vehicle_reg AS item FROM incident_link k INNER JOIN victim v ON v.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT o.vehicle_reg AS item FROM incident_link k INNER JOIN offender o ON o.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_person_vehicle_regs,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT CONCAT(v.person_id, N'') AS item FROM incident_link k INNER JOIN victim v ON v.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT CONCAT(o.person_id, N'') AS item FROM incident_link k INNER JOIN offender o ON o.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT CONCAT(r.person_id, N'') AS item FROM incident_link k INNER JOIN reporter r ON r.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_person_ids,
  (SELECT string_agg(REPLACE(CAST(x.item AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2, NCHAR(31), N' '), NCHAR(31)) FROM (
    SELECT CONCAT(N'V|', v.person_id, N'|', v.consent_scope, N'|', v.consent_recorded_at, N'|', v.consent_expires_at, N'|', v.consent_withdrawn_at) AS item FROM incident_link k INNER JOIN victim v ON v.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT CONCAT(N'O|', o.person_id, N'||||') AS item FROM incident_link k INNER JOIN offender o ON o.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id
    UNION ALL SELECT CONCAT(N'R|', r.person_id, N'|', r.consent_scope, N'|', r.consent_recorded_at, N'|', r.consent_expires_at, N'|', r.consent_withdrawn_at) AS item FROM incident_link k INNER JOIN reporter r ON r.incident_id = CASE WHEN k.incident_id = l.incident_id THEN k.linked_incident_id ELSE k.incident_id END
      WHERE k.incident_id = l.incident_id OR k.linked_incident_id = l.incident_id) x) AS linked_person_consents
FROM location l
INNER JOIN incident i ON i.incident_id = l.incident_id;
GO

INSERT INTO code_list (list, code, label, valid_from, valid_to) VALUES
  ('status', 'Draft', 'Draft', '2019-01-01', NULL),
  ('status', 'UnderReview', 'Under review', '2019-01-01', NULL),
  ('status', 'Verified', 'Verified as a hate incident', '2019-01-01', NULL),
  ('status', 'NotHate', 'Reviewed, not a hate incident', '2019-01-01', NULL),
  ('status', 'SuspiciousActivity', 'Suspicious activity', '2019-01-01', NULL),
  ('status', 'Duplicate', 'Duplicate of another report', '2019-01-01', NULL),
  ('status', 'Withdrawn', 'Withdrawn by the reporter', '2019-01-01', NULL),
  ('strand', 'Antisemitic', 'Antisemitic', '2019-01-01', NULL),
  ('strand', 'AntiMuslim', 'Anti-Muslim', '2019-01-01', NULL),
  ('category_code', 'ExtremeViolence', 'Extreme violence', '2019-01-01', NULL),
  ('category_code', 'Assault', 'Assault', '2019-01-01', NULL),
  ('category_code', 'DamageAndDesecration', 'Damage and desecration of Jewish property', '2019-01-01', NULL),
  ('category_code', 'Threats', 'Threats', '2019-01-01', NULL),
  ('category_code', 'AbusiveBehaviour', 'Abusive behaviour', '2019-01-01', NULL),
  ('category_code', 'Literature', 'Mass-produced literature', '2019-01-01', NULL),
  ('subcategory_code', 'AttackWithWeapon', 'Attack with a weapon', '2019-01-01', NULL),
  ('subcategory_code', 'PhysicalAttack', 'Physical attack', '2019-01-01', NULL),
  ('subcategory_code', 'ObjectThrown', 'Object thrown', '2019-01-01', NULL),
  ('subcategory_code', 'SpatOn', 'Spitting', '2019-01-01', NULL),
  ('subcategory_code', 'PremisesDamage', 'Damage to premises', '2019-01-01', NULL),
  ('subcategory_code', 'VehicleDamage', 'Damage to a vehicle', '2019-01-01', NULL),
  ('subcategory_code', 'GraveDamage', 'Damage to graves', '2019-01-01', NULL),
  ('subcategory_code', 'GraffitiOnPremises', 'Graffiti on Jewish premises', '2019-01-01', NULL),
  ('subcategory_code', 'DirectThreat', 'Direct threat', '2019-01-01', NULL),
  ('subcategory_code', 'BombThreat', 'Bomb threat', '2019-01-01', NULL),
  ('subcategory_code', 'VerbalAbuse', 'Verbal abuse', '2019-01-01', NULL),
  ('subcategory_code', 'WrittenAbuse', 'Written abuse', '2019-01-01', NULL),
  ('subcategory_code', 'OnlineAbuse', 'Abuse on line', '2019-01-01', NULL),
  ('subcategory_code', 'PublicGraffiti', 'Graffiti in a public place', '2019-01-01', NULL),
  ('subcategory_code', 'Leaflet', 'Leaflet', '2019-01-01', NULL),
  ('subcategory_code', 'MassMailing', 'Mass mailing', '2019-01-01', NULL),
  ('typology', 'Mission', 'Mission', '2019-01-01', NULL),
  ('typology', 'Opportunistic', 'Opportunistic', '2019-01-01', NULL),
  ('typology', 'Aggravated', 'Aggravated', '2019-01-01', NULL),
  ('platform_type', 'SocialNetwork', 'Social network', '2019-01-01', NULL),
  ('platform_type', 'MessagingApp', 'Messaging app', '2019-01-01', NULL),
  ('platform_type', 'VideoPlatform', 'Video platform', '2019-01-01', NULL),
  ('platform_type', 'Forum', 'Forum', '2019-01-01', NULL),
  ('platform_type', 'NewsComments', 'Comments of a news site', '2019-01-01', NULL),
  ('platform_type', 'Gaming', 'Gaming platform', '2019-01-01', NULL),
  ('platform_type', 'VideoMeeting', 'Video meeting', '2020-03-01', NULL),
  ('medium', 'Verbal', 'Verbal', '2019-01-01', NULL),
  ('medium', 'Physical', 'Physical', '2019-01-01', NULL),
  ('medium', 'Gesture', 'Gesture', '2019-01-01', NULL),
  ('medium', 'Letter', 'Letter', '2019-01-01', NULL),
  ('medium', 'Email', 'E-mail', '2019-01-01', NULL),
  ('medium', 'Phone', 'Telephone', '2019-01-01', NULL),
  ('medium', 'Graffiti', 'Graffiti', '2019-01-01', NULL),
  ('medium', 'SocialMedia', 'Social media', '2019-01-01', NULL),
  ('medium', 'Leaflet', 'Leaflet or sticker', '2019-01-01', NULL),
  ('is_crime', 'Yes', 'Yes', '2019-01-01', NULL),
  ('is_crime', 'No', 'No', '2019-01-01', NULL),
  ('is_crime', 'Unknown', 'Not decided', '2019-01-01', NULL),
  ('date_precision', 'Exact', 'Date and time', '2019-01-01', NULL),
  ('date_precision', 'Day', 'Day', '2019-01-01', NULL),
  ('date_precision', 'Month', 'Month', '2019-01-01', NULL),
  ('date_precision', 'Unknown', 'Not known', '2019-01-01', NULL),
  ('report_route', 'Victim', 'Victim', '2019-01-01', NULL),
  ('report_route', 'Witness', 'Witness', '2019-01-01', NULL),
  ('report_route', 'Family', 'Family or friend', '2019-01-01', NULL),
  ('report_route', 'Volunteer', 'Staff or volunteer', '2019-01-01', NULL),
  ('report_route', 'Police', 'Police', '2019-01-01', NULL),
  ('report_route', 'Media', 'Media', '2019-01-01', NULL),
  ('report_route', 'Website', 'Website', '2019-01-01', NULL),
  ('reported_to_police', 'Yes', 'Yes', '2019-01-01', NULL),
  ('reported_to_police', 'No', 'No', '2019-01-01', NULL),
  ('reported_to_police', 'Unknown', 'Not asked', '2019-01-01', NULL),
  ('reported_to_police', 'Declined', 'Did not want to say', '2019-01-01', NULL),
  ('police_ref_type', 'Crime', 'Crime number', '2019-01-01', NULL),
  ('police_ref_type', 'Incident', 'Incident number', '2019-01-01', NULL),
  ('police_ref_type', 'NCHI', 'Non-crime hate incident', '2019-01-01', NULL),
  ('police_ref_type', 'Online', 'On-line report', '2019-01-01', NULL),
  ('outcome_code', 'Ongoing', 'Investigation goes on', '2019-01-01', NULL),
  ('outcome_code', 'NoFurtherAction', 'No further action', '2019-01-01', NULL),
  ('outcome_code', 'CommunityResolution', 'Community resolution', '2019-01-01', NULL),
  ('outcome_code', 'Caution', 'Caution', '2019-01-01', NULL),
  ('outcome_code', 'Charged', 'Charged', '2019-01-01', NULL),
  ('outcome_code', 'Convicted', 'Convicted', '2019-01-01', NULL),
  ('outcome_code', 'Acquitted', 'Acquitted', '2019-01-01', NULL),
  ('trigger_event_code', 'MiddleEastConflict', 'Conflict in the Middle East', '2019-01-01', NULL),
  ('trigger_event_code', 'Demonstration', 'Demonstration', '2019-01-01', NULL),
  ('trigger_event_code', 'Election', 'Election', '2019-01-01', NULL),
  ('trigger_event_code', 'Festival', 'Jewish festival', '2019-01-01', NULL),
  ('trigger_event_code', 'Memorial', 'Holocaust memorial', '2019-01-01', NULL),
  ('trigger_event_code', 'Sport', 'Sports event', '2019-01-01', NULL),
  ('discourse', 'FarRight', 'Far right', '2019-01-01', NULL),
  ('discourse', 'Islamist', 'Islamist', '2019-01-01', NULL),
  ('discourse', 'AntiIsrael', 'Anti-Israel', '2019-01-01', NULL),
  ('discourse', 'AntiZionist', 'Anti-Zionist', '2019-01-01', NULL),
  ('discourse', 'Holocaust', 'Holocaust related', '2019-01-01', NULL),
  ('discourse', 'NaziComparison', 'Comparison with Nazis', '2019-01-01', NULL),
  ('discourse', 'Conspiracy', 'Conspiracy myth', '2019-01-01', NULL),
  ('location_type', 'Street', 'Street', '2019-01-01', NULL),
  ('location_type', 'Park', 'Park or open space', '2019-01-01', NULL),
  ('location_type', 'Home', 'Private home', '2019-01-01', NULL),
  ('location_type', 'Synagogue', 'Synagogue', '2019-01-01', NULL),
  ('location_type', 'School', 'School', '2019-01-01', NULL),
  ('location_type', 'University', 'University or college', '2019-01-01', NULL),
  ('location_type', 'CommunityBuilding', 'Community building', '2019-01-01', NULL),
  ('location_type', 'Cemetery', 'Cemetery', '2019-01-01', NULL),
  ('location_type', 'Workplace', 'Workplace', '2019-01-01', NULL),
  ('location_type', 'Shop', 'Shop or restaurant', '2019-01-01', NULL),
  ('location_type', 'Healthcare', 'Hospital or surgery', '2019-01-01', NULL),
  ('location_type', 'Transport', 'Public transport', '2019-01-01', NULL),
  ('location_type', 'Online', 'On line', '2019-01-01', NULL),
  ('premises_type', 'Synagogue', 'Synagogue', '2019-01-01', NULL),
  ('premises_type', 'School', 'School', '2019-01-01', NULL),
  ('premises_type', 'University', 'University or college', '2019-01-01', NULL),
  ('premises_type', 'CommunityCentre', 'Community centre', '2019-01-01', NULL),
  ('premises_type', 'Cemetery', 'Cemetery', '2019-01-01', NULL),
  ('premises_type', 'Office', 'Office', '2019-01-01', NULL),
  ('premises_type', 'Shop', 'Shop', '2019-01-01', NULL),
  ('premises_type', 'Restaurant', 'Restaurant', '2019-01-01', NULL),
  ('premises_type', 'Hospital', 'Hospital', '2019-01-01', NULL),
  ('premises_type', 'Station', 'Railway station', '2019-01-01', NULL),
  ('transport_line', 'MainLine', 'Main line', '2019-01-01', NULL),
  ('transport_line', 'Suburban', 'Suburban line', '2019-01-01', NULL),
  ('transport_line', 'Underground', 'Underground or metro', '2019-01-01', NULL),
  ('transport_line', 'Tram', 'Tram or light rail', '2019-01-01', NULL),
  ('victim_type', 'Individual', 'Individual', '2019-01-01', NULL),
  ('victim_type', 'Group', 'Group', '2019-01-01', NULL),
  ('victim_type', 'Organisation', 'Organisation', '2019-01-01', NULL),
  ('victim_type', 'PublicFigure', 'Public figure', '2019-01-01', NULL),
  ('victim_type', 'Property', 'Property', '2019-01-01', NULL),
  ('victim_role', 'Pupil', 'Pupil', '2019-01-01', NULL),
  ('victim_role', 'Student', 'Student', '2019-01-01', NULL),
  ('victim_role', 'Clergy', 'Rabbi or other clergy', '2019-01-01', NULL),
  ('victim_role', 'Staff', 'Staff', '2019-01-01', NULL),
  ('victim_role', 'Congregant', 'Congregant', '2019-01-01', NULL),
  ('victim_role', 'PublicOffice', 'Holder of a public office', '2019-01-01', NULL),
  ('gender', 'Female', 'Female', '2019-01-01', NULL),
  ('gender', 'Male', 'Male', '2019-01-01', NULL),
  ('gender', 'Other', 'Other', '2019-01-01', NULL),
  ('ethnicity', 'White', 'White', '2019-01-01', NULL),
  ('ethnicity', 'Black', 'Black', '2019-01-01', NULL),
  ('ethnicity', 'Asian', 'Asian', '2019-01-01', NULL),
  ('ethnicity', 'Multiple', 'Mixed or multiple', '2019-01-01', NULL),
  ('ethnicity', 'Other', 'Other', '2019-01-01', NULL),
  ('religion_observance', 'Secular', 'Secular', '2019-01-01', NULL),
  ('religion_observance', 'Traditional', 'Traditional', '2019-01-01', NULL),
  ('religion_observance', 'Orthodox', 'Orthodox', '2019-01-01', NULL),
  ('religion_observance', 'StrictlyOrthodox', 'Strictly Orthodox', '2019-01-01', NULL),
  ('disability', 'None', 'None', '2019-01-01', NULL),
  ('disability', 'Mobility', 'Mobility', '2019-01-01', NULL),
  ('disability', 'Sensory', 'Sensory', '2019-01-01', NULL),
  ('disability', 'Learning', 'Learning', '2019-01-01', NULL),
  ('disability', 'MentalHealth', 'Mental health', '2019-01-01', NULL),
  ('offender_age_band', 'Under18', 'Under 18', '2019-01-01', NULL),
  ('offender_age_band', '18To24', '18 to 24', '2019-01-01', NULL),
  ('offender_age_band', '25To34', '25 to 34', '2019-01-01', NULL),
  ('offender_age_band', '35To49', '35 to 49', '2019-01-01', NULL),
  ('offender_age_band', '50AndOver', '50 and over', '2019-01-01', NULL),
  ('perceived_appearance', 'WhiteNorthEuropean', 'White, north European', '2019-01-01', NULL),
  ('perceived_appearance', 'WhiteSouthEuropean', 'White, south European', '2019-01-01', NULL),
  ('perceived_appearance', 'Black', 'Black', '2019-01-01', NULL),
  ('perceived_appearance', 'SouthAsian', 'South Asian', '2019-01-01', NULL),
  ('perceived_appearance', 'EastAsian', 'East or south-east Asian', '2019-01-01', NULL),
  ('perceived_appearance', 'ArabNorthAfrican', 'Arab or North African', '2019-01-01', NULL),
  ('relationship', 'Stranger', 'Stranger', '2019-01-01', NULL),
  ('relationship', 'Neighbour', 'Neighbour', '2019-01-01', NULL),
  ('relationship', 'Colleague', 'Colleague', '2019-01-01', NULL),
  ('relationship', 'FellowPupil', 'Fellow pupil or student', '2019-01-01', NULL),
  ('relationship', 'Customer', 'Customer or client', '2019-01-01', NULL),
  ('relationship', 'Acquaintance', 'Acquaintance', '2019-01-01', NULL);
GO
