CREATE TABLE opinion (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  number VARCHAR(24) NOT NULL UNIQUE,
  office_id VARCHAR(26) NOT NULL DEFAULT '',
  district_id VARCHAR(26) NOT NULL DEFAULT '',
  station_id VARCHAR(26) NOT NULL DEFAULT '',
  person_id VARCHAR(26) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL,
  triage VARCHAR(16) NOT NULL DEFAULT '',
  danger BOOLEAN NOT NULL DEFAULT FALSE,
  contact BOOLEAN NOT NULL DEFAULT FALSE,
  summary VARCHAR(280) NOT NULL DEFAULT '',
  deputy_id VARCHAR(26) NOT NULL DEFAULT '',
  assign_id VARCHAR(26) NOT NULL DEFAULT '',
  round INTEGER NOT NULL DEFAULT 0,
  due DATETIME(6),
  closed DATETIME(6),
  updated DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX opinion_inbox ON opinion (office_id, state, id);

CREATE INDEX opinion_person ON opinion (person_id, id);

CREATE INDEX opinion_deputy ON opinion (deputy_id, state);

CREATE TABLE entry (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  opinion_id VARCHAR(26) NOT NULL,
  at DATETIME(6) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  actor_kind VARCHAR(8) NOT NULL,
  actor_id VARCHAR(40) NOT NULL DEFAULT '',
  deputy_id VARCHAR(26) NOT NULL DEFAULT '',
  ref VARCHAR(40) NOT NULL DEFAULT '',
  text MEDIUMTEXT NOT NULL,
  audience VARCHAR(8) NOT NULL
);

CREATE INDEX entry_opinion ON entry (opinion_id, id);

CREATE TABLE assignment (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  opinion_id VARCHAR(26) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL,
  office_id VARCHAR(26) NOT NULL DEFAULT '',
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  note MEDIUMTEXT NOT NULL,
  state VARCHAR(16) NOT NULL,
  since DATETIME(6) NOT NULL,
  read_at DATETIME(6),
  remind_at DATETIME(6),
  reminded INTEGER NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX assignment_deputy ON assignment (deputy_id, state, id);

CREATE INDEX assignment_opinion ON assignment (opinion_id);

CREATE INDEX assignment_remind ON assignment (remind_at);

CREATE TABLE answer (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  opinion_id VARCHAR(26) NOT NULL,
  assign_id VARCHAR(26) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL,
  entry_id VARCHAR(26) NOT NULL DEFAULT '',
  round INTEGER NOT NULL DEFAULT 0,
  text MEDIUMTEXT NOT NULL,
  state VARCHAR(16) NOT NULL,
  released_by VARCHAR(26) NOT NULL DEFAULT '',
  released DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX answer_opinion ON answer (opinion_id, id);

CREATE TABLE rating (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  opinion_id VARCHAR(26) NOT NULL,
  answer_id VARCHAR(26) NOT NULL UNIQUE,
  reply VARCHAR(8) NOT NULL,
  result VARCHAR(8) NOT NULL,
  comment MEDIUMTEXT NOT NULL
);

CREATE INDEX rating_opinion ON rating (opinion_id);

CREATE TABLE exclusion (
  opinion_id VARCHAR(26) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL,
  why VARCHAR(16) NOT NULL,
  created DATETIME(6) NOT NULL,
  PRIMARY KEY (opinion_id, deputy_id, why)
);

CREATE TABLE media (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  opinion_id VARCHAR(26) NOT NULL DEFAULT '',
  entry_id VARCHAR(26) NOT NULL DEFAULT '',
  kind VARCHAR(16) NOT NULL,
  wx_id VARCHAR(200) NOT NULL DEFAULT '',
  format VARCHAR(16) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL,
  hash VARCHAR(64) NOT NULL DEFAULT '',
  thumb VARCHAR(64) NOT NULL DEFAULT '',
  playable VARCHAR(64) NOT NULL DEFAULT '',
  mime VARCHAR(100) NOT NULL DEFAULT '',
  size BIGINT NOT NULL DEFAULT 0,
  speech MEDIUMTEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  next_at DATETIME(6)
);

CREATE INDEX media_opinion ON media (opinion_id);

CREATE INDEX media_next ON media (next_at);
