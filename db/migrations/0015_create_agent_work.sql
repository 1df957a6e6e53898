-- The work that remote agents do for steps: where it is found again after a crash, what it asks, and what it was answered. Rows of steps stay as narrow as they are.

create table perdure.agent_work (
  execution_id uuid not null,
  asked_seq bigint,
  input_tokens bigint,
  output_tokens bigint,
  created_at timestamptz not null default perdure.now(),
  updated_at timestamptz not null default perdure.now(),
  asked_at timestamptz,
  item integer not null,
  round integer not null,
  try integer not null,
  turn integer not null,
  handle_turn integer,
  refusals integer not null,
  ambiguities integer not null,
  questions integer not null,
  answered integer not null,
  uncertain boolean not null,
  resumes boolean not null,
  step_id text not null,
  status text not null,
  runtime text,
  conversation text,
  remote_run text,
  cursor text,
  model text,
  state_codec text,
  interrupts_codec text,
  state json,
  interrupts json,
  answers json not null,
  constraint agent_work_pkey primary key (execution_id, step_id, item, round),
  constraint agent_work_status_known check (status in ('AT_WORK', 'ASKING', 'ENDED')),
  constraint agent_work_counts_not_negative check (item >= 0 and round >= 0 and try >= 1 and turn >= 0 and refusals >= 0 and ambiguities >= 0),
  constraint agent_work_handle_whole check ((runtime is null) = (conversation is null) and (runtime is null) = (handle_turn is null)),
  constraint agent_work_nothing_of_a_handle_alone check (runtime is not null or (remote_run is null and cursor is null and state is null)),
  constraint agent_work_handle_of_a_turn_that_was_sent check (handle_turn is null or handle_turn between 0 and turn),
  constraint agent_work_asks_what_is_not_answered check ((questions > 0) = (interrupts is not null) and answered between 0 and questions),
  constraint agent_work_asking_until_answered check (status <> 'ASKING' or (answered < questions and asked_seq is not null and asked_at is not null)),
  constraint agent_work_resumes_when_answered check (not resumes or (questions > 0 and answered = questions and status = 'AT_WORK'))
) with (
  fillfactor = 80,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_vacuum_insert_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0.05
);
comment on table perdure.agent_work is 'The work that a remote agent does for a step, or for an item or round of it. Written with the checkpoints of its run, and deleted with the run.';
comment on column perdure.agent_work.execution_id is 'The run.';
comment on column perdure.agent_work.asked_seq is 'The number of the event that tells of the questions: those that were asked first are answered first.';
comment on column perdure.agent_work.input_tokens is 'What the answer took; null: nothing is known of it.';
comment on column perdure.agent_work.output_tokens is 'What the answer took; null: nothing is known of it.';
comment on column perdure.agent_work.created_at is 'When the row was first written.';
comment on column perdure.agent_work.updated_at is 'When the row last changed.';
comment on column perdure.agent_work.asked_at is 'When the agent asked what is asked now, or was asked last.';
comment on column perdure.agent_work.item is 'The item of a mapped step; 0 for a plain one.';
comment on column perdure.agent_work.round is 'The round of a repeated step; 0 for a plain one.';
comment on column perdure.agent_work.try is 'Which try it is: one more than those that failed, or of which nobody knows what they came to. Ids of the runtime are derived from it. It never goes back.';
comment on column perdure.agent_work.turn is 'How often the agent asked back in this try and was answered.';
comment on column perdure.agent_work.handle_turn is 'The turn that the handle is of; null: the remote side has not said that it has the work.';
comment on column perdure.agent_work.refusals is 'How often in a row the runtime could not take the turn.';
comment on column perdure.agent_work.ambiguities is 'How many tries came to nobody knows what.';
comment on column perdure.agent_work.questions is 'How many questions there are among the interrupts.';
comment on column perdure.agent_work.answered is 'How many of them are answered.';
comment on column perdure.agent_work.uncertain is 'Whether the turn may have been sent by an attempt that ended before the remote side had said so.';
comment on column perdure.agent_work.resumes is 'Whether all is answered, and the attempt that asked is to go on.';
comment on column perdure.agent_work.step_id is 'The step''s durable id.';
comment on column perdure.agent_work.status is 'AT_WORK, ASKING, or ENDED once its step has settled.';
comment on column perdure.agent_work.runtime is 'The runtime''s short name.';
comment on column perdure.agent_work.conversation is 'The id of the thread, session or context there.';
comment on column perdure.agent_work.remote_run is 'The id of the run, task or invocation in it; null: the runtime has none.';
comment on column perdure.agent_work.cursor is 'From where its events are read on; null: from the start, or they cannot be.';
comment on column perdure.agent_work.model is 'The model that answered; null: nothing is known of it.';
comment on column perdure.agent_work.state_codec is 'How the state is encoded; null: not at all.';
comment on column perdure.agent_work.interrupts_codec is 'How the interrupts are encoded; null: not at all.';
comment on column perdure.agent_work.state is 'What the runtime wants back with the answers.';
comment on column perdure.agent_work.interrupts is 'What the agent asks, in its order: id, kind, message, payload, schema.';
comment on column perdure.agent_work.answers is 'The answers, in the order of the questions, each with how it is encoded.';

