-- Reads a page of runs, newest first, behind a position. Uses executions_by_creation.
-- $1 workflow or null, $2 status or null, $3 created before or null, $4 the id of the position or null, $5 limit
select e.id, e.workflow, e.version, e.status, e.output::text, e.error::text, e.created_at, e.started_at, e.finished_at
from perdure.executions e
where ($1::text is null or e.workflow = $1)
  and ($2::text is null or e.status = $2)
  and ($3::timestamptz is null
    or e.created_at < $3
    or (e.created_at = $3 and $4::uuid is not null and e.id < $4))
order by e.created_at desc, e.id desc
limit $5
