ALTER TABLE opinion ADD COLUMN category VARCHAR(40) NOT NULL DEFAULT '';

ALTER TABLE opinion ADD COLUMN assignee_id VARCHAR(26) NOT NULL DEFAULT '';

ALTER TABLE opinion ADD COLUMN snoozed DATETIME(6);

ALTER TABLE opinion ADD COLUMN pending BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX opinion_urgent ON opinion (office_id, state, danger, id, pending, snoozed);

CREATE INDEX opinion_due ON opinion (office_id, state, due, id);

CREATE INDEX opinion_snoozed ON opinion (office_id, snoozed, id);

CREATE INDEX opinion_assignee ON opinion (assignee_id, office_id, state, id);

CREATE INDEX opinion_category ON opinion (category, office_id, state, id);

CREATE INDEX opinion_district ON opinion (district_id, state, id);

CREATE INDEX opinion_station ON opinion (station_id, state, id);

CREATE TABLE gram (
  gram BIGINT NOT NULL,
  num BIGINT NOT NULL,
  PRIMARY KEY (gram, num)
) WITHOUT ROWID;

CREATE TABLE watermark (
  name VARCHAR(40) NOT NULL PRIMARY KEY,
  value VARCHAR(64) NOT NULL DEFAULT '',
  at DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE saved_filter (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  staff_id VARCHAR(26) NOT NULL,
  name VARCHAR(100) NOT NULL,
  query MEDIUMTEXT NOT NULL,
  shared BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE INDEX saved_filter_staff ON saved_filter (staff_id);

CREATE INDEX saved_filter_office ON saved_filter (office_id, shared);
