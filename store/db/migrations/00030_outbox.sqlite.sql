-- What has been sent is most of the outbox and is looked for by none of these: an
-- index of what still matters alone is small, and a notice that is sent only leaves it.
DROP INDEX IF EXISTS notice_next;

CREATE INDEX notice_next ON notice (next_at, id) WHERE state = 'waiting';

DROP INDEX IF EXISTS notice_office;

CREATE INDEX notice_office ON notice (office_id, state, id) WHERE state IN ('unreached','unknown');

DROP INDEX IF EXISTS notice_job;

CREATE INDEX notice_job ON notice (job_id) WHERE job_id <> 0;
