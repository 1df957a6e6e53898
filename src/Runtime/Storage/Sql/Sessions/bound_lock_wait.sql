-- Bounds how long a start in the caller's transaction waits for another of its key, unless the caller has a shorter bound; what it was is kept for unbound_lock_wait.
-- $1 milliseconds
with was as materialized (select set_config('perdure.lock_timeout', current_setting('lock_timeout'), true) as bound)
select set_config('lock_timeout', case when w.bound::interval > interval '0' and w.bound::interval <= ($1 || ' milliseconds')::interval then w.bound else $1 end, true)
from was w
