-- The first half of taking mail: deletes the wake row of a run, if the asker still holds it. The messages are read by another statement, with a new
-- snapshot: one that is committed in between has written a new wake row, or its message is seen.
-- Locks: the run's row (for no key update), then its wake row (for update, since it is deleted), neither waited for: an open transaction may hold them for hours, and a wake row
-- that stays is found by the next poll.
-- $1 run, $2 holder, $3 token
with held as materialized (
  select e.id
  from perdure.executions e
  where e.id = $1 and e.holder is not distinct from $2 and e.token = $3
  for no key update skip locked
), wake as materialized (
  select r.execution_id
  from perdure.ready r
  where r.execution_id = any (array(select h.id from held h))
  for update of r skip locked
), deleted as (
  delete from perdure.ready r where r.execution_id = any (array(select w.execution_id from wake w))
)
select count(*) from held
