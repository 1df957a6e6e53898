-- Prolongs a worker's lease. No row: it was declared dead.
-- Locks: the worker's row, before the time is read: an update computes its values before it waits for a row that is merely locked.
-- $1 incarnation, $2 lease in seconds
with alive as materialized (
  select w.incarnation
  from perdure.workers w
  where w.incarnation = $1 and not w.dead
  for no key update
)
update perdure.workers w
set heartbeat_at = clock_timestamp(), expires_at = clock_timestamp() + make_interval(secs => $2)
where w.incarnation = (select a.incarnation from alive a)
