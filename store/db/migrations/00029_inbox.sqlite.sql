DROP INDEX IF EXISTS opinion_assignee;

CREATE INDEX opinion_assignee ON opinion (assignee_id, office_id, state, id, category);

DROP INDEX IF EXISTS opinion_deputy;

CREATE INDEX opinion_deputy ON opinion (deputy_id, state, id);
