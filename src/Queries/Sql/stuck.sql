-- The runs that have not ended and that nothing will move: no holder, no due time. There must be none.
-- A run whose holder is dead is not stuck: another worker takes it over.
-- For alarms and tests. Locks nothing. Reads all runs.
select
  e.id, e.workflow, e.version, e.status, e.created_at as "createdAt",
  null::text as "heldBy", null::timestamptz as "leaseExpiresAt", null::timestamptz as due
from perdure.executions e
where e.status not in ('SUCCESS', 'FAILED', 'CANCELLED')
  and e.holder is null
  and not exists (select from perdure.ready r where r.execution_id = e.id)
order by e.created_at, e.id
