DROP INDEX opinion_assignee ON opinion;

CREATE INDEX opinion_assignee ON opinion (assignee_id, office_id, state, id, category);
