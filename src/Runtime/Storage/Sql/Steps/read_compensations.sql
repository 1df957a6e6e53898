-- Reads how far the undoing of some runs has come, in its order. due_in: seconds until a waiting undo goes on.
-- Locks nothing.
-- $1 runs
select c.execution_id, c.position, c.step_id, c.item, c.round, c.status, c.attempt, c.failures, c.error::text, c.cause::text, extract(epoch from c.due_at - perdure.now())::double precision, c.unfinished
from perdure.execution_compensations c
where c.execution_id = any ($1::uuid[])
order by c.execution_id, c.position
