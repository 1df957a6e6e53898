-- Writes how steps are undone: all rows when it begins, and each again as it goes on. Behind the fence, which has locked their runs. An insert that conflicts finds each row by its key; an
-- update would join, and, planned while the table was empty, read it whole for ever. What was undone stays.
-- Locks: rows of compensations, which only the holder of their run writes.
-- $1 runs, $2 positions, $3 steps, $4 items, $5 rounds, $6 undos, $7 statuses, $8 attempts, $9 failures, $10 errors, $11 causes, $12 due in seconds or null,
-- $13 whether the step did not complete
with clock as materialized (select perdure.now() as now)
insert into perdure.execution_compensations as c (
  execution_id, position, step_id, item, round, undo, status, attempt, failures, error, cause, due_at, unfinished, started_at, finished_at, created_at, updated_at)
select b.execution_id, b.position, b.step_id, b.item, b.round, b.undo, b.status, b.attempt, b.failures, b.error::json, b.cause::json, clock.now + make_interval(secs => b.due_in), b.unfinished,
  case when b.status = 'RUNNING' then clock.now end, case when b.status in ('SUCCESS', 'FAILED') then clock.now end, clock.now, clock.now
from clock
cross join unnest($1::uuid[], $2::integer[], $3::text[], $4::integer[], $5::integer[], $6::text[], $7::text[], $8::integer[], $9::integer[], $10::text[], $11::text[], $12::double precision[],
  $13::boolean[])
  as b (execution_id, position, step_id, item, round, undo, status, attempt, failures, error, cause, due_in, unfinished)
on conflict (execution_id, step_id, item, round) do update
set status = excluded.status, attempt = excluded.attempt, failures = excluded.failures, error = excluded.error, due_at = excluded.due_at,
  started_at = coalesce(excluded.started_at, c.started_at), finished_at = excluded.finished_at, updated_at = excluded.updated_at
where c.status <> 'SUCCESS'
