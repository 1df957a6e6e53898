-- Who holds some runs, read without a lock: tells a run that was lost from one that is locked for a moment.
-- $1 runs
select e.id, e.holder, e.token, perdure.last_seq(e.id)
from perdure.executions e
where e.id = any ($1::uuid[])
