CREATE TABLE contact (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  district_id VARCHAR(26) NOT NULL DEFAULT '',
  seat VARCHAR(40) UNIQUE,
  name VARCHAR(400) NOT NULL DEFAULT '',
  phone VARCHAR(400) NOT NULL DEFAULT '',
  phone_index VARCHAR(64) NOT NULL DEFAULT '',
  place VARCHAR(800) NOT NULL DEFAULT '',
  note MEDIUMTEXT NOT NULL,
  consent VARCHAR(800) NOT NULL DEFAULT '',
  erased DATETIME(6),
  updated DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX contact_deputy ON contact (deputy_id, id);

CREATE INDEX contact_phone ON contact (phone_index);

CREATE TABLE contact_log (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  contact_id VARCHAR(26) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  day VARCHAR(10) NOT NULL,
  kind VARCHAR(8) NOT NULL,
  text MEDIUMTEXT NOT NULL,
  opinion_id VARCHAR(26) NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX contact_log_contact ON contact_log (contact_id, day);

CREATE INDEX contact_log_deputy ON contact_log (deputy_id, day);

CREATE INDEX contact_log_office ON contact_log (office_id, day);
