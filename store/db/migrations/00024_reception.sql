CREATE TABLE reception (
  meeting_id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  minutes INTEGER NOT NULL,
  places INTEGER NOT NULL,
  reason VARCHAR(400) NOT NULL DEFAULT '',
  seq BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX meeting_station ON meeting (station_id, starts);

CREATE TABLE booking (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  meeting_id VARCHAR(26) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  person_id VARCHAR(26) NOT NULL DEFAULT '',
  slot INTEGER NOT NULL,
  place INTEGER NOT NULL,
  day VARCHAR(10) NOT NULL,
  seat VARCHAR(40) UNIQUE,
  holder VARCHAR(40) UNIQUE,
  name VARCHAR(400) NOT NULL DEFAULT '',
  phone VARCHAR(400) NOT NULL DEFAULT '',
  subject VARCHAR(800) NOT NULL DEFAULT '',
  state VARCHAR(16) NOT NULL,
  opinion_id VARCHAR(26) NOT NULL DEFAULT '',
  reminded DATETIME(6),
  updated DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX booking_meeting ON booking (meeting_id, id);

CREATE INDEX booking_person ON booking (person_id, id);

CREATE INDEX booking_day ON booking (day, id);
