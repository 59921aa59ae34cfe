CREATE TABLE text_message (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL DEFAULT '',
  notice_id VARCHAR(26) NOT NULL
);

CREATE INDEX text_message_created ON text_message (created);
