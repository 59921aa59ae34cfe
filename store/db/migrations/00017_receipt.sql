CREATE TABLE meeting_leave (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  meeting_id VARCHAR(26) NOT NULL,
  participant_id VARCHAR(26) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  revision INTEGER NOT NULL,
  phoned_to VARCHAR(26) NOT NULL DEFAULT '',
  reason MEDIUMTEXT NOT NULL,
  state VARCHAR(16) NOT NULL,
  head_id VARCHAR(26) NOT NULL DEFAULT '',
  endorsed DATETIME(6),
  endorsed_yes BOOLEAN NOT NULL DEFAULT FALSE,
  endorse_words MEDIUMTEXT NOT NULL,
  endorse_noted VARCHAR(26) NOT NULL DEFAULT '',
  decided DATETIME(6),
  decided_by VARCHAR(26) NOT NULL DEFAULT '',
  decide_words MEDIUMTEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX meeting_leave_meeting ON meeting_leave (meeting_id, id);

CREATE INDEX meeting_leave_participant ON meeting_leave (participant_id, id);

CREATE INDEX meeting_leave_office ON meeting_leave (office_id, state, id);

CREATE INDEX meeting_leave_head ON meeting_leave (head_id, state, id);

CREATE TABLE urging (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  meeting_id VARCHAR(26) NOT NULL,
  channel VARCHAR(16) NOT NULL DEFAULT '',
  turn INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  told INTEGER NOT NULL,
  handed BOOLEAN NOT NULL DEFAULT FALSE,
  made_by VARCHAR(26) NOT NULL
);

CREATE UNIQUE INDEX urging_turn ON urging (meeting_id, channel, turn);

CREATE TABLE meeting_call (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  meeting_id VARCHAR(26) NOT NULL,
  participant_id VARCHAR(26) NOT NULL,
  revision INTEGER NOT NULL,
  outcome VARCHAR(16) NOT NULL,
  made_by VARCHAR(26) NOT NULL
);

CREATE INDEX meeting_call_meeting ON meeting_call (meeting_id, id);
