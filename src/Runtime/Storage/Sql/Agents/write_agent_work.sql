-- Writes what is known of the work of remote agents, each row whole. Behind the fence, which has locked their runs. An insert that conflicts finds each row by its key; an update would join, and, planned
-- while the table was empty, read it whole for ever.
-- Locks: rows of agent_work, which only the holder of their run writes.
-- $1 runs, $2 steps, $3 items, $4 rounds, $5 statuses, $6 tries, $7 turns, $8 turns of handles, $9 runtimes, $10 conversations, $11 remote runs, $12 cursors, $13 states, $14 their codecs, $15 refusals,
-- $16 ambiguities, $17 uncertain, $18 resumes, $19 questions, $20 interrupts, $21 their codecs, $22 numbers of the events that tell of them, $23 answered, $24 answers, $25 models, $26 tokens read, $27 tokens written
with clock as materialized (select perdure.now() as now)
insert into perdure.agent_work as w (
  execution_id, step_id, item, round, status, try, turn, handle_turn, runtime, conversation, remote_run, cursor, state, state_codec, refusals, ambiguities, uncertain, resumes, questions, interrupts, interrupts_codec,
  asked_seq, asked_at, answered, answers, model, input_tokens, output_tokens, created_at, updated_at)
select b.execution_id, b.step_id, b.item, b.round, b.status, b.try, b.turn, b.handle_turn, b.runtime, b.conversation, b.remote_run, b.cursor, b.state::json, b.state_codec, b.refusals, b.ambiguities, b.uncertain, b.resumes,
  b.questions, b.interrupts::json, b.interrupts_codec, b.asked_seq, case when b.asked_seq is not null then clock.now end, b.answered, b.answers::json, b.model, b.input_tokens, b.output_tokens, clock.now, clock.now
from clock
cross join unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[], $5::text[], $6::integer[], $7::integer[], $8::integer[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
  $15::integer[], $16::integer[], $17::boolean[], $18::boolean[], $19::integer[], $20::text[], $21::text[], $22::bigint[], $23::integer[], $24::text[], $25::text[], $26::bigint[], $27::bigint[])
  as b (execution_id, step_id, item, round, status, try, turn, handle_turn, runtime, conversation, remote_run, cursor, state, state_codec, refusals, ambiguities, uncertain, resumes, questions, interrupts, interrupts_codec,
    asked_seq, answered, answers, model, input_tokens, output_tokens)
on conflict (execution_id, step_id, item, round) do update
set status = excluded.status, try = excluded.try, turn = excluded.turn, handle_turn = excluded.handle_turn, runtime = excluded.runtime, conversation = excluded.conversation, remote_run = excluded.remote_run,
  cursor = excluded.cursor, state = excluded.state, state_codec = excluded.state_codec, refusals = excluded.refusals, ambiguities = excluded.ambiguities, uncertain = excluded.uncertain,
  resumes = excluded.resumes, questions = excluded.questions, interrupts = excluded.interrupts, interrupts_codec = excluded.interrupts_codec, asked_seq = coalesce(excluded.asked_seq, w.asked_seq),
  asked_at = case when coalesce(excluded.asked_seq, w.asked_seq) = w.asked_seq then w.asked_at else excluded.asked_at end, answered = excluded.answered, answers = excluded.answers, model = excluded.model,
  input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens, updated_at = excluded.updated_at
