-- The schema as it is now, for reading: what all migrations together make. Nothing applies this file; the migrations do.
-- Written from a migrated database by SchemaTests with PERDURE_ACCEPT=1, which otherwise proves that both give the same catalogs.

create schema perdure;
comment on schema perdure is 'Durable workflows: executions, their steps, events, state, locks and what is due.';

CREATE OR REPLACE FUNCTION perdure.now()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
AS $function$ select coalesce(nullif(current_setting('perdure.now', true), '')::timestamptz, statement_timestamp()) $function$;
comment on function perdure.now() is 'The time of due, created and updated columns; statement_timestamp() unless the setting perdure.now overrides it.';

CREATE OR REPLACE FUNCTION perdure.keyed_id(workflow text, key text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE
AS $function$
    select encode(set_byte(set_byte(h.hash, 6, (get_byte(h.hash, 6) & 15) | 128), 8, (get_byte(h.hash, 8) & 63) | 128), 'hex')::uuid
    from (select substring(sha256(convert_to('perdure/start' || chr(10) || workflow || chr(10) || key, 'UTF8')) from 1 for 16) as hash) h
  $function$;
comment on function perdure.keyed_id(workflow text, key text) is 'The id of the run that is started under a key of a workflow.';

create table perdure.schema_version (
  version integer not null,
  name text not null,
  min_worker integer not null,
  checksum text not null,
  applied_at timestamp with time zone not null default clock_timestamp(),
  constraint schema_version_from_one CHECK ((version >= 1)),
  constraint schema_version_pkey PRIMARY KEY (version)
);
comment on table perdure.schema_version is 'The migrations that were applied, one row each.';
comment on column perdure.schema_version.version is 'The number of the migration, as its file begins with.';
comment on column perdure.schema_version.name is 'The name of the migration''s file.';
comment on column perdure.schema_version.min_worker is 'The oldest worker protocol that may claim runs on this schema; an older worker stops claiming and says so.';
comment on column perdure.schema_version.checksum is 'The SHA-256 of the text that was applied, in hexadecimal digits: a schema of another build is refused.';
comment on column perdure.schema_version.applied_at is 'When it was applied.';

create table perdure.workers (
  incarnation uuid not null,
  name text not null,
  host text not null,
  process_id integer not null,
  plans text[] not null,
  queues text[] not null,
  started_at timestamp with time zone not null default clock_timestamp(),
  heartbeat_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  dead boolean not null default false,
  constraint workers_name_not_empty CHECK ((name <> ''::text)),
  constraint workers_pkey PRIMARY KEY (incarnation)
) with (fillfactor=50, autovacuum_vacuum_threshold=100, autovacuum_vacuum_scale_factor=0, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0);
comment on table perdure.workers is 'Each start of a worker process is an incarnation; its one lease covers all runs that it holds.';
comment on column perdure.workers.incarnation is 'The id of this start, version 7.';
comment on column perdure.workers.name is 'The worker''s name, which the next start takes over.';
comment on column perdure.workers.host is 'The machine that it runs on.';
comment on column perdure.workers.process_id is 'The process on that machine.';
comment on column perdure.workers.plans is 'The plans that it can run, as name@version.';
comment on column perdure.workers.queues is 'The queues that it claims from.';
comment on column perdure.workers.started_at is 'When it started, by clock_timestamp().';
comment on column perdure.workers.heartbeat_at is 'When it was last heard of, by clock_timestamp().';
comment on column perdure.workers.expires_at is 'When its lease ends unless it is heard of, by clock_timestamp().';
comment on column perdure.workers.dead is 'Set once and never unset: its runs may be taken over, and its heartbeats find no row.';

create table perdure.lanes (
  id uuid not null,
  incarnation uuid not null,
  opened_at timestamp with time zone not null default clock_timestamp(),
  replaced boolean not null default false,
  closing bigint,
  constraint lanes_pkey PRIMARY KEY (id),
  constraint lanes_worker_fkey FOREIGN KEY (incarnation) REFERENCES workers(incarnation) ON DELETE CASCADE
);
CREATE INDEX lanes_by_closing ON perdure.lanes USING btree (closing);
comment on table perdure.lanes is 'A lane numbers its batches 1, 2, 3 in commit order; a position in the tail of all events is a map from lane to batch. Registered before its first write.';
comment on column perdure.lanes.id is 'The id, version 7; new after a commit whose outcome was unknown.';
comment on column perdure.lanes.incarnation is 'The incarnation that writes through it.';
comment on column perdure.lanes.opened_at is 'When it was registered, by clock_timestamp().';
comment on column perdure.lanes.replaced is 'Its worker has gone on to another lane and knows what became of its last batch: nothing is written through it any more.';
comment on column perdure.lanes.closing is 'Nothing will ever be written through it; numbered in the order in which lanes were closed, so that a position names all that were by one number. Null: something may be.';

create sequence perdure.closings as bigint minvalue 1 start 1;
comment on sequence perdure.closings is 'The numbers of closed lanes. Taken by perdure.close_lanes() alone, one session at a time.';

create table perdure.plans (
  plan text not null,
  workflow text not null,
  version integer not null,
  definition json not null,
  first_seen_at timestamp with time zone not null default clock_timestamp(),
  constraint plans_plan_is_name_and_version CHECK ((plan = ((workflow || '@'::text) || version))),
  constraint plans_pkey PRIMARY KEY (plan)
);
comment on table perdure.plans is 'The plans that workers brought, for people to read; running needs none of it.';
comment on column perdure.plans.plan is 'Name and version, as document-insights@1.';
comment on column perdure.plans.workflow is 'The workflow''s name.';
comment on column perdure.plans.version is 'The workflow''s version.';
comment on column perdure.plans.definition is 'The steps, with their agents, inputs and levels.';
comment on column perdure.plans.first_seen_at is 'When a worker first brought it.';

create table perdure.executions (
  id uuid not null,
  created_at timestamp with time zone not null default perdure.now(),
  version integer not null,
  priority integer not null default 0,
  workflow text not null,
  queue text not null default 'default'::text,
  input_codec text,
  output_codec text,
  trace text,
  key text,
  input_hash bytea,
  status text not null default 'PENDING'::text,
  holder uuid,
  token bigint not null default 0,
  recoveries integer not null default 0,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  updated_at timestamp with time zone not null default perdure.now(),
  error json,
  output json,
  input json,
  constraint executions_status_known CHECK ((status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text, 'WAITING'::text, 'SUCCESS'::text, 'FAILED'::text, 'CANCELLED'::text]))),
  constraint executions_key_with_hash CHECK (((key IS NULL) = (input_hash IS NULL))),
  constraint executions_version_from_one CHECK ((version >= 1)),
  constraint executions_priority_within_bounds CHECK (((priority >= '-1000'::integer) AND (priority <= 1000))),
  constraint executions_output_only_when_success CHECK (((output IS NULL) OR (status = 'SUCCESS'::text))),
  constraint executions_error_only_when_failed CHECK (((error IS NOT NULL) = (status = 'FAILED'::text))),
  constraint executions_finished_at_when_finished CHECK (((finished_at IS NOT NULL) = (status = ANY (ARRAY['SUCCESS'::text, 'FAILED'::text, 'CANCELLED'::text])))),
  constraint executions_started_unless_pending CHECK (((started_at IS NOT NULL) OR (status = ANY (ARRAY['PENDING'::text, 'CANCELLED'::text])))),
  constraint executions_free_when_finished CHECK (((holder IS NULL) OR (status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text])))),
  constraint executions_counts_not_negative CHECK (((token >= 0) AND (recoveries >= 0))),
  constraint executions_pkey PRIMARY KEY (id)
) with (fillfactor=90, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_insert_threshold=1000, autovacuum_vacuum_insert_scale_factor=0.05, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0.05);
CREATE INDEX executions_held_by ON perdure.executions USING btree (holder) WHERE (holder IS NOT NULL);
CREATE INDEX executions_by_creation ON perdure.executions USING btree (created_at, id);
comment on table perdure.executions is 'One row a run: what it is, and who holds it. Only the holder of its lease writes it, when it takes the run, lets go of it or ends it; what happens in between is appended to execution_journal.';
comment on column perdure.executions.id is 'The run''s id, version 7.';
comment on column perdure.executions.created_at is 'When it was started by a client.';
comment on column perdure.executions.version is 'The version of the plan that it was started with.';
comment on column perdure.executions.priority is 'Higher is claimed earlier; each point counts as ten seconds of waiting. From -1000 to 1000: the claim reads no further than the bound allows.';
comment on column perdure.executions.workflow is 'The workflow''s durable name.';
comment on column perdure.executions.queue is 'The queue that it is claimed from.';
comment on column perdure.executions.input_codec is 'How the input is encoded; null: not at all.';
comment on column perdure.executions.output_codec is 'How the output is encoded; null: not at all.';
comment on column perdure.executions.trace is 'The trace that it was started in, as the traceparent of W3C Trace Context; null: none.';
comment on column perdure.executions.key is 'The key that makes its start happen once; its id is perdure.keyed_id(workflow, key). Null: it has none.';
comment on column perdure.executions.input_hash is 'The SHA-256 of its plain input, where it has a key: the same key with another input is an error.';
comment on column perdure.executions.status is 'PENDING, RUNNING, WAITING, SUCCESS, FAILED or CANCELLED. In no index.';
comment on column perdure.executions.holder is 'The incarnation that holds it; null when it is free.';
comment on column perdure.executions.token is 'The fencing token; grows with each acquisition. A checkpoint names holder and token, or writes nothing.';
comment on column perdure.executions.recoveries is 'How often it was taken over from a dead worker since a step last settled.';
comment on column perdure.executions.started_at is 'When a worker first took it up.';
comment on column perdure.executions.finished_at is 'When it ended.';
comment on column perdure.executions.updated_at is 'When the row last changed.';
comment on column perdure.executions.error is 'Why it failed: type, message, step, attempt, stack. When the status is FAILED.';
comment on column perdure.executions.output is 'The result, when the status is SUCCESS.';
comment on column perdure.executions.input is 'The input as it was given; json keeps it verbatim.';

