-- Prolongs a worker's lease. No row: it was declared dead.
-- Locks: the worker's row. clock_timestamp(), because the time of the statement is old after a wait for that row.
-- $1 incarnation, $2 lease in seconds
update perdure.workers
set heartbeat_at = clock_timestamp(), expires_at = clock_timestamp() + make_interval(secs => $2)
where incarnation = $1 and not dead
