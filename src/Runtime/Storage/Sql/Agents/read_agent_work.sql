-- Reads what is known of the work of remote agents whose steps have not settled.
-- Locks nothing.
-- $1 runs
select w.execution_id, w.step_id, w.item, w.round, w.try, w.turn, w.handle_turn, w.runtime, w.conversation, w.remote_run, w.cursor, w.state::text, w.state_codec, w.refusals, w.ambiguities, w.uncertain, w.resumes,
  w.questions, w.interrupts::text, w.interrupts_codec, w.asked_seq, w.answers::text
from unnest($1::uuid[]) as b (execution_id)
cross join lateral (select a.* from perdure.agent_work a where a.execution_id = b.execution_id and a.status <> 'ENDED' offset 0) w
