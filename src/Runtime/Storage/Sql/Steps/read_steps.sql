-- Reads the step rows of some runs without their results. due_in: seconds until a waiting step goes on.
-- Of a step that takes a signal and has not settled its inputs as well: what the signal carries stands there and nowhere else.
-- $1 runs
select s.execution_id, s.step_id, s.status, s.attempt, s.failures, s.error::text, extract(epoch from s.due_at - perdure.now())::double precision, s.item, s.round, s.waits_for,
  s.status = 'SUCCESS' and s.holder is not null as is_untold, coalesce(s.is_last, false),
  case when s.status in ('RUNNING', 'WAITING') and s.input::text like '%"signal":%' then s.input::text end, s.tag, extract(epoch from s.ends_by - perdure.now())::double precision as ends_in
from perdure.execution_steps s
where s.execution_id = any ($1::uuid[])
