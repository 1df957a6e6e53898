-- The first half of taking mail: deletes the wake row of a run, if the asker still holds it. The messages are read by another statement, with a new
-- snapshot: one that is committed in between has written a new wake row, or its message is seen.
-- Locks: the run's row (for no key update), then its wake row.
-- $1 run, $2 holder, $3 token
with held as materialized (
  select e.id
  from perdure.executions e
  where e.id = $1 and e.holder = $2 and e.token = $3
  for no key update
), deleted as (
  delete from perdure.ready r using held h where r.execution_id = h.id
)
select count(*) from held
