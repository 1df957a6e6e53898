-- Reads the recorded results of some steps.
-- $1 runs, $2 steps, $3 items, $4 rounds, in parallel
select s.execution_id, s.step_id, s.output::text, s.codec, s.item, s.round
from unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[]) as b (execution_id, step_id, item, round)
cross join lateral (
  select r.execution_id, r.step_id, r.item, r.round, r.output, r.codec
  from perdure.execution_steps r
  where r.execution_id = b.execution_id and r.step_id = b.step_id and r.item = b.item and r.round = b.round and r.status = 'SUCCESS'
  offset 0
) s
