-- Reads a page of runs, newest first, behind a position, without their results. Goes along executions_by_creation from that position, and stops when the page is full
-- (in the middle of 200,000: 0.05 ms).
-- $1 workflow or null, $2 status or null, $3 created before or null, $4 the id of the position or null, $5 limit
select e.id, e.workflow, e.version, e.status, null::text, null::text, e.error::text, e.created_at, e.started_at, e.finished_at, e.forked_from
from perdure.executions e
where ($1::text is null or e.workflow = $1)
  and ($2::text is null or e.status = $2)
  and (e.created_at, e.id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::uuid, '00000000-0000-0000-0000-000000000000'))
order by e.created_at desc, e.id desc
limit $5