create table perdure.execution_steps (
  execution_id uuid not null,
  item integer not null default 0,
  round integer not null default 0,
  attempt integer not null,
  failures integer not null default 0,
  due_at timestamp with time zone,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  created_at timestamp with time zone not null default perdure.now(),
  updated_at timestamp with time zone not null default perdure.now(),
  step_id text not null,
  status text not null,
  agent text,
  waits_for text,
  holder uuid,
  codec text,
  input json,
  error json,
  output json,
  constraint execution_steps_status_known CHECK ((status = ANY (ARRAY['RUNNING'::text, 'WAITING'::text, 'SUCCESS'::text, 'FAILED'::text, 'CANCELLED'::text, 'SKIPPED'::text]))),
  constraint execution_steps_output_only_when_success CHECK (((output IS NULL) OR (status = 'SUCCESS'::text))),
  constraint execution_steps_error_when_failed CHECK (((error IS NOT NULL) OR (status <> 'FAILED'::text))),
  constraint execution_steps_error_not_when_success CHECK (((error IS NULL) OR (status <> 'SUCCESS'::text))),
  constraint execution_steps_due_only_when_waiting CHECK (((due_at IS NULL) OR (status = 'WAITING'::text))),
  constraint execution_steps_waits_for_only_when_waiting CHECK (((waits_for IS NULL) OR (status = 'WAITING'::text))),
  constraint execution_steps_held_when_running CHECK (((holder IS NOT NULL) = (status = 'RUNNING'::text))),
  constraint execution_steps_finished_at_when_settled CHECK (((finished_at IS NOT NULL) = (status = ANY (ARRAY['SUCCESS'::text, 'FAILED'::text, 'CANCELLED'::text, 'SKIPPED'::text])))),
  constraint execution_steps_counts_not_negative CHECK (((item >= 0) AND (round >= 0) AND (attempt >= 0) AND ((failures >= 0) AND (failures <= attempt)))),
  constraint execution_steps_pkey PRIMARY KEY (execution_id, step_id, item, round)
) with (fillfactor=90, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_insert_threshold=1000, autovacuum_vacuum_insert_scale_factor=0.05, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0.05);
comment on table perdure.execution_steps is 'One row a step, not an attempt. A step of an agent, or one that is not idempotent, has its row before its code runs; another one within moments of its start, or when it settles.';
comment on column perdure.execution_steps.execution_id is 'The run.';
comment on column perdure.execution_steps.item is 'The item of a mapped step; 0 for a plain one.';
comment on column perdure.execution_steps.round is 'The round of a repeated step; 0 for a plain one.';
comment on column perdure.execution_steps.attempt is 'How often it was started, recorded attempts that were lost with their worker included.';
comment on column perdure.execution_steps.failures is 'How many of its attempts failed; what [Retry] counts.';
comment on column perdure.execution_steps.due_at is 'When a waiting step goes on.';
comment on column perdure.execution_steps.started_at is 'When its last attempt started.';
comment on column perdure.execution_steps.finished_at is 'When it settled.';
comment on column perdure.execution_steps.created_at is 'When the row was first written.';
comment on column perdure.execution_steps.updated_at is 'When the row last changed.';
comment on column perdure.execution_steps.step_id is 'The step''s durable id.';
comment on column perdure.execution_steps.status is 'RUNNING, WAITING, SUCCESS, FAILED, CANCELLED or SKIPPED.';
comment on column perdure.execution_steps.agent is 'The agent of a declared step.';
comment on column perdure.execution_steps.waits_for is 'What a waiting step waits for, in words, until its due time where it has one; null: for its due time alone.';
comment on column perdure.execution_steps.holder is 'The incarnation that runs it; null unless RUNNING.';
comment on column perdure.execution_steps.codec is 'How the output is encoded; null: not at all.';
comment on column perdure.execution_steps.input is 'Where each parameter comes from; the view execution_step_inputs shows the values.';
comment on column perdure.execution_steps.error is 'Why the last failed attempt failed: type, message, step, attempt, stack.';
comment on column perdure.execution_steps.output is 'The result; never replaced once it is recorded.';

