-- Gives slots back that were granted and not used yet, and lets those who held them stand in line again, under the same keys. Behind the fence, which has locked their runs.
-- Locks: slots; the waiters are new.
-- $1 runs, $2 steps, $3 items, $4 rounds
with freed as (
  delete from perdure.queue_slots s
  where s.ctid = any (array(
    select x.ctid
    from unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[]) as b (execution_id, step_id, item, round)
    cross join lateral (select y.ctid from perdure.queue_slots y where y.execution_id = b.execution_id and y.step_id = b.step_id and y.item = b.item and y.round = b.round offset 0) x))
  returning s.execution_id, s.step_id, s.item, s.round, s.queue, s.key
)
insert into perdure.queue_waiters (execution_id, step_id, item, round, queue, key, turn, rank)
select f.execution_id, f.step_id, f.item, f.round, f.queue, f.key, coalesce((select q.served from perdure.queues q where q.name = f.queue), 0), perdure.rank(perdure.now(), e.priority)
from freed f
cross join lateral (select x.priority from perdure.executions x where x.id = f.execution_id offset 0) e
