-- Registers an incarnation with a lease from now on.
-- $1 incarnation, $2 name, $3 host, $4 process, $5 plans, $6 lease in seconds, $7 queues
insert into perdure.workers (incarnation, name, host, process_id, plans, expires_at, queues)
values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6), $7)