create table perdure.execution_journal (
  execution_id uuid not null,
  seq bigint not null,
  lane uuid not null,
  batch bigint not null,
  created_at timestamp with time zone not null default perdure.now(),
  events json not null,
  state json,
  constraint execution_journal_seq_from_one CHECK (((seq >= 1) AND (batch >= 1))),
  constraint execution_journal_pkey PRIMARY KEY (execution_id, seq)
) with (autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_insert_threshold=1000, autovacuum_vacuum_insert_scale_factor=0.05, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0.05);
CREATE INDEX execution_journal_by_batch ON perdure.execution_journal USING btree (lane, batch);
comment on table perdure.execution_journal is 'One row a checkpoint, append-only: what happened, and where the run stood then. The view execution_events shows one row an event, and execution_state where a run stands: a row for each event would cost three times the time and the log.';
comment on column perdure.execution_journal.execution_id is 'The run.';
comment on column perdure.execution_journal.seq is 'The number, in the run, of its last event; those of a run are 1, 2, 3 … without gaps, given by the holder.';
comment on column perdure.execution_journal.lane is 'The lane whose batch wrote it.';
comment on column perdure.execution_journal.batch is 'The number of that batch in its lane; with the lane, the position in the tail of all events.';
comment on column perdure.execution_journal.created_at is 'When it was written.';
comment on column perdure.execution_journal.events is 'The events in order, each with its type, and step, attempt, payload, and the seconds before created_at that it happened, where it has them.';
comment on column perdure.execution_journal.state is 'How many steps the plan has and how many run, wait, succeeded or failed; settled_through counts the leading steps of the plan that have all settled.';

create table perdure.ready (
  execution_id uuid not null,
  queue text not null,
  plan text not null,
  rank double precision not null,
  due timestamp with time zone not null,
  created_at timestamp with time zone not null default perdure.now(),
  constraint ready_pkey PRIMARY KEY (execution_id),
  constraint ready_execution_fkey FOREIGN KEY (execution_id) REFERENCES executions(id) ON DELETE CASCADE
) with (autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0);
CREATE INDEX ready_by_rank ON perdure.ready USING btree (queue, plan, rank);
CREATE INDEX ready_by_due ON perdure.ready USING btree (queue, plan, due);
comment on table perdure.ready is 'What has to happen next: a row makes a run claimable from its due time on. A wake-up and a timer are the same row.';
comment on column perdure.ready.execution_id is 'The run.';
comment on column perdure.ready.queue is 'Its queue.';
comment on column perdure.ready.plan is 'Its plan, as name@version; only a worker that has it claims the run.';
comment on column perdure.ready.rank is 'The order of claims, lowest first: the due time in seconds less ten for each point of priority. Fixed at insertion, so that nothing starves.';
comment on column perdure.ready.due is 'From when on it may be claimed.';
comment on column perdure.ready.created_at is 'When the row was written.';

create table perdure.messages (
  id bigint generated always as identity,
  execution_id uuid not null,
  kind text not null,
  payload json,
  created_at timestamp with time zone not null default perdure.now(),
  constraint messages_kind_known CHECK ((kind = ANY (ARRAY['CANCEL'::text, 'SIGNAL'::text]))),
  constraint messages_signal_has_a_name CHECK (((kind <> 'SIGNAL'::text) OR ((payload ->> 'name'::text) IS NOT NULL))),
  constraint messages_pkey PRIMARY KEY (execution_id, id),
  constraint messages_execution_fkey FOREIGN KEY (execution_id) REFERENCES executions(id) ON DELETE CASCADE
) with (autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0);
comment on table perdure.messages is 'What others want of a run. Whoever is not its holder leaves a message and a wake row, in one transaction, and touches nothing else.';
comment on column perdure.messages.id is 'The order of arrival.';
comment on column perdure.messages.execution_id is 'The run.';
comment on column perdure.messages.kind is 'CANCEL: end the run. SIGNAL: what a step waits for, or will.';
comment on column perdure.messages.payload is 'What belongs to it; of a signal its name, its value and the codec of that.';
comment on column perdure.messages.created_at is 'When it was left.';

CREATE OR REPLACE FUNCTION perdure.touch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.updated_at := perdure.now();
  return new;
end
$function$;
comment on function perdure.touch() is 'Sets updated_at. Hot statements set it themselves, and the triggers then do not fire.';

CREATE TRIGGER executions_touch BEFORE UPDATE ON perdure.executions FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION touch();

CREATE TRIGGER execution_steps_touch BEFORE UPDATE ON perdure.execution_steps FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION touch();

CREATE OR REPLACE FUNCTION perdure.delete_records()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (select from deleted) then
    return null;
  end if;
  delete from perdure.execution_journal j using deleted where j.execution_id = deleted.id;
  delete from perdure.execution_steps s using deleted where s.execution_id = deleted.id;
  perform perdure.note_deletion();
  return null;
end
$function$;
comment on function perdure.delete_records() is 'Deletes the steps and the journal of deleted runs, once a statement: a foreign key would cost a row trigger for each row that is written.';

CREATE TRIGGER executions_delete_records AFTER DELETE ON perdure.executions REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_records();

CREATE OR REPLACE FUNCTION perdure.refuse_rewrite()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the recorded result of step ''%'' of execution % cannot be replaced', old.step_id, old.execution_id
    using errcode = 'integrity_constraint_violation', constraint = 'execution_steps_result_never_replaced';
end
$function$;
comment on function perdure.refuse_rewrite() is 'Refuses to replace the recorded result of a step.';

CREATE TRIGGER execution_steps_result_never_replaced BEFORE UPDATE ON perdure.execution_steps FOR EACH ROW WHEN (((old.status = 'SUCCESS'::text) AND ((new.status <> 'SUCCESS'::text) OR (new.attempt <> old.attempt) OR (((new.output)::text IS DISTINCT FROM (old.output)::text) AND ((new.output IS NOT NULL) OR (old.round = 0)))))) EXECUTE FUNCTION refuse_rewrite();

CREATE OR REPLACE FUNCTION perdure.refuse_journal_update()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the journal of an execution is append-only'
    using errcode = 'integrity_constraint_violation', constraint = 'execution_journal_append_only';
end
$function$;
comment on function perdure.refuse_journal_update() is 'Refuses to change what happened.';

CREATE TRIGGER execution_journal_append_only BEFORE UPDATE ON perdure.execution_journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_update();

CREATE OR REPLACE FUNCTION perdure.require_runs(locked bigint, wanted integer)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if locked <> wanted then
    raise exception '% of % runs of a batch are another''s, or locked for a moment', wanted - locked, wanted using errcode = 'PD001';
  end if;
end
$function$;
comment on function perdure.require_runs(locked bigint, wanted integer) is 'Refuses a batch unless all its runs could be locked under their holder and token. SQLSTATE PD001.';

create view perdure.execution_locks as
 SELECT e.id AS execution_id,
    w.name AS worker,
    e.holder AS incarnation,
    e.token,
    w.expires_at
   FROM (executions e
     JOIN workers w ON ((w.incarnation = e.holder)));
