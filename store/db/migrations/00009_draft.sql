CREATE TABLE draft (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  office_id VARCHAR(26) NOT NULL DEFAULT '',
  about VARCHAR(26) NOT NULL DEFAULT '',
  ref VARCHAR(40) NOT NULL DEFAULT '',
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  addressee VARCHAR(400) NOT NULL DEFAULT '',
  title VARCHAR(400) NOT NULL DEFAULT '',
  text MEDIUMTEXT NOT NULL,
  steps INTEGER NOT NULL DEFAULT 1,
  state VARCHAR(16) NOT NULL,
  reviewed_by VARCHAR(26) NOT NULL DEFAULT '',
  signed_by VARCHAR(26) NOT NULL DEFAULT '',
  released DATETIME(6),
  updated DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX draft_office ON draft (office_id, state, id);

CREATE INDEX draft_by ON draft (made_by, id);

CREATE INDEX draft_about ON draft (about);

CREATE INDEX draft_ref ON draft (ref);

CREATE TABLE draft_step (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  at DATETIME(6) NOT NULL,
  draft_id VARCHAR(26) NOT NULL,
  verb VARCHAR(16) NOT NULL,
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  words MEDIUMTEXT NOT NULL,
  title VARCHAR(400) NOT NULL DEFAULT '',
  text MEDIUMTEXT NOT NULL
);

CREATE INDEX draft_step_draft ON draft_step (draft_id, id);

CREATE INDEX opinion_created ON opinion (office_id, created);
