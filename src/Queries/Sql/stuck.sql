-- The runs that have not ended and that nothing moves, with why: nobody holds them and they have neither a due time nor a signal or a slot of a queue that they wait for; or no live worker has their queue and plan.
-- There must be none while workers run. Runs that somebody has paused are not stuck. A run whose holder is dead is not stuck: another worker takes it over, where one has its queue and plan.
-- For alarms and tests. Locks nothing. Reads all runs.
with free as (
  select e.id, e.workflow, e.version, e.status, e.queue, e.created_at, e.holder, r.due
  from perdure.executions e
  left join perdure.ready r on r.execution_id = e.id
  where e.status not in ('PAUSED', 'SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED')
    and not exists (select from perdure.workers w where w.incarnation = e.holder and not w.dead)
), judged as (
  select f.id, f.workflow, f.version, f.status, f.created_at, f.due,
    case
      when f.holder is null and f.due is null
        and not exists (select from perdure.execution_steps s where s.execution_id = f.id and s.status = 'WAITING' and s.waits_for like 'signal %')
        and not exists (select from perdure.queue_waiters q where q.execution_id = f.id) then 'NOTHING_DUE'
      when not exists (
        select from perdure.workers w
        where not w.dead and f.queue = any (w.queues) and f.workflow || '@' || f.version = any (w.plans)) then 'NO_WORKER'
    end as reason
  from free f
)
select
  j.id, j.workflow, j.version, j.status, j.created_at as "createdAt", j.due, j.reason
from judged j
where j.reason is not null
order by j.created_at, j.id
