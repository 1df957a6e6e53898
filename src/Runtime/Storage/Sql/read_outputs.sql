-- Reads the recorded results of some steps.
-- $1 runs, $2 steps, pairwise
select s.execution_id, s.step_id, s.output::text, s.codec
from unnest($1::uuid[], $2::text[]) as b (execution_id, step_id)
join perdure.execution_steps s on s.execution_id = b.execution_id and s.step_id = b.step_id and s.item = 0 and s.round = 0
where s.status = 'SUCCESS'
