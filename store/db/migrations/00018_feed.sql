CREATE TABLE calendar_feed (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL,
  person_id VARCHAR(26) NOT NULL,
  token_hash VARCHAR(64) NOT NULL,
  revoked DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed (token_hash);

CREATE INDEX calendar_feed_deputy ON calendar_feed (deputy_id, id);

CREATE INDEX calendar_feed_person ON calendar_feed (person_id);
