-- Writes the rows of steps that have one. Behind the fence, which has locked their runs. A recorded result stays; one that its step committed itself is merely
-- told of now. An insert that conflicts finds each row by its key; an update
-- would join, and, planned while the table was empty, read it whole for ever.
-- Locks: step rows, which only the holder of their run writes.
-- $1 holder, $2 runs, $3 steps, $4 statuses, $5 attempts, $6 failures, $7 agents, $8 inputs, $9 outputs, $10 errors, $11 codecs, $12 due in seconds or null,
-- $13 seconds since the start of the attempt or null, $14 items, $15 rounds, $16 what they wait for, $17 seconds until the time of all attempts together is over or null
with clock as materialized (select perdure.now() as now)
insert into perdure.execution_steps as s (
  execution_id, step_id, item, round, status, attempt, failures, agent, holder, input, output, error, codec, due_at, waits_for, ends_by, started_at, finished_at, created_at, updated_at)
select b.execution_id, b.step_id, b.item, b.round, b.status, b.attempt, b.failures, b.agent, case when b.status = 'RUNNING' then $1::uuid end,
  b.input::json, b.output::json, b.error::json, b.codec, clock.now + make_interval(secs => b.due_in), b.waits_for, clock.now + make_interval(secs => b.ends_in), clock.now - make_interval(secs => b.started_ago),
  case when b.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'SKIPPED') then clock.now end, clock.now, clock.now
from clock
cross join unnest($2::uuid[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::double precision[], $13::double precision[],
  $14::integer[], $15::integer[], $16::text[], $17::double precision[])
  as b (execution_id, step_id, status, attempt, failures, agent, input, output, error, codec, due_in, started_ago, item, round, waits_for, ends_in)
on conflict (execution_id, step_id, item, round) do update
set status = excluded.status, attempt = excluded.attempt, failures = excluded.failures, agent = excluded.agent, holder = excluded.holder, input = excluded.input,
  output = case s.status when 'SUCCESS' then s.output else excluded.output end, error = excluded.error, codec = case s.status when 'SUCCESS' then s.codec else excluded.codec end, due_at = excluded.due_at, waits_for = excluded.waits_for,
  ends_by = coalesce(s.ends_by, excluded.ends_by), started_at = coalesce(excluded.started_at, s.started_at),
  finished_at = case s.status when 'SUCCESS' then s.finished_at else excluded.finished_at end, updated_at = excluded.updated_at
where s.status <> 'SUCCESS' or s.holder is not null
