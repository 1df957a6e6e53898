-- Sends hints to other processes.
-- $1 channel, $2 hints
select pg_notify($1, $2)