comment on view perdure.execution_locks is 'The runs that are held, by whom and until when. The lease stands in the run''s row and its expiry in the worker''s, so that a heartbeat costs one row.';
comment on column perdure.execution_locks.execution_id is 'The run.';
comment on column perdure.execution_locks.worker is 'The name of the worker that holds it.';
comment on column perdure.execution_locks.incarnation is 'The start of that worker.';
comment on column perdure.execution_locks.token is 'The fencing token.';
comment on column perdure.execution_locks.expires_at is 'When the lease ends unless the worker is heard of.';

create view perdure.execution_step_inputs as
 SELECT s.execution_id,
    s.step_id,
    s.item,
    s.round,
    i.key AS parameter,
    (i.value ->> 'step'::text) AS from_step,
        CASE
            WHEN ((i.value ->> 'step'::text) IS NOT NULL) THEN p.output
            WHEN ((i.value ->> 'signal'::text) IS NOT NULL) THEN (i.value -> 'value'::text)
            ELSE e.input
        END AS value
   FROM (((execution_steps s
     JOIN executions e ON ((e.id = s.execution_id)))
     CROSS JOIN LATERAL json_each(s.input) i(key, value))
     LEFT JOIN execution_steps p ON (((p.execution_id = s.execution_id) AND (p.step_id = (i.value ->> 'step'::text)) AND (p.item = 0) AND (p.round = 0))));
comment on view perdure.execution_step_inputs is 'The value of each parameter of each step. The steps themselves hold references only, so that a result is stored once.';
comment on column perdure.execution_step_inputs.execution_id is 'The run.';
comment on column perdure.execution_step_inputs.step_id is 'The step that takes it.';
comment on column perdure.execution_step_inputs.item is 'The item of a mapped step.';
comment on column perdure.execution_step_inputs.round is 'The round of a repeated step.';
comment on column perdure.execution_step_inputs.parameter is 'The parameter''s name.';
comment on column perdure.execution_step_inputs.from_step is 'The step whose result it is; null for the run''s input and for a signal.';
comment on column perdure.execution_step_inputs.value is 'The value.';

create view perdure.execution_events as
 SELECT j.execution_id,
    ((j.seq - json_array_length(j.events)) + e."position") AS seq,
    (e.event ->> 'type'::text) AS event_type,
    (e.event ->> 'step'::text) AS step_id,
        CASE
            WHEN ((e.event ->> 'step'::text) IS NOT NULL) THEN COALESCE(((e.event ->> 'item'::text))::integer, 0)
            ELSE NULL::integer
        END AS item,
        CASE
            WHEN ((e.event ->> 'step'::text) IS NOT NULL) THEN COALESCE(((e.event ->> 'round'::text))::integer, 0)
            ELSE NULL::integer
        END AS round,
    ((e.event ->> 'attempt'::text))::integer AS attempt,
    (e.event -> 'payload'::text) AS payload,
    j.lane,
    j.batch,
    (j.created_at - make_interval(secs => COALESCE(((e.event ->> 'ago'::text))::double precision, (0)::double precision))) AS created_at
   FROM (execution_journal j
     CROSS JOIN LATERAL json_array_elements(j.events) WITH ORDINALITY e(event, "position"));
comment on view perdure.execution_events is 'What happened to the runs, one row an event, append-only and numbered without gaps in each run.';
comment on column perdure.execution_events.execution_id is 'The run.';
comment on column perdure.execution_events.seq is 'The number in the run, 1, 2, 3 …; given by the holder.';
comment on column perdure.execution_events.event_type is 'What happened.';
comment on column perdure.execution_events.step_id is 'The step that it is about.';
comment on column perdure.execution_events.item is 'The item of a mapped step.';
comment on column perdure.execution_events.round is 'The round of a repeated step.';
comment on column perdure.execution_events.attempt is 'The attempt that it is about.';
comment on column perdure.execution_events.payload is 'What belongs to it: an agent''s name, an error, a due time, a token.';
comment on column perdure.execution_events.lane is 'The lane whose batch wrote it.';
comment on column perdure.execution_events.batch is 'The number of that batch in its lane; with the lane, the position in the tail of all events.';
comment on column perdure.execution_events.created_at is 'When it happened.';

CREATE OR REPLACE FUNCTION perdure.last_seq(run uuid)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$ select coalesce((select j.seq from perdure.execution_journal j where j.execution_id = run order by j.seq desc limit 1), 0) $function$;
comment on function perdure.last_seq(run uuid) is 'The number of a run''s last event; 0: it has none yet.';

CREATE OR REPLACE FUNCTION perdure.last_seq_behind_lock(run uuid)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
begin
  return perdure.last_seq(run);
end
$function$;
comment on function perdure.last_seq_behind_lock(run uuid) is 'The number of a run''s last event as it is now, for a statement that has locked the run: a checkpoint merely locks the row as well, so one that was committed after the snapshot of the statement is not seen otherwise.';

create view perdure.execution_state as
 SELECT e.id AS execution_id,
    (j.state)::jsonb AS state,
    e.created_at,
    j.created_at AS updated_at
   FROM (executions e
     CROSS JOIN LATERAL ( SELECT w.state,
            w.created_at
           FROM execution_journal w
          WHERE ((w.execution_id = e.id) AND (w.state IS NOT NULL))
          ORDER BY w.seq DESC
         LIMIT 1) j);
comment on view perdure.execution_state is 'Where each run stands: counters and a low-water mark, as its last checkpoint wrote them. Their size does not grow with the run.';
comment on column perdure.execution_state.execution_id is 'The run.';
comment on column perdure.execution_state.state is 'How many steps the plan has and how many run, wait, succeeded, failed or were skipped; what predicates said on whom steps still wait; settled_through counts the leading steps of the plan that have all settled.';
comment on column perdure.execution_state.created_at is 'When the run was started by a client.';
comment on column perdure.execution_state.updated_at is 'When the snapshot was written.';

create view perdure.execution_state_full as
 SELECT e.id AS execution_id,
    e.workflow,
    e.version,
    e.status,
    COALESCE(st.state, '{}'::jsonb) AS state,
    COALESCE(( SELECT json_object_agg(s.step_id, s.output ORDER BY s.created_at, s.step_id) AS json_object_agg
           FROM execution_steps s
          WHERE ((s.execution_id = e.id) AND (s.status = 'SUCCESS'::text) AND (s.item = 0) AND (s.round = 0))), '{}'::json) AS results,
    st.updated_at
   FROM (executions e
     LEFT JOIN execution_state st ON ((st.execution_id = e.id)));
comment on view perdure.execution_state_full is 'A run''s state with the results of its steps.';
comment on column perdure.execution_state_full.execution_id is 'The run.';
comment on column perdure.execution_state_full.workflow is 'The workflow''s name.';
comment on column perdure.execution_state_full.version is 'The plan''s version.';
comment on column perdure.execution_state_full.status is 'The run''s status.';
comment on column perdure.execution_state_full.state is 'The snapshot: counters and the low-water mark.';
comment on column perdure.execution_state_full.results is 'The results so far, by step.';
comment on column perdure.execution_state_full.updated_at is 'When the snapshot was last written.';

CREATE OR REPLACE FUNCTION perdure.rank(due timestamp with time zone, priority integer)
 RETURNS double precision
 LANGUAGE sql
 STABLE
