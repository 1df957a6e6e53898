-- The runs that have not ended, oldest first, with what each of them waits for: its holder or its due time.
-- For a program that starts again, and for people who wonder what is still under way. Locks nothing.
-- Reads all runs: the status stands in no index, so that its updates stay cheap.
select
  e.id, e.workflow, e.version, e.status, e.created_at as "createdAt",
  l.worker as "heldBy", l.expires_at as "leaseExpiresAt", r.due
from perdure.executions e
left join perdure.execution_locks l on l.execution_id = e.id
left join perdure.ready r on r.execution_id = e.id
where e.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED')
  and (@workflows::text[] is null or e.workflow = any(@workflows))
order by e.created_at, e.id
