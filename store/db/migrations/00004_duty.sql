CREATE TABLE notice (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  about VARCHAR(160) NOT NULL UNIQUE,
  kind VARCHAR(16) NOT NULL,
  office_id VARCHAR(26) NOT NULL DEFAULT '',
  deputy_id VARCHAR(26) NOT NULL DEFAULT '',
  staff_id VARCHAR(26) NOT NULL DEFAULT '',
  opinion_id VARCHAR(26) NOT NULL DEFAULT '',
  ref VARCHAR(64) NOT NULL DEFAULT '',
  text MEDIUMTEXT NOT NULL,
  urgent BOOLEAN NOT NULL DEFAULT FALSE,
  person_id VARCHAR(26) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL,
  channel VARCHAR(16) NOT NULL DEFAULT '',
  next_at DATETIME(6),
  lease VARCHAR(26) NOT NULL DEFAULT '',
  lease_ends DATETIME(6),
  tries INTEGER NOT NULL DEFAULT 0,
  code INTEGER NOT NULL DEFAULT 0,
  job_id BIGINT NOT NULL DEFAULT 0,
  outcome VARCHAR(100) NOT NULL DEFAULT '',
  sent DATETIME(6)
);

CREATE INDEX notice_next ON notice (state, next_at, id);

CREATE INDEX notice_job ON notice (job_id);

CREATE INDEX notice_office ON notice (office_id, state, id);

CREATE INDEX notice_person ON notice (person_id);

CREATE INDEX notice_opinion ON notice (opinion_id);

CREATE TABLE run (
  duty VARCHAR(40) NOT NULL,
  tick DATETIME(6) NOT NULL,
  holder VARCHAR(26) NOT NULL DEFAULT '',
  lease_ends DATETIME(6),
  finished DATETIME(6),
  outcome VARCHAR(200) NOT NULL DEFAULT '',
  done INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (duty, tick)
);

CREATE INDEX run_lost ON run (finished, lease_ends);

CREATE TABLE request (
  id VARCHAR(80) NOT NULL PRIMARY KEY,
  at DATETIME(6) NOT NULL
);

CREATE INDEX request_at ON request (at);

CREATE TABLE audit (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  at DATETIME(6) NOT NULL,
  actor_kind VARCHAR(8) NOT NULL,
  actor_id VARCHAR(40) NOT NULL DEFAULT '',
  origin VARCHAR(64) NOT NULL DEFAULT '',
  act VARCHAR(40) NOT NULL,
  object VARCHAR(20) NOT NULL DEFAULT '',
  object_id VARCHAR(64) NOT NULL DEFAULT '',
  office_id VARCHAR(26) NOT NULL DEFAULT '',
  fields VARCHAR(400) NOT NULL DEFAULT '',
  digest VARCHAR(64) NOT NULL DEFAULT '',
  seq BIGINT NOT NULL DEFAULT 0,
  hash VARCHAR(64) NOT NULL DEFAULT ''
);

CREATE INDEX audit_seq ON audit (seq, id);

CREATE INDEX audit_object ON audit (object_id);
