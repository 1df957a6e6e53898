-- Pauses a schedule. Returns whether there is such a one.
-- Locks: the schedule's row.
-- $1 id
select perdure.pause_schedule($1)
