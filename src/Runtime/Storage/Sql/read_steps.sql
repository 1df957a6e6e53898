-- Reads a run's step rows without their results. due_in: seconds until a waiting step goes on.
-- $1 run
select s.step_id, s.status, s.attempt, s.failures, s.error::text, extract(epoch from s.due_at - perdure.now())::double precision
from perdure.execution_steps s
where s.execution_id = $1 and s.item = 0 and s.round = 0
