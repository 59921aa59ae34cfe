ALTER TABLE audit ADD COLUMN salt VARCHAR(32) NOT NULL DEFAULT '';

ALTER TABLE audit ADD COLUMN mark VARCHAR(64) NOT NULL DEFAULT '';

CREATE INDEX audit_actor ON audit (actor_id, id);

CREATE TABLE audit_chain (
  id VARCHAR(8) NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL DEFAULT 0,
  hash VARCHAR(64) NOT NULL DEFAULT '',
  base_seq BIGINT NOT NULL DEFAULT 0,
  base_hash VARCHAR(64) NOT NULL DEFAULT '',
  holder VARCHAR(26) NOT NULL DEFAULT '',
  lease_ends DATETIME(6),
  check_began DATETIME(6),
  check_ended DATETIME(6),
  check_done BIGINT NOT NULL DEFAULT 0,
  check_total BIGINT NOT NULL DEFAULT 0,
  check_found MEDIUMTEXT
);

CREATE INDEX message_person ON message (person_id);

CREATE INDEX opinion_closed ON opinion (closed, person_id);

CREATE INDEX media_hash ON media (hash);

CREATE INDEX media_playable ON media (playable);

CREATE TABLE discard (
  hash VARCHAR(64) NOT NULL PRIMARY KEY,
  at DATETIME(6) NOT NULL
);
