-- Ends a run at once, by force of the lease.
-- $1 id, $2 reason or null
select perdure.terminate($1, $2)
