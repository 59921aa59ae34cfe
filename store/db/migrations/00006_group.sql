CREATE TABLE roster_file (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  staff_id VARCHAR(26) NOT NULL,
  name VARCHAR(200) NOT NULL DEFAULT '',
  headings MEDIUMTEXT NOT NULL,
  line_count INTEGER NOT NULL DEFAULT 0,
  add_districts BOOLEAN NOT NULL DEFAULT FALSE,
  skip_faulty BOOLEAN NOT NULL DEFAULT FALSE,
  state VARCHAR(16) NOT NULL,
  origin VARCHAR(64) NOT NULL DEFAULT '',
  lease_ends DATETIME(6),
  expires DATETIME(6) NOT NULL,
  added INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  same_as INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX roster_file_state ON roster_file (state, lease_ends);

CREATE INDEX roster_file_office ON roster_file (office_id, id);

CREATE INDEX roster_file_expires ON roster_file (expires);

CREATE TABLE roster_part (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  file_id VARCHAR(26) NOT NULL,
  body MEDIUMTEXT NOT NULL
);

CREATE INDEX roster_part_file ON roster_part (file_id, id);

CREATE TABLE deputy_group (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  name VARCHAR(100) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  about VARCHAR(200) NOT NULL DEFAULT '',
  leader_id VARCHAR(26) NOT NULL DEFAULT '',
  place INTEGER NOT NULL DEFAULT 0,
  closed DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX deputy_group_office ON deputy_group (office_id, place);

CREATE TABLE group_member (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  group_id VARCHAR(26) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL
);

CREATE UNIQUE INDEX group_member_once ON group_member (group_id, deputy_id);

CREATE INDEX group_member_deputy ON group_member (deputy_id);

CREATE TABLE liaison_link (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  who VARCHAR(100) NOT NULL,
  post VARCHAR(100) NOT NULL DEFAULT '',
  target VARCHAR(16) NOT NULL,
  target_id VARCHAR(26) NOT NULL DEFAULT '',
  target_name VARCHAR(100) NOT NULL DEFAULT '',
  note VARCHAR(400) NOT NULL DEFAULT '',
  ended DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX liaison_link_office ON liaison_link (office_id, kind);

CREATE TABLE deputy_visit (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL,
  staff_id VARCHAR(26) NOT NULL DEFAULT '',
  day VARCHAR(10) NOT NULL,
  visitors VARCHAR(200) NOT NULL,
  place VARCHAR(200) NOT NULL DEFAULT '',
  said MEDIUMTEXT NOT NULL,
  follow_up MEDIUMTEXT NOT NULL,
  followed DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX deputy_visit_office ON deputy_visit (office_id, day);

CREATE INDEX deputy_visit_deputy ON deputy_visit (deputy_id, day);
