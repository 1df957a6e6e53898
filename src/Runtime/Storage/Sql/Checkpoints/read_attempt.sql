-- Whether an attempt of a step was committed with its transaction. Behind fence_attempt, with a new snapshot.
-- Locks nothing.
-- $1 run, $2 step, $3 item, $4 round, $5 attempt
select s.status = 'SUCCESS' as settled
from perdure.execution_steps s
where s.execution_id = $1 and s.step_id = $2 and s.item = $3 and s.round = $4 and s.attempt = $5