-- Serves whoever takes a run up: of a mapped step with thousands of items those that are not done.
create index agent_work_open on perdure.agent_work (execution_id) where status <> 'ENDED';

create trigger agent_work_touch before update on perdure.agent_work
  for each row when (new.updated_at is not distinct from old.updated_at) execute function perdure.touch();

create function perdure.delete_agent_work() returns trigger
  language plpgsql
  as $$
begin
  delete from perdure.agent_work w using deleted where w.execution_id = deleted.id;
  return null;
end
$$;
comment on function perdure.delete_agent_work() is 'Deletes what is known of the remote work of deleted runs, once a statement, as perdure.delete_records().';

create trigger executions_delete_agent_work after delete on perdure.executions
  referencing old table as deleted for each statement execute function perdure.delete_agent_work();

create view perdure.agent_questions as
select w.execution_id, e.workflow, w.step_id, w.item, w.round, s.agent, substr(s.waits_for, 8) as signal, w.runtime, w.conversation, coalesce(q.position, w.answered + 1) as position,
  w.asked_seq || '.' || coalesce(q.position, w.answered + 1) as question_id, q.question ->> 'id' as interrupt_id, q.question ->> 'kind' as kind, q.question ->> 'message' as message, q.question -> 'payload' as payload, q.question -> 'schema' as response_schema,
  w.interrupts_codec as codec, w.asked_at, s.due_at as answer_by
from perdure.agent_work w
join perdure.executions e on e.id = w.execution_id
join perdure.execution_steps s on s.execution_id = w.execution_id and s.step_id = w.step_id and s.item = w.item and s.round = w.round
left join lateral (
  select o.question, o.position
  from json_array_elements(case when w.interrupts_codec is null then w.interrupts end) with ordinality as o (question, position)
  where o.position > w.answered
) q on true
where w.status = 'ASKING';
comment on view perdure.agent_questions is 'What agents ask and nobody has answered yet, a row a question; where questions are encoded, a row a step. Each is answered by perdure.answer(execution_id, question_id, answer).';
comment on column perdure.agent_questions.execution_id is 'The run.';
comment on column perdure.agent_questions.workflow is 'The workflow''s name.';
comment on column perdure.agent_questions.step_id is 'The step''s durable id.';
comment on column perdure.agent_questions.item is 'The item of a mapped step; 0 for a plain one.';
comment on column perdure.agent_questions.round is 'The round of a repeated step; 0 for a plain one.';
comment on column perdure.agent_questions.agent is 'The agent''s name.';
comment on column perdure.agent_questions.signal is 'The name of the signal that answers it.';
comment on column perdure.agent_questions.runtime is 'The runtime''s short name.';
comment on column perdure.agent_questions.conversation is 'The id of the thread, session or context there.';
comment on column perdure.agent_questions.position is 'The place among what was asked at once, from 1; of those that are encoded, that of the first.';
comment on column perdure.agent_questions.question_id is 'What perdure.answer takes: no other question of the run has it, of this or of a later try.';
comment on column perdure.agent_questions.interrupt_id is 'The runtime''s own id of the question.';
comment on column perdure.agent_questions.kind is 'What is asked, in the runtime''s word.';
comment on column perdure.agent_questions.message is 'What to show to the one who answers; null: the runtime says nothing.';
comment on column perdure.agent_questions.payload is 'What the agent hands over with its question.';
comment on column perdure.agent_questions.response_schema is 'What an answer has to look like, as a JSON Schema; null: the runtime says nothing of it.';
comment on column perdure.agent_questions.codec is 'How the questions are encoded, which are not shown then; null: not at all.';
comment on column perdure.agent_questions.asked_at is 'When it was asked.';
comment on column perdure.agent_questions.answer_by is 'Until when it can be answered; null: without end.';

-- Locks: as perdure.leave_message. Who holds the run looks again whether the question is open: it may be answered, or be over, while the message is on its way.
create function perdure.answer(run uuid, question text, answer json default null, answer_codec text default null) returns boolean
  language sql volatile security definer set search_path = pg_catalog
  as $$
    select coalesce((
      select perdure.leave_message(run, 'SIGNAL', json_build_object('name', substr(s.waits_for, 8), 'codec', answer_codec, 'value', coalesce(answer, 'null'), 'asked', w.asked_seq, 'question', question))
      from perdure.agent_work w
      join perdure.execution_steps s on s.execution_id = w.execution_id and s.step_id = w.step_id and s.item = w.item and s.round = w.round
      where w.execution_id = run and w.status = 'ASKING' and w.asked_seq::text = split_part(question, '.', 1)
        and question in (select w.asked_seq || '.' || p from generate_series(w.answered + 1, w.questions) p)), false)
  $$;
comment on function perdure.answer(uuid, text, json, text) is 'Answers one question of perdure.agent_questions, and never another. False where it is not open any more, or the run does not exist.';