AS $function$ select extract(epoch from due)::double precision - 10.0 * priority $function$;
comment on function perdure.rank(due timestamp with time zone, priority integer) is 'The order of claims: the due time in seconds less ten for each point of priority.';

CREATE OR REPLACE FUNCTION perdure.leave_message(run uuid, message_kind text, message_payload json DEFAULT NULL::json)
 RETURNS boolean
 LANGUAGE sql
AS $function$
    with addressee as (
      select e.id, e.queue, e.priority, e.workflow || '@' || e.version as plan
      from perdure.executions e
      where e.id = run and e.status not in ('SUCCESS', 'FAILED', 'CANCELLED')
    ), letter as (
      insert into perdure.messages (execution_id, kind, payload)
      select a.id, message_kind, message_payload from addressee a
      returning execution_id
    ), wake as (
      insert into perdure.ready as r (execution_id, queue, plan, rank, due)
      select a.id, a.queue, a.plan, perdure.rank(perdure.now(), a.priority), perdure.now() from addressee a
      on conflict (execution_id) do update set due = least(r.due, excluded.due), rank = least(r.rank, excluded.rank)
      returning execution_id
    )
    select exists (select from letter) and exists (select from wake)
  $function$;
comment on function perdure.leave_message(run uuid, message_kind text, message_payload json) is 'Leaves a message and the wake row that makes its holder, or the next one, read it. False where the run does not exist or has ended.';

CREATE OR REPLACE FUNCTION perdure.cancel(run uuid)
 RETURNS boolean
 LANGUAGE sql
AS $function$ select perdure.leave_message(run, 'CANCEL') $function$;
comment on function perdure.cancel(run uuid) is 'Asks a run to end. False where it does not exist or has ended.';

CREATE OR REPLACE FUNCTION perdure.signal(run uuid, signal_name text, payload json DEFAULT NULL::json, payload_codec text DEFAULT NULL::text)
 RETURNS boolean
 LANGUAGE sql
AS $function$ select perdure.leave_message(run, 'SIGNAL', json_build_object('name', signal_name, 'codec', payload_codec, 'value', coalesce(payload, 'null'))) $function$;
comment on function perdure.signal(run uuid, signal_name text, payload json, payload_codec text) is 'Sends a run a signal, which the step that waits for its name takes, now or when it comes to wait. False where the run does not exist or has ended.';

CREATE OR REPLACE FUNCTION perdure.delete_finished(finished_before timestamp with time zone, max_rows integer DEFAULT 5000, statuses text[] DEFAULT NULL::text[])
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  gone integer;
  refused text := (select string_agg(coalesce(quote_literal(s.status), 'null'), ', ') from unnest(statuses) s (status) where coalesce(s.status, '') not in ('SUCCESS', 'FAILED', 'CANCELLED'));
begin
  if refused is not null then
    raise exception 'perdure.delete_finished deletes runs that are SUCCESS, FAILED or CANCELLED, and none that are %', refused using errcode = 'invalid_parameter_value';
  end if;
  with finished as materialized (
    select e.id, e.created_at
    from perdure.executions e
    where e.created_at < finished_before and e.finished_at < finished_before
      and (statuses is null or e.status = any (statuses))
      and not exists (select from perdure.messages m where m.execution_id = e.id)
    order by e.created_at, e.id
    limit greatest(max_rows / 4, 1)
    for update of e skip locked
  ), sized as materialized (
    select f.id,
      sum(1 + (select count(*) from perdure.execution_journal j where j.execution_id = f.id) + (select count(*) from perdure.execution_steps s where s.execution_id = f.id))
        over (order by f.created_at, f.id) as rows_through
    from finished f
  ), deleted as (
    delete from perdure.executions e
    using sized z
    where e.id = z.id and (z.rows_through <= max_rows or z.rows_through = (select min(rows_through) from sized))
    returning e.id
  )
  select count(*)::integer into gone from deleted;
  return gone;
end
$function$;
comment on function perdure.delete_finished(finished_before timestamp with time zone, max_rows integer, statuses text[]) is 'Deletes runs that ended before a time, of some statuses or, with null, of all finished ones, oldest first, at most so many rows of all tables together (but at least one run), passing over locked ones; returns how many runs. Call it until it returns 0.';

CREATE OR REPLACE FUNCTION perdure.close_lanes()
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  closed integer;
begin
  if not pg_try_advisory_xact_lock(x'706572646c616e65'::bigint) then
    return 0;
  end if;
  with ended as materialized (
    select l.id
    from perdure.lanes l
    where l.closing is null
      and (l.replaced or (exists (select from perdure.workers w where w.incarnation = l.incarnation and w.dead)
        and not exists (select from perdure.executions e where e.holder = l.incarnation)))
    for no key update of l skip locked
  )
  update perdure.lanes l set closing = nextval('perdure.closings') from ended where l.id = ended.id and l.closing is null;
  get diagnostics closed = row_count;
  return closed;
end
$function$;
comment on function perdure.close_lanes() is 'Closes the lanes through which nothing will ever be written again: those that their worker replaced, and those of dead workers that hold no run. Returns how many. Each lane that opens calls it, and so does perdure.resume.';

CREATE OR REPLACE FUNCTION perdure.delete_dead_workers(last_heard_before timestamp with time zone DEFAULT (clock_timestamp() - '1 day'::interval))
 RETURNS integer
 LANGUAGE sql
AS $function$
    with gone as materialized (
      select w.incarnation
      from perdure.workers w
      where w.dead and w.heartbeat_at < last_heard_before
        and not exists (select from perdure.executions e where e.holder = w.incarnation)
        and not exists (select from perdure.lanes l where l.incarnation = w.incarnation
          and exists (select from perdure.execution_journal j where j.lane = l.id))
      for update of w skip locked
    ), deleted as (
      delete from perdure.workers w using gone g where w.incarnation = g.incarnation
      returning w.incarnation
    )
    select count(*)::integer from deleted
  $function$;
comment on function perdure.delete_dead_workers(last_heard_before timestamp with time zone) is 'Deletes dead workers that hold nothing, were last heard of before a time, and of whose runs retention has left nothing, with their lanes; returns how many.';

create sequence perdure.last_deletion as bigint minvalue 0 start 0;
comment on sequence perdure.last_deletion is 'When runs or lanes were last deleted, in microseconds since 1970, and a second more; not called yet: never. What was written later is all there, so that violations() can tell a gap from a deletion.';

CREATE OR REPLACE FUNCTION perdure.note_deletion()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  perform setval('perdure.last_deletion', (extract(epoch from greatest(clock_timestamp(), perdure.now())) * 1000000)::bigint + 1000000);
end
$function$;
comment on function perdure.note_deletion() is 'Notes that runs or lanes are deleted: gaps in what was written before mean nothing any more.';

CREATE OR REPLACE FUNCTION perdure.note_deleted_lanes()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from deleted) then
    perform perdure.note_deletion();
  end if;
  return null;
end
$function$;
comment on function perdure.note_deleted_lanes() is 'Notes that lanes are deleted: what they wrote stays, and names a lane that nobody knows any more.';

