-- A report may come back as a Word file, whose type has 71 characters.
ALTER TABLE handover_reply MODIFY mime VARCHAR(120) NOT NULL DEFAULT '';
