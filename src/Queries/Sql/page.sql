-- A page of runs, newest first, of a workflow and a status or of all; after the last run of the page before.
-- For lists. Locks nothing. Goes along the index executions_by_creation and stops when the page is full.
select
  e.id, e.workflow, e.version, e.status,
  e.created_at as "createdAt", e.started_at as "startedAt", e.finished_at as "finishedAt"
from perdure.executions e
where (@workflow::text is null or e.workflow = @workflow)
  and (@status::text is null or e.status = @status)
  and (@createdAt::timestamptz is null or (e.created_at, e.id) < (@createdAt, @id))
order by e.created_at desc, e.id desc
limit @limit
