-- Takes the lock on a worker's name, for as long as the connection lasts.
-- $1 key space, $2 name
select pg_try_advisory_lock($1, hashtext($2))
