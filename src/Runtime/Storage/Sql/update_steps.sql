-- Writes the rows of steps that have one. Behind the fence, which has locked their runs. A recorded result stays.
-- Locks: step rows, which only the holder of their run writes.
-- $1 holder, $2 runs, $3 steps, $4 statuses, $5 attempts, $6 failures, $7 agents, $8 inputs, $9 outputs, $10 errors, $11 codecs, $12 due in seconds or null,
-- $13 seconds since the start of the attempt or null
with clock as materialized (select perdure.now() as now)
update perdure.execution_steps s
set status = b.status, attempt = b.attempt, failures = b.failures, agent = b.agent, holder = case when b.status = 'RUNNING' then $1::uuid end, input = b.input::json,
  output = b.output::json, error = b.error::json, codec = b.codec, due_at = clock.now + make_interval(secs => b.due_in),
  started_at = coalesce(clock.now - make_interval(secs => b.started_ago), s.started_at),
  finished_at = case when b.status in ('SUCCESS', 'FAILED', 'CANCELLED') then clock.now end, updated_at = clock.now
from clock
cross join unnest($2::uuid[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::double precision[], $13::double precision[])
  as b (execution_id, step_id, status, attempt, failures, agent, input, output, error, codec, due_in, started_ago)
where s.execution_id = b.execution_id and s.step_id = b.step_id and s.item = 0 and s.round = 0 and s.status <> 'SUCCESS'