CREATE TRIGGER lanes_note_deletion AFTER DELETE ON perdure.lanes REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION note_deleted_lanes();

CREATE OR REPLACE FUNCTION perdure.violations(all_runs boolean DEFAULT true)
 RETURNS TABLE(rule text, execution_id uuid, detail text)
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_custom_plan'
 SET enable_seqscan TO 'on'
 SET enable_hashjoin TO 'on'
 SET enable_mergejoin TO 'on'
 SET jit TO 'off'
 SET work_mem TO '64MB'
AS $function$
#variable_conflict use_column
declare
  clock timestamptz := clock_timestamp();
  deleted_at timestamptz := (select case when d.is_called then to_timestamp(d.last_value / 1000000.0) else '-infinity' end from perdure.last_deletion d);
  looked_at uuid[];
begin
  perform set_config('enable_seqscan', case when all_runs then 'on' else 'off' end, true);

  -- Nothing tells a finished run from another without reading it: what is under way is found where it has to stand. From one holder to the next, as the takeover goes.
  if not all_runs then
    with recursive holders as (
      (select e.holder from perdure.executions e where e.holder is not null order by e.holder limit 1)
      union all
      select (select e.holder from perdure.executions e where e.holder > h.holder order by e.holder limit 1)
      from holders h
      where h.holder is not null
    )
    select array_agg(found.id) into looked_at
    from (
      select held.id from holders h cross join lateral (select e.id from perdure.executions e where e.holder = h.holder offset 0) held
      union
      select r.execution_id from perdure.ready r
      union
      select m.execution_id from perdure.messages m
    ) found;
  end if;

  return query
  with workers as materialized (
    select w.incarnation, w.name, w.plans, w.queues, w.expires_at, not w.dead and w.expires_at > clock as is_live,
      -- A worker looks for the runs of others at each poll: two lease times are enough for whoever was there before.
      w.expires_at + 2 * (w.expires_at - w.heartbeat_at) > clock as may_be_heard_of, w.started_at + 2 * (w.expires_at - w.heartbeat_at) < clock as is_settled,
      w.expires_at - w.heartbeat_at as lease
    from perdure.workers w
  ), runs as materialized (
    select e.id, e.status, e.status in ('SUCCESS', 'FAILED', 'CANCELLED') as has_ended, e.holder, e.recoveries, e.queue, e.workflow || '@' || e.version as plan
    from perdure.executions e
    where all_runs
    union all
    select e.id, e.status, e.status in ('SUCCESS', 'FAILED', 'CANCELLED'), e.holder, e.recoveries, e.queue, e.workflow || '@' || e.version
    from unnest(looked_at) u (id)
    join perdure.executions e on e.id = u.id
    where not all_runs
  ), unfinished as materialized (
    select r.id, r.status, r.holder, r.recoveries, r.queue, r.plan, q.due, w.name, w.expires_at, w.lease, coalesce(w.is_live, false) as is_held, coalesce(w.may_be_heard_of, false) as may_be_heard_of
    from runs r
    left join perdure.ready q on q.execution_id = r.id
    left join workers w on w.incarnation = r.holder
    where not r.has_ended
  ), suspects as materialized (
    -- Who drives a run that may be what its workers die of takes no other such run.
    select distinct u.holder from unfinished u where u.is_held and u.recoveries > 2
  ), free as materialized (
    select u.id, u.status, u.holder, u.due, u.name, u.expires_at, u.queue, u.plan,
      exists (select from workers w where w.is_live and u.queue = any (w.queues) and u.plan = any (w.plans)) as is_served,
      exists (
        select from workers w
        where w.is_live and w.is_settled and u.queue = any (w.queues) and u.plan = any (w.plans)
          and (u.recoveries < 2 or not exists (select from suspects s where s.holder = w.incarnation))) as could_be_taken_over
    from unfinished u
    where not u.may_be_heard_of
  ), events as materialized (
    select j.execution_id, j.seq - json_array_length(j.events) + x.position as seq, x.type, x.step, coalesce(x.item, 0) as item, coalesce(x.round, 0) as round, x.attempt
    from runs r
    join perdure.execution_journal j on j.execution_id = r.id
    cross join lateral rows from (json_to_recordset(j.events) as (type text, step text, item integer, round integer, attempt integer))
      with ordinality as x (type, step, item, round, attempt, position)
  ), tries as materialized (
    select e.execution_id, e.step, e.item, e.round, e.attempt, count(*) filter (where e.type = 'STEP_STARTED') as starts, min(e.seq) filter (where e.type = 'STEP_STARTED') as started,
      min(e.seq) filter (where e.type <> 'STEP_STARTED' and not (e.attempt = 0 and e.type in ('STEP_WAITING', 'SIGNAL_RECEIVED', 'SIGNAL_TIMED_OUT', 'STEP_SKIPPED', 'STEP_FAILED', 'STEP_CANCELLED', 'STEP_RETRY_SCHEDULED'))) as spoken_of, count(*) filter (where e.type = 'STEP_COMPLETED') as completions
    from events e
    where e.step is not null
    group by e.execution_id, e.step, e.item, e.round, e.attempt
  ), told as materialized (
    select t.execution_id, t.step, t.item, t.round, sum(t.starts) as starts, count(*) filter (where t.starts > 0) as attempts, sum(t.completions) as completions,
      max(t.attempt) filter (where t.completions > 0) as completed
    from tries t
    group by t.execution_id, t.step, t.item, t.round
  ), steps as materialized (
    select s.execution_id, s.step_id, s.item, s.round, s.status, s.attempt
    from runs r
    join perdure.execution_steps s on s.execution_id = r.id
  ), compared as materialized (
    select coalesce(s.execution_id, t.execution_id) as execution_id, coalesce(s.step_id, t.step) as step, s.status, coalesce(s.attempt, 0) as attempt,
      coalesce(t.starts, 0) as starts, coalesce(t.attempts, 0) as attempts, coalesce(t.completions, 0) as completions, t.completed
    from steps s
    full join told t on t.execution_id = s.execution_id and t.step = s.step_id and t.item = s.item and t.round = s.round
  ), counted as (
    select s.execution_id, count(*) as total, count(*) filter (where s.status = 'SUCCESS') as succeeded, count(*) filter (where s.status = 'FAILED') as failed,
      count(*) filter (where s.status = 'CANCELLED') as cancelled, count(*) filter (where s.status = 'SKIPPED') as skipped, count(*) filter (where s.status = 'WAITING') as waiting,
      count(*) filter (where s.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'SKIPPED')) as settled
    from steps s
    where s.item = 0 and s.round = 0
    group by s.execution_id
  ), endings as (
    -- The course of a run as letters, in order: R resumed, S ended well, F failed, C cancelled.
    select e.execution_id, string_agg(case e.type when 'EXECUTION_RESUMED' then 'R' when 'EXECUTION_COMPLETED' then 'S' when 'EXECUTION_FAILED' then 'F' else 'C' end, '' order by e.seq) as course
    from events e
    where e.type in ('EXECUTION_RESUMED', 'EXECUTION_COMPLETED', 'EXECUTION_FAILED', 'EXECUTION_CANCELLED')
    group by e.execution_id
  ), batches as (
    select b.lane, b.batch, b.written, lag(b.batch) over (partition by b.lane order by b.batch) as before, lag(b.written) over (partition by b.lane order by b.batch) as written_before
    from (select j.lane, j.batch, min(j.created_at) as written from perdure.execution_journal j where all_runs group by j.lane, j.batch) b
  )
  select 'stranded', f.id, 'It is ' || f.status || ', nobody holds it, and no wake row makes it claimable'
  from free f
  where f.holder is null and f.due is null
    -- A signal is a named wait: whoever sends it leaves a wake row. One that ends by itself has a wake row from the first.
    and not (f.status = 'WAITING'
      and exists (select from perdure.execution_steps s where s.execution_id = f.id and s.status = 'WAITING' and s.waits_for like 'signal %')
      and not exists (select from perdure.execution_steps s where s.execution_id = f.id and s.status = 'WAITING' and s.due_at is not null))
  union all
  select 'abandoned', f.id, 'It is held by ' || coalesce(quote_literal(f.name) || ', whose lease ended at ' || f.expires_at, f.holder || ', of whom no row is left') || ', and no worker took it over'
  from free f
  where f.holder is not null and f.due is null and f.could_be_taken_over
  union all
  select 'unservable', f.id, 'No live worker has plan ' || quote_literal(f.plan) || ' and serves queue ' || quote_literal(f.queue)
  from free f
  where not f.is_served and exists (select from workers w where w.is_live)
  union all
  select 'no_worker', null, count(*) || ' runs are to go on, and no worker is alive'
  from free f
  where not exists (select from workers w where w.is_live)
  having count(*) > 0
  union all
  select 'unheard', u.id, 'Its wake row is due since ' || u.due || ', and ' || quote_literal(u.name) || ', who holds it, has not taken it'
  from unfinished u
  where u.is_held and u.due + 2 * u.lease < perdure.now()
  union all
  select 'unread', r.id, 'It has ' || count(*) || ' messages, no wake row tells of them, and no worker holds it'
  from perdure.messages m
  join runs r on r.id = m.execution_id
  left join workers w on w.incarnation = r.holder
  where not coalesce(w.may_be_heard_of, false) and not exists (select from perdure.ready q where q.execution_id = r.id)
    -- A signal for which no step waits yet is kept.
    and (r.has_ended or m.kind <> 'SIGNAL' or exists (
      select from perdure.execution_steps s where s.execution_id = m.execution_id and s.status = 'WAITING' and s.waits_for = 'signal ' || (m.payload ->> 'name')))
  group by r.id
  union all
  select 'wake_row', r.id, case
      when q.rank > perdure.rank(q.due, -1000) then 'Its wake row has rank ' || q.rank || ': no claim finds it when it is due'
      else 'Its wake row is for plan ' || quote_literal(q.plan) || ' in queue ' || quote_literal(q.queue) || ', and it is of plan ' || quote_literal(r.plan) || ' in queue ' || quote_literal(r.queue)
    end
  from perdure.ready q
  join runs r on r.id = q.execution_id
  where q.rank > perdure.rank(q.due, -1000) or q.queue <> r.queue or q.plan <> r.plan
  union all
  select 'orphan', o.execution_id, 'There are rows of it in ' || string_agg(distinct o.place, ', ' order by o.place) || ', and none in executions'
  from (
    select j.execution_id, 'execution_journal' as place from perdure.execution_journal j where all_runs
    union all
    select s.execution_id, 'execution_steps' from perdure.execution_steps s where all_runs
    union all
    select q.execution_id, 'ready' from perdure.ready q
    union all
    select m.execution_id, 'messages' from perdure.messages m
  ) o
  where not exists (select from perdure.executions e where e.id = o.execution_id)
  group by o.execution_id
  union all
  select 'numbering', n.execution_id, 'Event ' || n.first || ' follows event ' || n.before
  from (
    select j.execution_id, j.seq, j.seq - json_array_length(j.events) + 1 as first, lag(j.seq, 1, 0::bigint) over (partition by j.execution_id order by j.seq) as before
    from runs r
    join perdure.execution_journal j on j.execution_id = r.id
  ) n
  where n.first <> n.before + 1 or n.first > n.seq
  union all
  select 'ending', r.id, 'It is ' || r.status || ', and its course is ' || coalesce(quote_literal(c.course), 'empty') || ' (R resumed, S ended well, F failed, C cancelled)'
  from runs r
  left join endings c on c.execution_id = r.id
  where coalesce(c.course, '') !~ case r.status when 'SUCCESS' then '^(R|FR)*S$' when 'FAILED' then '^(R|FR)*F$' when 'CANCELLED' then '^(R|FR)*C$' else '^(R|FR)*$' end
  union all
  select 'result', b.execution_id, 'Step ' || quote_literal(b.step) || ' is ' || coalesce(b.status || ' in attempt ' || b.attempt, 'without a row') || ', and was completed ' || b.completions || ' times'
    || coalesce(', at last in attempt ' || b.completed, '')
  from compared b
  where b.completions <> case when b.status = 'SUCCESS' then 1 else 0 end or (b.status = 'SUCCESS' and b.completed <> b.attempt)
  union all
  select 'attempts', b.execution_id, 'Step ' || quote_literal(b.step) || case when b.status is null then ' has no row' else ' is in attempt ' || b.attempt end || ', and ' || b.starts || ' starts of '
    || b.attempts || ' attempts are recorded'
  from compared b
  where b.starts <> b.attempt or b.attempts <> b.attempt
  union all
  select 'before_start', t.execution_id, 'Event ' || t.spoken_of || ' is about attempt ' || coalesce(t.attempt::text, 'nothing') || ' of step ' || quote_literal(t.step) || ', which was not started before'
  from tries t
  where t.spoken_of < coalesce(t.started, t.spoken_of + 1)
  union all
  select 'unsettled', r.id, 'It is ' || r.status || ', and step ' || quote_literal(s.step_id) || ' is ' || s.status
  from runs r
  join steps s on s.execution_id = r.id
  where r.has_ended and (s.status in ('RUNNING', 'WAITING') or (r.status = 'SUCCESS' and s.item = 0 and s.round = 0 and s.status not in ('SUCCESS', 'SKIPPED')))
  union all
  select 'event_type', e.execution_id, 'Event ' || e.seq || ' is of type ' || coalesce(quote_literal(e.type), 'nothing')
  from events e
  where e.type is null or e.type not in (
    'EXECUTION_CREATED', 'EXECUTION_STARTED', 'EXECUTION_WAITING', 'EXECUTION_RESUMED', 'EXECUTION_COMPLETED', 'EXECUTION_FAILED', 'EXECUTION_CANCELLED',
    'STEP_STARTED', 'STEP_COMPLETED', 'STEP_FAILED', 'STEP_CANCELLED', 'STEP_RETRY_SCHEDULED', 'STEP_WAITING', 'SIGNAL_RECEIVED', 'SIGNAL_TIMED_OUT',
    'STEP_SKIPPED', 'PREDICATE_EVALUATED', 'AGENT_INVOKED', 'AGENT_RESPONSE', 'LOCK_ACQUIRED', 'LOCK_TAKEN_OVER', 'LOCK_RELEASED')
  union all
  select 'snapshot', r.id, 'Its snapshot says ' || st.state::text || ', and its rows count ' || coalesce(c.succeeded, 0) || ' succeeded, ' || coalesce(c.failed, 0) || ' failed, '
    || coalesce(c.cancelled, 0) || ' cancelled, ' || coalesce(c.skipped, 0) || ' skipped, ' || coalesce(c.waiting, 0) || ' waiting'
  from runs r
  left join counted c on c.execution_id = r.id
  cross join lateral (
    select j.seq, j.state::jsonb as state from perdure.execution_journal j where j.execution_id = r.id and j.state is not null order by j.seq desc limit 1
  ) st
  where (st.state ->> 'succeeded')::integer <> coalesce(c.succeeded, 0)
    or (st.state ->> 'failed')::integer <> coalesce(c.failed, 0)
    or (st.state ->> 'cancelled')::integer <> coalesce(c.cancelled, 0)
    or coalesce((st.state ->> 'skipped')::integer, 0) <> coalesce(c.skipped, 0)
    or (st.state ->> 'steps')::integer < coalesce(c.total, 0)
    or (st.state ->> 'settled_through')::integer > coalesce(c.settled, 0)
    -- While it is held, steps run whose rows do not tell yet; and who hands a run back untouched brings no snapshot.
    or ((r.has_ended or (r.status = 'WAITING' and r.holder is null and st.seq = perdure.last_seq(r.id)))
      and ((st.state ->> 'waiting')::integer <> coalesce(c.waiting, 0) or (st.state ->> 'running')::integer <> 0))
  union all
  select 'lane', null, 'Lane ' || b.lane || ' wrote batch ' || b.batch || coalesce(' after batch ' || b.before, ' first')
  from batches b
  join perdure.lanes l on l.id = b.lane
  where b.batch <> coalesce(b.before, 0) + 1 and coalesce(b.written_before, l.opened_at) > deleted_at
  union all
  select 'lane', null, 'Lane ' || b.lane || ' wrote until ' || max(b.written) || ', and nobody knows it'
  from batches b
  where not exists (select from perdure.lanes l where l.id = b.lane)
  group by b.lane
  having max(b.written) > deleted_at;
