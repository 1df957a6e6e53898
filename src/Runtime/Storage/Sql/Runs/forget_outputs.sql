-- Lets go of the results of earlier rounds, which the loop said it does not keep. Behind the fence, which has locked their runs. An insert that conflicts finds each row by its key; an
-- update would join, and, planned while the table was empty, read it whole for ever. What it would insert is never inserted.
-- Locks: step rows, which only the holder of their run writes.
-- $1 runs, $2 steps, $3 items, $4 rounds
insert into perdure.execution_steps as s (execution_id, step_id, item, round, attempt, status, error, finished_at, updated_at)
select b.execution_id, b.step_id, b.item, b.round, 0, 'FAILED', '{}', perdure.now(), perdure.now()
from unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[]) as b (execution_id, step_id, item, round)
on conflict (execution_id, step_id, item, round) do update
set output = null, codec = null, updated_at = excluded.updated_at
where s.status = 'SUCCESS' and s.round > 0
