-- Lets steps, items and rounds stand in the lines of their queues. Behind the fence, which has locked their runs.
-- Locks: nothing that is there already (key share on the runs).
-- $1 runs, $2 steps, $3 items, $4 rounds, $5 queues, $6 keys
insert into perdure.queue_waiters (execution_id, step_id, item, round, queue, key, turn, rank)
select b.execution_id, b.step_id, b.item, b.round, b.queue, b.key, coalesce((select q.served from perdure.queues q where q.name = b.queue), 0), perdure.rank(perdure.now(), e.priority)
from unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[], $5::text[], $6::text[]) as b (execution_id, step_id, item, round, queue, key)
cross join lateral (select x.priority from perdure.executions x where x.id = b.execution_id offset 0) e
