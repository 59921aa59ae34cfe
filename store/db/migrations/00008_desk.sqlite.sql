CREATE TABLE canned (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  purpose VARCHAR(8) NOT NULL,
  title VARCHAR(60) NOT NULL,
  text MEDIUMTEXT NOT NULL,
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  retired DATETIME(6),
  updated DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX canned_office ON canned (office_id, id);

CREATE TABLE seen (
  opinion_id VARCHAR(26) NOT NULL,
  kind VARCHAR(8) NOT NULL,
  reader_id VARCHAR(26) NOT NULL DEFAULT '',
  first_at DATETIME(6) NOT NULL,
  last_at DATETIME(6) NOT NULL,
  PRIMARY KEY (opinion_id, kind, reader_id)
);

CREATE TABLE merger (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  opinion_id VARCHAR(26) NOT NULL,
  into_id VARCHAR(26) NOT NULL,
  made_by VARCHAR(26) NOT NULL DEFAULT '',
  ended DATETIME(6),
  version BIGINT NOT NULL DEFAULT 1
);

CREATE INDEX merger_opinion ON merger (opinion_id, id);

ALTER TABLE opinion ADD COLUMN merged_into VARCHAR(26) NOT NULL DEFAULT '';

CREATE INDEX opinion_merged ON opinion (merged_into);

CREATE TABLE rating_wide (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  created DATETIME(6) NOT NULL,
  opinion_id VARCHAR(26) NOT NULL,
  answer_id VARCHAR(26) NOT NULL,
  reply VARCHAR(8) NOT NULL,
  result VARCHAR(8) NOT NULL,
  comment MEDIUMTEXT NOT NULL
);

INSERT INTO rating_wide (id, created, opinion_id, answer_id, reply, result, comment)
SELECT id, created, opinion_id, answer_id, reply, result, comment FROM rating;

DROP TABLE rating;

ALTER TABLE rating_wide RENAME TO rating;

CREATE UNIQUE INDEX rating_once ON rating (answer_id, opinion_id);

CREATE INDEX rating_opinion ON rating (opinion_id);