end
$function$;
comment on function perdure.violations(all_runs boolean) is 'Every breach of what has to hold, in the one snapshot of the statement that calls it; no row: all is well. Reads only, and locks nothing.
Three rules tell of workers and not of a defect: unservable (live workers are there, and none of them has the plan and serves the queue: start one), no_worker (one row for all runs that wait: no worker is alive) and abandoned (for two lease times no worker took the run over, although one could: it is full, or broken).
All other rows are defects: stranded, unheard, unread, wake_row, orphan, numbering, ending, result, attempts, before_start, unsettled, event_type, snapshot, lane.
With all_runs false it looks only at the runs that a worker holds, that have a wake row or that have a message, by their indexes, however many finished runs there are. What it cannot see then: a free run without a wake row (stranded), since nothing leads to it; finished runs; rows without a run, but for wake rows and messages; lanes.
Deletion takes events out of lanes and lanes out of the tables. So the batches of a lane are looked at from the last deletion on, and an unknown lane is one that wrote after it; what is older cannot be told from what was deleted.';

CREATE OR REPLACE FUNCTION perdure.resume(run uuid)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare
  me uuid := gen_random_uuid();
  acquired bigint;
  last bigint := 0;
  happened jsonb;
  standing jsonb;
begin
  update perdure.executions e
  set status = 'WAITING', token = e.token + 1, recoveries = 0, error = null, finished_at = null, updated_at = perdure.now()
  where e.id = run and e.status = 'FAILED' and e.error ->> 'type' = 'Perdure.Coordination.RunSetAsideException'
  returning e.token into acquired;
  if not found then
    return false;
  end if;

  -- Each of the following reads what is there now that the run is locked.
  last := perdure.last_seq(run);
  happened := jsonb_build_array(
    jsonb_build_object('type', 'LOCK_ACQUIRED', 'payload', jsonb_build_object('worker', session_user::text, 'token', acquired::text)),
    jsonb_build_object('type', 'EXECUTION_RESUMED', 'payload', jsonb_build_object('reason', 'resumed by hand')));

  -- What was cut off when the run was set aside starts again, in its next attempt. A step that failed for good stays so, and the run fails again by it.
  with cut_off as (
    update perdure.execution_steps s
    set status = 'WAITING', due_at = perdure.now(), finished_at = null, updated_at = perdure.now()
    where s.execution_id = run and s.status = 'CANCELLED'
    returning s.step_id, s.item, s.round, s.attempt
  )
  select happened || coalesce(jsonb_agg(
      jsonb_build_object('type', 'STEP_RETRY_SCHEDULED', 'step', c.step_id, 'attempt', c.attempt, 'payload', jsonb_build_object('reason', 'the run was resumed by hand'))
        || case when c.item > 0 or c.round > 0 then jsonb_build_object('item', c.item, 'round', c.round) else '{}' end
      order by c.step_id, c.item, c.round), '[]')
  into happened
  from cut_off c;

  -- The mark is moved back as far as it may have to be: steps of the plan are in no order here.
  select j.state::jsonb || jsonb_build_object('settled_through', 0, 'running', 0, 'cancelled', 0, 'waiting', (
      select count(*) from perdure.execution_steps s where s.execution_id = run and s.status = 'WAITING'))
  into standing
  from perdure.execution_journal j
  where j.execution_id = run and j.state is not null
  order by j.seq desc
  limit 1;

  happened := happened || '[{"type": "EXECUTION_WAITING"}, {"type": "LOCK_RELEASED"}]';
  insert into perdure.workers (incarnation, name, host, process_id, plans, queues, expires_at, dead)
  values (me, session_user, coalesce(inet_client_addr()::text, 'local'), pg_backend_pid(), '{}', '{}', clock_timestamp(), true);
  insert into perdure.lanes (id, incarnation) values (me, me);
  insert into perdure.execution_journal (execution_id, seq, lane, batch, created_at, events, state)
  values (run, last + jsonb_array_length(happened), me, 1, perdure.now(), happened::json, standing::json);

  -- What others wanted of it they wanted before it had ended.
  delete from perdure.messages m where m.execution_id = run;
  insert into perdure.ready as r (execution_id, queue, plan, rank, due)
  select e.id, e.queue, e.workflow || '@' || e.version, perdure.rank(perdure.now(), e.priority), perdure.now()
  from perdure.executions e
  where e.id = run
  on conflict (execution_id) do update set due = least(r.due, excluded.due), rank = least(r.rank, excluded.rank);

  -- Nothing will be written through its lane again. This waits for no lock, so its place in the order is of no account; and if somebody else closes lanes just now, the next who does takes
  -- this one along.
  perform perdure.close_lanes();
  return true;
end
$function$;
comment on function perdure.resume(run uuid) is 'Lets a run go on that was set aside as failed because its workers died of it again and again (error ->> ''type'' is Perdure.Coordination.RunSetAsideException): what was recorded stays, and what was cut off starts again. False where the run does not exist, or was not set aside. A worker finds it at its next poll.';
