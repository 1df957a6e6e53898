-- Gives slots back. Behind the fence, which has locked their runs: nobody but the holder of a run does so.
-- Locks: slots.
-- $1 runs, $2 steps, $3 items, $4 rounds
delete from perdure.queue_slots s
where s.ctid = any (array(
  select x.ctid
  from unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[]) as b (execution_id, step_id, item, round)
  cross join lateral (select y.ctid from perdure.queue_slots y where y.execution_id = b.execution_id and y.step_id = b.step_id and y.item = b.item and y.round = b.round offset 0) x))
