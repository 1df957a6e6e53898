-- Reads a run.
-- $1 id
select e.id, e.workflow, e.version, e.status, e.output::text, e.output_codec, e.error::text, e.created_at, e.started_at, e.finished_at
from perdure.executions e
where e.id = $1
