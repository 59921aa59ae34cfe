ALTER TABLE office ADD COLUMN relation VARCHAR(16) NOT NULL DEFAULT '';

ALTER TABLE office ADD COLUMN population INTEGER NOT NULL DEFAULT 0;

ALTER TABLE office ADD COLUMN place INTEGER NOT NULL DEFAULT 0;

ALTER TABLE office ADD COLUMN closed DATETIME(6);

ALTER TABLE office ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

ALTER TABLE district ADD COLUMN seats INTEGER NOT NULL DEFAULT 0;

ALTER TABLE district ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

ALTER TABLE station ADD COLUMN closed DATETIME(6);

ALTER TABLE station ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

ALTER TABLE term ADD COLUMN level VARCHAR(16) NOT NULL DEFAULT '';

ALTER TABLE term ADD COLUMN state VARCHAR(16) NOT NULL DEFAULT 'running';

ALTER TABLE term ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

DROP INDEX term_number ON term;

CREATE UNIQUE INDEX term_level ON term (office_id, level, number);

ALTER TABLE deputy ADD COLUMN spelling VARCHAR(200) NOT NULL DEFAULT '';

ALTER TABLE deputy ADD COLUMN strokes VARCHAR(200) NOT NULL DEFAULT '';

ALTER TABLE deputy ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

CREATE INDEX deputy_rank ON deputy (office_id, place, strokes);

CREATE INDEX deputy_phone ON deputy (phone_index);

CREATE INDEX deputy_spelling ON deputy (spelling);

ALTER TABLE mandate ADD COLUMN since_day VARCHAR(10) NOT NULL DEFAULT '';

ALTER TABLE mandate ADD COLUMN ground VARCHAR(16) NOT NULL DEFAULT '';

ALTER TABLE mandate ADD COLUMN by_election BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE mandate ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

CREATE INDEX mandate_district ON mandate (district_id, status);

CREATE INDEX mandate_station ON mandate (station_id, status);

CREATE INDEX mandate_term ON mandate (term_id, status);

CREATE TABLE mandate_step (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  mandate_id VARCHAR(26) NOT NULL,
  deputy_id VARCHAR(26) NOT NULL,
  verb VARCHAR(16) NOT NULL,
  ground VARCHAR(16) NOT NULL DEFAULT '',
  day VARCHAR(10) NOT NULL,
  reason VARCHAR(400) NOT NULL DEFAULT '',
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  at_day VARCHAR(10) NOT NULL
);

CREATE INDEX mandate_step_deputy ON mandate_step (deputy_id, id);
