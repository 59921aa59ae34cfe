CREATE TABLE plan (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  group_id VARCHAR(26) NOT NULL DEFAULT '',
  plan_year INTEGER NOT NULL,
  slot VARCHAR(80) NOT NULL,
  title VARCHAR(200) NOT NULL,
  preface MEDIUMTEXT NOT NULL,
  adopted_by VARCHAR(200) NOT NULL DEFAULT '',
  adopted VARCHAR(10) NOT NULL DEFAULT '',
  draft_id VARCHAR(26) NOT NULL DEFAULT '',
  released DATETIME(6),
  told INTEGER NOT NULL DEFAULT 0,
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  updated DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE UNIQUE INDEX plan_slot ON plan (slot);

CREATE INDEX plan_office ON plan (office_id, plan_year);

CREATE TABLE plan_item (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  plan_id VARCHAR(26) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  day VARCHAR(10) NOT NULL,
  whole_month BOOLEAN NOT NULL DEFAULT FALSE,
  kind VARCHAR(16) NOT NULL DEFAULT '',
  text MEDIUMTEXT NOT NULL,
  group_id VARCHAR(26) NOT NULL DEFAULT '',
  who VARCHAR(200) NOT NULL DEFAULT '',
  reminded DATETIME(6),
  dropped DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX plan_item_plan ON plan_item (plan_id, day);

CREATE INDEX plan_item_due ON plan_item (reminded, day);

CREATE INDEX meeting_plan ON meeting (plan_id);

CREATE TABLE activity_record (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  meeting_id VARCHAR(26) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  findings MEDIUMTEXT NOT NULL,
  advice MEDIUMTEXT NOT NULL,
  lasted INTEGER NOT NULL DEFAULT 0,
  officers MEDIUMTEXT NOT NULL,
  expenses MEDIUMTEXT NOT NULL,
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  leader_id VARCHAR(26) NOT NULL DEFAULT '',
  updated DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE UNIQUE INDEX activity_record_meeting ON activity_record (meeting_id);

CREATE TABLE activity_photo (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  meeting_id VARCHAR(26) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  hash VARCHAR(64) NOT NULL,
  thumb VARCHAR(64) NOT NULL DEFAULT '',
  mime VARCHAR(64) NOT NULL DEFAULT '',
  size BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX activity_photo_meeting ON activity_photo (meeting_id, id);

CREATE INDEX activity_photo_hash ON activity_photo (hash);
