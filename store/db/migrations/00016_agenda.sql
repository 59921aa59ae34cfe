CREATE TABLE agenda_item (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  meeting_id VARCHAR(26) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  title VARCHAR(800) NOT NULL,
  reporter VARCHAR(400) NOT NULL DEFAULT '',
  place INTEGER NOT NULL DEFAULT 0,
  consulted DATETIME(6),
  handed DATETIME(6),
  given DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX agenda_meeting ON agenda_item (meeting_id);

CREATE TABLE paper (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  meeting_id VARCHAR(26) NOT NULL,
  item_id VARCHAR(26) NOT NULL DEFAULT '',
  title VARCHAR(400) NOT NULL,
  hash VARCHAR(64) NOT NULL,
  mime VARCHAR(100) NOT NULL,
  size BIGINT NOT NULL DEFAULT 0,
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  removed DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX paper_meeting ON paper (meeting_id);

CREATE INDEX paper_hash ON paper (hash);
