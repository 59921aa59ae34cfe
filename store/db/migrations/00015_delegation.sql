CREATE TABLE delegation (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  meeting_id VARCHAR(26) NOT NULL,
  name VARCHAR(160) NOT NULL,
  office_id VARCHAR(26) NOT NULL DEFAULT '',
  head_id VARCHAR(26) NOT NULL DEFAULT '',
  place INTEGER NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX delegation_meeting ON delegation (meeting_id);
