CREATE TABLE handover (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  meeting_id VARCHAR(26) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  addressee VARCHAR(200) NOT NULL,
  title VARCHAR(200) NOT NULL,
  draft_id VARCHAR(26) NOT NULL DEFAULT '',
  days INTEGER NOT NULL,
  due VARCHAR(10) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL,
  round INTEGER NOT NULL DEFAULT 0,
  sent DATETIME(6),
  told VARCHAR(10) NOT NULL DEFAULT '',
  issuer VARCHAR(200) NOT NULL DEFAULT '',
  notice_number VARCHAR(100) NOT NULL DEFAULT '',
  notice_day VARCHAR(10) NOT NULL DEFAULT '',
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  updated DATETIME(6),
  closed DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX handover_office ON handover (office_id, state, due);

CREATE INDEX handover_meeting ON handover (meeting_id);

CREATE INDEX handover_due ON handover (state, due);

CREATE TABLE handover_reply (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  handover_id VARCHAR(26) NOT NULL,
  round INTEGER NOT NULL,
  received VARCHAR(10) NOT NULL,
  text MEDIUMTEXT NOT NULL,
  hash VARCHAR(64) NOT NULL DEFAULT '',
  mime VARCHAR(64) NOT NULL DEFAULT '',
  verdict VARCHAR(16) NOT NULL DEFAULT '',
  remark MEDIUMTEXT NOT NULL,
  due VARCHAR(10) NOT NULL DEFAULT '',
  judged DATETIME(6),
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX handover_reply_handover ON handover_reply (handover_id, id);

CREATE INDEX handover_reply_hash ON handover_reply (hash);

CREATE TABLE group_report (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  group_id VARCHAR(26) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  half VARCHAR(6) NOT NULL,
  slot VARCHAR(40) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL,
  figures MEDIUMTEXT NOT NULL,
  text MEDIUMTEXT NOT NULL,
  updated DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE UNIQUE INDEX group_report_slot ON group_report (slot);

CREATE INDEX group_report_office ON group_report (office_id, half);
