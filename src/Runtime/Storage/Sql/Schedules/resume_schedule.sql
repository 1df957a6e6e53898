-- Lets a paused schedule go on. Returns whether there is such a one.
-- Locks: the schedule's row.
-- $1 id
select perdure.resume_schedule($1)
