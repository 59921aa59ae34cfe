CREATE TABLE meeting (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  parent_id VARCHAR(26) NOT NULL DEFAULT '',
  term_id VARCHAR(26) NOT NULL DEFAULT '',
  session INTEGER NOT NULL DEFAULT 0,
  group_id VARCHAR(26) NOT NULL DEFAULT '',
  station_id VARCHAR(26) NOT NULL DEFAULT '',
  plan_id VARCHAR(26) NOT NULL DEFAULT '',
  title VARCHAR(200) NOT NULL,
  starts DATETIME(6) NOT NULL,
  ends DATETIME(6),
  place VARCHAR(200) NOT NULL DEFAULT '',
  latitude DOUBLE NOT NULL DEFAULT 0,
  longitude DOUBLE NOT NULL DEFAULT 0,
  nearby INTEGER NOT NULL DEFAULT 0,
  reply_by DATETIME(6),
  dress VARCHAR(200) NOT NULL DEFAULT '',
  contact VARCHAR(200) NOT NULL DEFAULT '',
  leave_to VARCHAR(200) NOT NULL DEFAULT '',
  approver VARCHAR(26) NOT NULL DEFAULT '',
  note MEDIUMTEXT NOT NULL,
  late_reason MEDIUMTEXT NOT NULL,
  state VARCHAR(16) NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  announced DATETIME(6),
  updated DATETIME(6),
  code_key VARCHAR(400) NOT NULL DEFAULT '',
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX meeting_office ON meeting (office_id, starts);

CREATE INDEX meeting_parent ON meeting (parent_id, starts);

CREATE INDEX meeting_group ON meeting (group_id, starts);

CREATE INDEX meeting_starts ON meeting (starts);

CREATE TABLE participant (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  meeting_id VARCHAR(26) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL DEFAULT '',
  name VARCHAR(200) NOT NULL DEFAULT '',
  role VARCHAR(16) NOT NULL,
  delegation_id VARCHAR(26) NOT NULL DEFAULT '',
  revision INTEGER NOT NULL DEFAULT 0,
  read_at DATETIME(6),
  read_revision INTEGER NOT NULL DEFAULT 0,
  reply VARCHAR(16) NOT NULL DEFAULT '',
  replied DATETIME(6),
  replied_to INTEGER NOT NULL DEFAULT 0,
  urged DATETIME(6),
  signed_at DATETIME(6),
  signed_by VARCHAR(16) NOT NULL DEFAULT '',
  signed_with VARCHAR(26) NOT NULL DEFAULT '',
  left_at DATETIME(6),
  removed DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX participant_meeting ON participant (meeting_id, id);

CREATE INDEX participant_deputy ON participant (deputy_id, id);
