-- Takes the lock on a worker's name, for as long as the connection lasts, and tells whose session this is.
-- $1 key space, $2 name
select pg_try_advisory_lock($1, hashtext($2)) as taken, a.pid, a.backend_start
from pg_stat_activity a
where a.pid = pg_backend_pid()
