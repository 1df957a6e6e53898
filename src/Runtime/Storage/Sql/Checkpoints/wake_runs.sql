-- Makes runs claimable after a time: those of a batch, behind the fence that has locked them, and those to whom the batch leaves a message, which nobody has locked. One statement for
-- both, each run once: two batches that wake each other's runs lock them in one order. Who has ended is not woken.
-- Locks: their wake rows in id order, whose keys an open transaction of a client may hold: a lock_timeout bounds that wait.
-- $1 runs, $2 seconds from now
insert into perdure.ready as q (execution_id, queue, plan, rank, due)
select e.id, e.queue, e.workflow || '@' || e.version, perdure.rank(perdure.now() + make_interval(secs => b.wake_in), e.priority), perdure.now() + make_interval(secs => b.wake_in)
from unnest($1::uuid[], $2::double precision[]) as b (id, wake_in)
cross join lateral (select r.id, r.queue, r.workflow, r.version, r.priority from perdure.executions r where r.id = b.id and r.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED') offset 0) e
order by e.id
on conflict (execution_id) do update set due = least(q.due, excluded.due), rank = least(q.rank, excluded.rank)
