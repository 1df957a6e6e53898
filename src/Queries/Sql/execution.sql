-- One run: what it was given, where it stands, what it returned or why it failed.
-- For the page of a run. Locks nothing.
select
  e.id, e.workflow, e.version, e.status, e.queue, e.priority,
  e.input, e.output, e.error,
  e.created_at as "createdAt", e.started_at as "startedAt", e.finished_at as "finishedAt", e.forked_from as "forkedFrom"
from perdure.executions e
where e.id = @id
