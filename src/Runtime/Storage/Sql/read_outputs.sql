-- Reads the recorded results of some steps.
-- $1 runs, $2 steps, pairwise
select s.execution_id, s.step_id, s.output::text, s.codec
from unnest($1::uuid[], $2::text[]) as b (execution_id, step_id)
cross join lateral (
  select r.execution_id, r.step_id, r.output, r.codec
  from perdure.execution_steps r
  where r.execution_id = b.execution_id and r.step_id = b.step_id and r.item = 0 and r.round = 0 and r.status = 'SUCCESS'
  offset 0
) s
