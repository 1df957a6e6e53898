-- Reads the recorded results of some steps.
-- $1 run, $2 steps
select s.step_id, s.output::text
from perdure.execution_steps s
where s.execution_id = $1 and s.step_id = any ($2::text[]) and s.item = 0 and s.round = 0 and s.status = 'SUCCESS'
