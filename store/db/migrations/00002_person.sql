CREATE TABLE person (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6),
  openid VARCHAR(64) UNIQUE,
  seq BIGINT NOT NULL DEFAULT 0,
  office_id VARCHAR(26) NOT NULL DEFAULT '',
  district_id VARCHAR(26) NOT NULL DEFAULT '',
  station_id VARCHAR(26) NOT NULL DEFAULT '',
  deputy_id VARCHAR(26) UNIQUE,
  staff_id VARCHAR(26) UNIQUE,
  name VARCHAR(400) NOT NULL DEFAULT '',
  phone VARCHAR(400) NOT NULL DEFAULT '',
  phone_index VARCHAR(64) NOT NULL DEFAULT '',
  followed DATETIME(6),
  gone DATETIME(6),
  blocked DATETIME(6),
  tokens DOUBLE NOT NULL DEFAULT 0,
  tokens_at DATETIME(6),
  window_ends DATETIME(6),
  quota INTEGER NOT NULL DEFAULT 0,
  open_id VARCHAR(26) NOT NULL DEFAULT '',
  open_until DATETIME(6),
  expect VARCHAR(16) NOT NULL DEFAULT '',
  expect_id VARCHAR(400) NOT NULL DEFAULT '',
  expect_until DATETIME(6),
  lookups INTEGER NOT NULL DEFAULT 0,
  lookups_at DATETIME(6)
);

CREATE INDEX person_phone ON person (phone_index);

CREATE INDEX person_expect ON person (expect, expect_until);

CREATE TABLE message (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  delivery VARCHAR(64) NOT NULL UNIQUE,
  openid VARCHAR(64) NOT NULL DEFAULT '',
  received DATETIME(6) NOT NULL,
  body MEDIUMTEXT NOT NULL,
  state VARCHAR(16) NOT NULL,
  reply MEDIUMTEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  next_at DATETIME(6),
  late BOOLEAN NOT NULL DEFAULT FALSE,
  person_id VARCHAR(26) NOT NULL DEFAULT '',
  failure VARCHAR(200) NOT NULL DEFAULT ''
);

CREATE INDEX message_state ON message (state, next_at);

CREATE INDEX message_openid ON message (openid);

CREATE TABLE deputy (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6),
  office_id VARCHAR(26) NOT NULL,
  name VARCHAR(100) NOT NULL,
  sex VARCHAR(4) NOT NULL DEFAULT '',
  nation VARCHAR(40) NOT NULL DEFAULT '',
  phone VARCHAR(400) NOT NULL DEFAULT '',
  phone_index VARCHAR(64) NOT NULL DEFAULT '',
  work VARCHAR(200) NOT NULL DEFAULT '',
  place INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX deputy_office ON deputy (office_id, place);

CREATE TABLE mandate (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  deputy_id VARCHAR(26) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  term_id VARCHAR(26) NOT NULL DEFAULT '',
  level VARCHAR(16) NOT NULL,
  district_id VARCHAR(26) NOT NULL DEFAULT '',
  station_id VARCHAR(26) NOT NULL DEFAULT '',
  title VARCHAR(100) NOT NULL DEFAULT '',
  status VARCHAR(16) NOT NULL,
  from_day VARCHAR(10) NOT NULL DEFAULT '',
  to_day VARCHAR(10) NOT NULL DEFAULT ''
);

CREATE INDEX mandate_deputy ON mandate (deputy_id);

CREATE INDEX mandate_office ON mandate (office_id, status);

CREATE TABLE invitation (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6),
  office_id VARCHAR(26) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL DEFAULT '',
  staff_id VARCHAR(26) NOT NULL DEFAULT '',
  code_hash VARCHAR(64) NOT NULL UNIQUE,
  expires DATETIME(6) NOT NULL,
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  used DATETIME(6),
  used_by VARCHAR(26) NOT NULL DEFAULT '',
  revoked DATETIME(6)
);

CREATE INDEX invitation_deputy ON invitation (deputy_id);

CREATE TABLE staff (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6),
  office_id VARCHAR(26) NOT NULL,
  login VARCHAR(40) NOT NULL UNIQUE,
  name VARCHAR(100) NOT NULL,
  password VARCHAR(200) NOT NULL,
  totp VARCHAR(400) NOT NULL DEFAULT '',
  totp_step BIGINT NOT NULL DEFAULT 0,
  roles VARCHAR(400) NOT NULL,
  failed INTEGER NOT NULL DEFAULT 0,
  locked DATETIME(6),
  disabled DATETIME(6),
  changed DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE session (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  data MEDIUMBLOB NOT NULL,
  expires DATETIME(6) NOT NULL
);

CREATE INDEX session_expires ON session (expires);
