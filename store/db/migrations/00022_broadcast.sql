CREATE TABLE broadcast (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  draft_id VARCHAR(26) NOT NULL DEFAULT '',
  title VARCHAR(400) NOT NULL DEFAULT '',
  text MEDIUMTEXT NOT NULL,
  link VARCHAR(500) NOT NULL DEFAULT '',
  recipients MEDIUMTEXT NOT NULL,
  alike VARCHAR(64) NOT NULL DEFAULT '',
  follows VARCHAR(100) UNIQUE,
  again VARCHAR(26) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL,
  chosen INTEGER NOT NULL DEFAULT 0,
  queued INTEGER NOT NULL DEFAULT 0,
  reached VARCHAR(26) NOT NULL DEFAULT '',
  released DATETIME(6),
  updated DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX broadcast_office ON broadcast (office_id, id);

CREATE INDEX broadcast_state ON broadcast (state, id);

CREATE INDEX broadcast_alike ON broadcast (alike, released);
