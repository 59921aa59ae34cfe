CREATE TABLE setting_change (
  id VARCHAR(26) NOT NULL PRIMARY KEY,
  at DATETIME(6) NOT NULL,
  office_id VARCHAR(26) NOT NULL DEFAULT '',
  name VARCHAR(100) NOT NULL,
  was MEDIUMTEXT NOT NULL,
  value MEDIUMTEXT NOT NULL,
  unset BOOLEAN NOT NULL DEFAULT FALSE,
  made_by VARCHAR(40) NOT NULL DEFAULT ''
);

CREATE INDEX setting_change_office ON setting_change (office_id, id);
