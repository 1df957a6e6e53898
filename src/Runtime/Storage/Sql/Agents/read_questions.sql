-- Reads what the agents of a run ask and nobody has answered yet, in the order in which it is answered.
-- Locks nothing.
-- $1 run
select w.step_id, w.item, w.round, s.agent, substr(s.waits_for, 8), w.answered, w.interrupts::text, w.interrupts_codec, w.asked_at, s.due_at, w.asked_seq
from (select a.* from perdure.agent_work a where a.execution_id = $1 and a.status = 'ASKING' offset 0) w
cross join lateral (
  select r.agent, r.waits_for, r.due_at from perdure.execution_steps r
  where r.execution_id = w.execution_id and r.step_id = w.step_id and r.item = w.item and r.round = w.round
  offset 0
) s
order by w.asked_seq, w.item, w.round
