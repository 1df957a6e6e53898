-- Takes steps, items and rounds out of the lines of their queues. Behind the fence, which has locked their runs, and before free_slots: whoever makes one of them a holder at this moment has
-- it locked, and behind that its slot is seen.
-- Locks: waiters, for which it waits while a grant is under way.
-- $1 runs, $2 steps, $3 items, $4 rounds
delete from perdure.queue_waiters w
where w.ctid = any (array(
  select x.ctid
  from unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[]) as b (execution_id, step_id, item, round)
  cross join lateral (select y.ctid from perdure.queue_waiters y where y.execution_id = b.execution_id and y.step_id = b.step_id and y.item = b.item and y.round = b.round offset 0) x))
