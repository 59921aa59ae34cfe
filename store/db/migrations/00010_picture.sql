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

CREATE INDEX opinion_changed ON opinion (updated, id);

CREATE TABLE stat (
  id VARCHAR(120) NOT NULL PRIMARY KEY,
  dim VARCHAR(10) NOT NULL,
  period VARCHAR(11) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  value VARCHAR(40) NOT NULL,
  count_n INTEGER NOT NULL,
  open_n INTEGER NOT NULL,
  replied_n INTEGER NOT NULL,
  closed_n INTEGER NOT NULL,
  reply_good INTEGER NOT NULL,
  reply_fair INTEGER NOT NULL,
  reply_bad INTEGER NOT NULL,
  result_good INTEGER NOT NULL,
  result_fair INTEGER NOT NULL,
  result_bad INTEGER NOT NULL
);

CREATE INDEX stat_dim ON stat (dim, period, office_id);

CREATE TABLE stat_fact (
  opinion_id VARCHAR(26) NOT NULL PRIMARY KEY,
  day VARCHAR(10) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  district_id VARCHAR(26) NOT NULL,
  category VARCHAR(40) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL,
  state VARCHAR(16) NOT NULL,
  triage VARCHAR(16) NOT NULL,
  reply VARCHAR(8) NOT NULL,
  result VARCHAR(8) NOT NULL,
  wait INTEGER NOT NULL,
  replied VARCHAR(10) NOT NULL,
  closed VARCHAR(10) NOT NULL
);

CREATE TABLE stat_mark (
  id VARCHAR(8) NOT NULL PRIMARY KEY,
  at DATETIME(6),
  opinion_id VARCHAR(26) NOT NULL DEFAULT '',
  refreshed DATETIME(6),
  version BIGINT NOT NULL
);

CREATE TABLE wall (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  name VARCHAR(40) NOT NULL,
  token_hash VARCHAR(64) NOT NULL UNIQUE,
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  revoked DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX wall_office ON wall (office_id);
