-- Reads the recorded results of all items of a mapped step, in their order; a failed or skipped one has none.
-- $1 run, $2 step
select s.item, s.output::text, s.codec
from perdure.execution_steps s
where s.execution_id = $1 and s.step_id = $2 and s.item > 0 and s.round = 0
order by s.item
