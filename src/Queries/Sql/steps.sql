-- The steps of a run that have started, wait or were skipped, in the order in which they first did.
-- For the page of a run. Locks nothing.
select
  s.step_id as "stepId", s.item, s.round, s.status, s.attempt, s.failures, s.agent,
  s.output, s.error, s.due_at as "dueAt",
  s.created_at as "createdAt", s.started_at as "startedAt", s.finished_at as "finishedAt", s.copied_from as "copiedFrom"
from perdure.execution_steps s
where s.execution_id = @id
order by s.created_at, s.finished_at nulls last, s.step_id, s.item, s.round
