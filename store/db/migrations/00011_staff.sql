ALTER TABLE request ADD COLUMN digest VARCHAR(64) NOT NULL DEFAULT '';

ALTER TABLE staff ADD COLUMN issued DATETIME(6);

ALTER TABLE staff ADD COLUMN seen DATETIME(6);

CREATE TABLE staff_grant (
  staff_id VARCHAR(26) NOT NULL,
  office_id VARCHAR(26) NOT NULL,
  role VARCHAR(16) NOT NULL,
  PRIMARY KEY (staff_id, office_id, role)
);

CREATE INDEX staff_grant_office ON staff_grant (office_id);

CREATE TABLE staff_password (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  staff_id VARCHAR(26) NOT NULL,
  hash VARCHAR(200) NOT NULL
);

CREATE INDEX staff_password_staff ON staff_password (staff_id, id);

CREATE TABLE staff_recovery (
  staff_id VARCHAR(26) NOT NULL,
  hash VARCHAR(64) NOT NULL,
  used DATETIME(6),
  PRIMARY KEY (staff_id, hash)
);

CREATE TABLE staff_browser (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  staff_id VARCHAR(26) NOT NULL,
  seen DATETIME(6) NOT NULL,
  failed INTEGER NOT NULL DEFAULT 0,
  locked DATETIME(6)
);

CREATE INDEX staff_browser_staff ON staff_browser (staff_id, seen);

CREATE TABLE turn (
  name VARCHAR(40) NOT NULL PRIMARY KEY,
  n BIGINT NOT NULL
);

INSERT INTO turn (name, n) SELECT 'staff', 0 FROM (SELECT 1 AS one) AS once WHERE NOT EXISTS (SELECT 1 FROM turn WHERE name = 'staff');

ALTER TABLE session ADD COLUMN staff_id VARCHAR(26) NOT NULL DEFAULT '';

ALTER TABLE session ADD COLUMN began DATETIME(6);

ALTER TABLE session ADD COLUMN seen DATETIME(6);

ALTER TABLE session ADD COLUMN address VARCHAR(64) NOT NULL DEFAULT '';

ALTER TABLE session ADD COLUMN device VARCHAR(100) NOT NULL DEFAULT '';

CREATE INDEX session_staff ON session (staff_id, expires);
