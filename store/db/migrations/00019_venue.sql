ALTER TABLE wall ADD COLUMN meeting_id VARCHAR(26) NOT NULL DEFAULT '';

ALTER TABLE wall ADD COLUMN shows VARCHAR(16) NOT NULL DEFAULT '';

CREATE INDEX wall_meeting ON wall (meeting_id);

CREATE INDEX participant_signed ON participant (signed_with);

CREATE TABLE minutes (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  meeting_id VARCHAR(26) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  of_year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  title VARCHAR(200) NOT NULL,
  text MEDIUMTEXT NOT NULL,
  day VARCHAR(10) NOT NULL,
  votes_for INTEGER NOT NULL DEFAULT 0,
  votes_against INTEGER NOT NULL DEFAULT 0,
  votes_abstain INTEGER NOT NULL DEFAULT 0,
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  updated DATETIME(6) NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE (office_id, kind, of_year, number)
);

CREATE INDEX minutes_meeting ON minutes (meeting_id, id);

CREATE TABLE minutes_version (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  minutes_id VARCHAR(26) NOT NULL,
  at DATETIME(6) NOT NULL,
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  title VARCHAR(200) NOT NULL,
  text MEDIUMTEXT NOT NULL
);

CREATE INDEX minutes_version_of ON minutes_version (minutes_id, id);

CREATE TABLE record (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  meeting_id VARCHAR(26),
  term_id VARCHAR(26) NOT NULL DEFAULT '',
  kind VARCHAR(16) NOT NULL,
  day VARCHAR(10) NOT NULL,
  title VARCHAR(200) NOT NULL,
  outcome VARCHAR(16) NOT NULL DEFAULT '',
  late BOOLEAN NOT NULL DEFAULT FALSE,
  left_early BOOLEAN NOT NULL DEFAULT FALSE,
  held INTEGER NOT NULL DEFAULT 0,
  came INTEGER NOT NULL DEFAULT 0,
  excused INTEGER NOT NULL DEFAULT 0,
  updated DATETIME(6) NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE (meeting_id, deputy_id)
);

CREATE INDEX record_deputy ON record (deputy_id, day);

CREATE INDEX record_office ON record (office_id, day);
