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
comment on table perdure.plans is 'The plans that workers brought: for people to read, and for what they do to runs, as perdure.fork and perdure.signal; workers need none of it.';
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
  parent_id uuid,
  parent_step text,
  parent_item integer,
  parent_round integer,
  forked_from uuid,
  status text not null default 'PENDING'::text,
  holder uuid,
  token bigint not null default 0,
  recoveries integer not null default 0,
  started_at timestamp with time zone,
  begins_at timestamp with time zone,
  time_limit interval,
  ends_by timestamp with time zone,
  finished_at timestamp with time zone,
  updated_at timestamp with time zone not null default perdure.now(),
  error json,
  output json,
  input json,
  constraint executions_status_known CHECK ((status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text, 'WAITING'::text, 'PAUSED'::text, 'SUCCESS'::text, 'FAILED'::text, 'CANCELLED'::text, 'COMPENSATED'::text]))),
  constraint executions_key_with_hash CHECK (((key IS NULL) = (input_hash IS NULL))),
  constraint executions_parent_whole CHECK ((((parent_id IS NULL) = (parent_step IS NULL)) AND ((parent_id IS NULL) = (parent_item IS NULL)) AND ((parent_id IS NULL) = (parent_round IS NULL)))),
  constraint executions_version_from_one CHECK ((version >= 1)),
  constraint executions_priority_within_bounds CHECK (((priority >= '-1000'::integer) AND (priority <= 1000))),
  constraint executions_output_only_when_success CHECK (((output IS NULL) OR (status = 'SUCCESS'::text))),
  constraint executions_error_only_when_failed CHECK (((error IS NOT NULL) = (status = ANY (ARRAY['FAILED'::text, 'COMPENSATED'::text])))),
  constraint executions_finished_at_when_finished CHECK (((finished_at IS NOT NULL) = (status = ANY (ARRAY['SUCCESS'::text, 'FAILED'::text, 'CANCELLED'::text, 'COMPENSATED'::text])))),
  constraint executions_started_unless_pending CHECK (((started_at IS NOT NULL) OR (status = ANY (ARRAY['PENDING'::text, 'CANCELLED'::text])))),
  constraint executions_free_when_finished CHECK (((holder IS NULL) OR (status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text])))),
  constraint executions_counts_not_negative CHECK (((token >= 0) AND (recoveries >= 0))),
  constraint executions_pkey PRIMARY KEY (id)
) with (fillfactor=90, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_insert_threshold=1000, autovacuum_vacuum_insert_scale_factor=0.05, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0.05);
CREATE INDEX executions_held_by ON perdure.executions USING btree (holder) WHERE (holder IS NOT NULL);
CREATE INDEX executions_by_parent ON perdure.executions USING btree (parent_id) WHERE (parent_id IS NOT NULL);
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
comment on column perdure.executions.parent_id is 'The run that started it as a step of its own; it may have been deleted since. Null: a client started it.';
comment on column perdure.executions.parent_step is 'The step of that run.';
comment on column perdure.executions.parent_item is 'The item of that step; 0: none.';
comment on column perdure.executions.parent_round is 'The round of that step; 0: none.';
comment on column perdure.executions.forked_from is 'The run whose results it began with; null: it began with none. That run may have been deleted since.';
comment on column perdure.executions.status is 'PENDING, RUNNING, WAITING, PAUSED, SUCCESS, FAILED, CANCELLED or COMPENSATED. In no index.';
comment on column perdure.executions.holder is 'The incarnation that holds it; null when it is free.';
comment on column perdure.executions.token is 'The fencing token; grows with each acquisition. A checkpoint names holder and token, or writes nothing.';
comment on column perdure.executions.recoveries is 'How often it was taken over from a dead worker since a step last settled.';
comment on column perdure.executions.started_at is 'When a worker first took it up.';
comment on column perdure.executions.begins_at is 'Before when no step of it starts, whoever wakes it: it was started with a delay. Null: it had none.';
comment on column perdure.executions.time_limit is 'How long it may take from the moment at which it may begin; a retry by hand and a fork have as much again. Null: it has no limit, or an instant.';
comment on column perdure.executions.ends_by is 'When it fails unless it has ended; a parked run has a wake row for it. Null: it has no limit.';
comment on column perdure.executions.finished_at is 'When it ended.';
comment on column perdure.executions.updated_at is 'When the row last changed.';
comment on column perdure.executions.error is 'Why it failed: type, message, step, attempt, stack. When the status is FAILED or COMPENSATED.';
comment on column perdure.executions.output is 'The result, when the status is SUCCESS.';
comment on column perdure.executions.input is 'The input as it was given; json keeps it verbatim.';

create table perdure.execution_steps (
  execution_id uuid not null,
  item integer not null default 0,
  round integer not null default 0,
  attempt integer not null,
  failures integer not null default 0,
  due_at timestamp with time zone,
  ends_by timestamp with time zone,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  created_at timestamp with time zone not null default perdure.now(),
  updated_at timestamp with time zone not null default perdure.now(),
  is_last boolean,
  step_id text not null,
  status text not null,
  agent text,
  waits_for text,
  holder uuid,
  copied_from uuid,
  codec text,
  tag text,
  input json,
  error json,
  output json,
  constraint execution_steps_status_known CHECK ((status = ANY (ARRAY['RUNNING'::text, 'WAITING'::text, 'SUCCESS'::text, 'FAILED'::text, 'CANCELLED'::text, 'SKIPPED'::text]))),
  constraint execution_steps_output_only_when_success CHECK (((output IS NULL) OR (status = 'SUCCESS'::text))),
  constraint execution_steps_error_when_failed CHECK (((error IS NOT NULL) OR (status <> 'FAILED'::text))),
  constraint execution_steps_error_not_when_success CHECK (((error IS NULL) OR (status <> 'SUCCESS'::text))),
  constraint execution_steps_due_only_when_waiting CHECK (((due_at IS NULL) OR (status = 'WAITING'::text))),
  constraint execution_steps_waits_for_only_when_waiting CHECK (((waits_for IS NULL) OR (status = 'WAITING'::text))),
  constraint execution_steps_held_when_running CHECK (
CASE status
    WHEN 'RUNNING'::text THEN (holder IS NOT NULL)
    WHEN 'SUCCESS'::text THEN true
    ELSE (holder IS NULL)
END),
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
comment on column perdure.execution_steps.ends_by is 'When the time of all its attempts together is over; counted from the start of the first one. Null: it has no limit, or none has started.';
comment on column perdure.execution_steps.started_at is 'When its last attempt started.';
comment on column perdure.execution_steps.finished_at is 'When it settled.';
comment on column perdure.execution_steps.created_at is 'When the row was first written.';
comment on column perdure.execution_steps.updated_at is 'When the row last changed.';
comment on column perdure.execution_steps.is_last is 'Of a round that its step committed in a transaction of its own: whether it ends the loop. Else null.';
comment on column perdure.execution_steps.step_id is 'The step''s durable id.';
comment on column perdure.execution_steps.status is 'RUNNING, WAITING, SUCCESS, FAILED, CANCELLED or SKIPPED.';
comment on column perdure.execution_steps.agent is 'The agent of a declared step.';
comment on column perdure.execution_steps.waits_for is 'What a waiting step waits for, in words, until its due time where it has one; null: for its due time alone.';
comment on column perdure.execution_steps.holder is 'The incarnation that runs it. Of a step that succeeded: the one whose step committed the result in a transaction of its own, until a checkpoint tells of it. Else null.';
comment on column perdure.execution_steps.copied_from is 'The run whose result was copied when this one was forked; null: it is its own, or was given by whoever forked it.';
comment on column perdure.execution_steps.codec is 'How the output is encoded; null: not at all.';
comment on column perdure.execution_steps.tag is 'Of a result that its step committed in a transaction of its own: what the run is found by once a checkpoint tells of it. Else null.';
comment on column perdure.execution_steps.input is 'Where each parameter comes from; the view execution_step_inputs shows the values. Of a step that is conditional item by item also what was said of each, a character an item: 1, 0 or - where nothing was.';
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
comment on column perdure.execution_journal.state is 'How many steps the plan has and how many run, wait, succeeded or failed; settled_through counts the leading steps of the plan that have all settled; items says of each mapped step that has not, up to which item all have, how many of those failed, and which first.';

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
  constraint messages_kind_known CHECK ((kind = ANY (ARRAY['CANCEL'::text, 'PAUSE'::text, 'RESUME'::text, 'CHILD_ENDED'::text, 'SIGNAL'::text, 'SLOT_GRANTED'::text]))),
  constraint messages_signal_has_a_name CHECK (((kind <> 'SIGNAL'::text) OR ((payload ->> 'name'::text) IS NOT NULL))),
  constraint messages_payload_can_be_read CHECK (((payload IS NULL) OR ((payload)::jsonb IS NOT NULL))),
  constraint messages_pkey PRIMARY KEY (execution_id, id),
  constraint messages_execution_fkey FOREIGN KEY (execution_id) REFERENCES executions(id) ON DELETE CASCADE
) with (autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0);
comment on table perdure.messages is 'What others want of a run. Whoever is not its holder leaves a message and a wake row, in one transaction, and touches nothing else.';
comment on column perdure.messages.id is 'The order of arrival.';
comment on column perdure.messages.execution_id is 'The run.';
comment on column perdure.messages.kind is 'CANCEL: end the run. PAUSE: start nothing more; it stays for as long as the run is paused. RESUME: go on. CHILD_ENDED: a child run of it has ended; what came of it stands in the child''s row. SIGNAL: what a step waits for, or will. SLOT_GRANTED: a step, or an item or round of one, holds a slot of its queue, and may begin.';
comment on column perdure.messages.payload is 'What belongs to it. Of a PAUSE of a run that was not to begin yet: when it was. Of a SIGNAL: its name, its value, the codec of that, the number of the newest question of an agent that it could be meant for, and the question that it names.';
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
  delete from perdure.execution_compensations c using deleted where c.execution_id = deleted.id;
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
            WHEN ((i.value ->> 'signal'::text) IS NOT NULL) THEN COALESCE((i.value -> 'value'::text), ( SELECT ((w.input -> i.key) -> 'value'::text)
               FROM execution_steps w
              WHERE ((s.item > 0) AND (w.execution_id = s.execution_id) AND (w.step_id = s.step_id) AND (w.item = 0) AND (w.round = 0))))
            ELSE e.input
        END AS value
   FROM (((execution_steps s
     JOIN executions e ON ((e.id = s.execution_id)))
     CROSS JOIN LATERAL json_each(s.input) i(key, value))
     LEFT JOIN execution_steps p ON (((p.execution_id = s.execution_id) AND (p.step_id = (i.value ->> 'step'::text)) AND (p.item = 0) AND (p.round = 0))));
comment on view perdure.execution_step_inputs is 'The value of each parameter of each step. The steps themselves hold references only, so that a result is stored once; and so is a signal, which all items of a mapped step take from its own row.';
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
comment on column perdure.execution_state.state is 'How many steps the plan has and how many run, wait, succeeded, failed or were skipped; what predicates said on whom steps still wait; settled_through counts the leading steps of the plan that have all settled; items says of each mapped step that has not, up to which item all have, how many of those failed, and which first.';
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

CREATE OR REPLACE FUNCTION perdure.execution_tree(root uuid)
 RETURNS TABLE(execution_id uuid, parent_id uuid, parent_step text, parent_item integer, parent_round integer, depth integer, workflow text, version integer, status text, created_at timestamp with time zone)
 LANGUAGE sql
 STABLE
AS $function$
    with recursive tree as (
      select e.id, e.parent_id, e.parent_step, e.parent_item, e.parent_round, 0 as depth, e.workflow, e.version, e.status, e.created_at, array[e.id] as path
      from perdure.executions e
      where e.id = root
      union all
      select c.id, c.parent_id, c.parent_step, c.parent_item, c.parent_round, t.depth + 1, c.workflow, c.version, c.status, c.created_at, t.path || c.id
      from tree t
      join perdure.executions c on c.parent_id = t.id
    )
    select t.id, t.parent_id, t.parent_step, t.parent_item, t.parent_round, t.depth, t.workflow, t.version, t.status, t.created_at
    from tree t
    order by t.path
  $function$;
comment on function perdure.execution_tree(root uuid) is 'A run and all runs that it started as steps, and those that they started, each behind its parent: of which step, item and round, how deep, and where it stands. Locks nothing.';

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
      where e.id = run and e.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED')
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
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ select perdure.leave_message(run, 'CANCEL') $function$;
comment on function perdure.cancel(run uuid) is 'Asks a run to end. False where it does not exist or has ended.';

CREATE OR REPLACE FUNCTION perdure.signal(run uuid, signal_name text, payload json DEFAULT NULL::json, payload_codec text DEFAULT NULL::text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare
  plan_name text := (
    select e.workflow || '@' || e.version from perdure.executions e
    where e.id = run and e.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED'));
  known jsonb := (
    select coalesce(jsonb_object_agg(n.name, n.is_optional) filter (where n.name is not null), '{}')
    from perdure.plans p
    left join lateral (
      select a.name, bool_or(a.is_optional) as is_optional
      from json_to_recordset(p.definition -> 'steps') as s (signal json, on_interrupt json)
      cross join lateral (values (s.signal ->> 'name', coalesce((s.signal ->> 'optional')::boolean, false)), (s.on_interrupt ->> 'signal', false)) as a (name, is_optional)
      where a.name is not null
      group by 1
    ) n on true
    where p.plan = plan_name
    group by p.plan);
  -- The newest question of the name that the sender could know of: a later one is not answered by what came for an earlier one.
  asked bigint := (
    select max(w.asked_seq)
    from perdure.agent_work w
    where w.execution_id = run and w.step_id in (
      select s.id from perdure.plans p cross join lateral json_to_recordset(p.definition -> 'steps') as s (id text, on_interrupt json)
      where p.plan = plan_name and s.on_interrupt ->> 'signal' = signal_name));
begin
  if known is not null and not known ? signal_name then
    raise exception 'No step of % takes a signal %: it takes %', plan_name, quote_literal(signal_name), coalesce((select string_agg(quote_literal(k), ', ' order by k) from jsonb_object_keys(known) k), 'none')
      using errcode = 'invalid_parameter_value';
  end if;
  if not (known ->> signal_name)::boolean and payload_codec is null and coalesce(payload::text, 'null') = 'null' then
    raise exception 'Signal % of % carries nothing, and its step takes something: give it a value, as payload of perdure.signal or as value of SignalAsync', quote_literal(signal_name), plan_name
      using errcode = 'invalid_parameter_value';
  end if;
  return perdure.leave_message(run, 'SIGNAL', json_build_object('name', signal_name, 'codec', payload_codec, 'value', coalesce(payload, 'null'), 'asked', asked));
end
$function$;
comment on function perdure.signal(run uuid, signal_name text, payload json, payload_codec text) is 'Sends a run a signal, which the step that waits for its name takes, now or when it comes to wait. False where the run does not exist or has ended; an error where no step of its plan takes a signal of that name, or nothing is sent to one that takes something.';

CREATE OR REPLACE FUNCTION perdure.delete_finished(finished_before timestamp with time zone, max_rows integer DEFAULT 5000, statuses text[] DEFAULT NULL::text[])
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  gone integer;
  refused text := (select string_agg(coalesce(quote_literal(s.status), 'null'), ', ') from unnest(statuses) s (status) where coalesce(s.status, '') not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED'));
begin
  if refused is not null then
    raise exception 'perdure.delete_finished deletes runs that are SUCCESS, FAILED, CANCELLED or COMPENSATED, and none that are %', refused using errcode = 'invalid_parameter_value';
  end if;
  with finished as materialized (
    select e.id, e.created_at
    from perdure.executions e
    where e.created_at < finished_before and e.finished_at < finished_before
      and (statuses is null or e.status = any (statuses))
      -- A parent reads the result of its child in the child's row.
      and not exists (select from perdure.executions p where p.id = e.parent_id and p.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED'))
    order by e.created_at, e.id
    limit greatest(max_rows / 4, 1)
    for update of e skip locked
  ), sized as materialized (
    select f.id,
      sum(1 + (select count(*) from perdure.execution_journal j where j.execution_id = f.id) + (select count(*) from perdure.execution_steps s where s.execution_id = f.id)
        + coalesce((select h.last from perdure.stream_heads h where h.execution_id = f.id), 0))
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
comment on function perdure.close_lanes() is 'Closes the lanes through which nothing will ever be written again: those that their worker replaced, and those of dead workers that hold no run. Returns how many. Each lane that opens calls it, and so does whoever changes a run by hand.';

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
      union
      select w.execution_id from perdure.queue_waiters w
      union
      select l.execution_id from perdure.queue_slots l
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
    select e.id, e.status, e.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED') as has_ended, e.holder, e.recoveries, e.queue, e.workflow || '@' || e.version as plan, e.ends_by
    from perdure.executions e
    where all_runs
    union all
    select e.id, e.status, e.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED'), e.holder, e.recoveries, e.queue, e.workflow || '@' || e.version, e.ends_by
    from unnest(looked_at) u (id)
    join perdure.executions e on e.id = u.id
    where not all_runs
  ), unfinished as materialized (
    select r.id, r.status, r.holder, r.recoveries, r.queue, r.plan, r.ends_by, q.due, w.name, w.expires_at, w.lease, coalesce(w.is_live, false) as is_held, coalesce(w.may_be_heard_of, false) as may_be_heard_of
    from runs r
    left join perdure.ready q on q.execution_id = r.id
    left join workers w on w.incarnation = r.holder
    where not r.has_ended
  ), suspects as materialized (
    -- Who drives a run that may be what its workers die of takes no other such run.
    select distinct u.holder from unfinished u where u.is_held and u.recoveries > 2
  ), free as materialized (
    select u.id, u.status, u.holder, u.due, u.name, u.expires_at, u.queue, u.plan, u.ends_by,
      exists (select from workers w where w.is_live and u.queue = any (w.queues) and u.plan = any (w.plans)) as is_served,
      exists (
        select from workers w
        where w.is_live and w.is_settled and u.queue = any (w.queues) and u.plan = any (w.plans)
          and (u.recoveries < 2 or not exists (select from suspects s where s.holder = w.incarnation))) as could_be_taken_over
    from unfinished u
    where not u.may_be_heard_of
      -- The pause that a paused run waits behind stays with it, unread: nothing wakes it but another message.
      and not (u.status = 'PAUSED' and u.due is null and exists (select from perdure.messages m where m.execution_id = u.id and m.kind = 'PAUSE'))
  ), events as materialized (
    select j.execution_id, j.seq - json_array_length(j.events) + x.position as seq, x.type, x.step, coalesce(x.item, 0) as item, coalesce(x.round, 0) as round, x.attempt
    from runs r
    join perdure.execution_journal j on j.execution_id = r.id
    cross join lateral rows from (json_to_recordset(j.events) as (type text, step text, item integer, round integer, attempt integer))
      with ordinality as x (type, step, item, round, attempt, position)
  ), tries as materialized (
    select e.execution_id, e.step, e.item, e.round, e.attempt, count(*) filter (where e.type = 'STEP_STARTED') as starts, min(e.seq) filter (where e.type = 'STEP_STARTED') as started,
      min(e.seq) filter (where e.type not in ('STEP_STARTED', 'STEP_SKIPPED', 'STEP_COPIED', 'STEP_CACHED')
        -- Before its first attempt a step has attempt 0.
        and not (e.attempt = 0 and e.type in ('STEP_WAITING', 'SIGNAL_RECEIVED', 'SIGNAL_TIMED_OUT', 'STEP_FAILED', 'STEP_CANCELLED', 'STEP_RETRY_SCHEDULED'))) as spoken_of,
      count(*) filter (where e.type in ('STEP_COMPLETED', 'STEP_COPIED', 'STEP_CACHED')) as completions
    from events e
    where e.step is not null and e.type not in ('STEP_COMPENSATION_STARTED', 'STEP_COMPENSATED', 'STEP_COMPENSATION_FAILED')
    group by e.execution_id, e.step, e.item, e.round, e.attempt
  ), told as materialized (
    select t.execution_id, t.step, t.item, t.round, sum(t.starts) as starts, count(*) filter (where t.starts > 0) as attempts, sum(t.completions) as completions,
      max(t.attempt) filter (where t.completions > 0) as completed
    from tries t
    group by t.execution_id, t.step, t.item, t.round
  ), steps as materialized (
    -- What a step committed in its own transaction stands in its row before a checkpoint tells of it.
    select s.execution_id, s.step_id, s.item, s.round, s.status, s.attempt, s.status = 'SUCCESS' and s.holder is not null as is_untold
    from runs r
    join perdure.execution_steps s on s.execution_id = r.id
  ), compared as materialized (
    select coalesce(s.execution_id, t.execution_id) as execution_id, coalesce(s.step_id, t.step) as step, s.status, s.is_untold, coalesce(s.attempt, 0) as attempt,
      coalesce(t.starts, 0) as starts, coalesce(t.attempts, 0) as attempts, coalesce(t.completions, 0) as completions, t.completed
    from steps s
    full join told t on t.execution_id = s.execution_id and t.step = s.step_id and t.item = s.item and t.round = s.round
  ), counted as (
    select s.execution_id, count(*) as total, count(*) filter (where s.status = 'SUCCESS' and not s.is_untold) as succeeded, count(*) filter (where s.status = 'FAILED') as failed,
      count(*) filter (where s.status = 'CANCELLED') as cancelled, count(*) filter (where s.status = 'SKIPPED') as skipped, count(*) filter (where s.status = 'WAITING') as waiting,
      count(*) filter (where s.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'SKIPPED')) as settled
    from steps s
    where s.item = 0 and s.round = 0
    group by s.execution_id
  ), endings as (
    -- The course of a run as letters, in order: R resumed, S ended well, F failed, C cancelled, U undone.
    select e.execution_id, string_agg(case e.type when 'EXECUTION_RESUMED' then 'R' when 'EXECUTION_COMPLETED' then 'S' when 'EXECUTION_FAILED' then 'F' when 'EXECUTION_COMPENSATED' then 'U' else 'C' end, '' order by e.seq) as course
    from events e
    where e.type in ('EXECUTION_RESUMED', 'EXECUTION_COMPLETED', 'EXECUTION_FAILED', 'EXECUTION_CANCELLED', 'EXECUTION_COMPENSATED')
    group by e.execution_id
  ), awaited as materialized (
    -- What waits for a child names it at the end.
    select s.execution_id, s.step_id, s.due_at is not null as is_due, c.child, e.status, e.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED') as has_ended,
      exists (select from perdure.messages m where m.execution_id = s.execution_id and m.kind = 'CHILD_ENDED' and m.payload ->> 'child' = c.child::text) as is_told
    from runs r
    join perdure.execution_steps s on s.execution_id = r.id and s.status = 'WAITING' and s.waits_for like 'workflow %'
    cross join lateral (select right(s.waits_for, 36)::uuid as child) c left join perdure.executions e on e.id = c.child
    where not r.has_ended
  ), batches as (
    select b.lane, b.batch, b.written, lag(b.batch) over (partition by b.lane order by b.batch) as before, lag(b.written) over (partition by b.lane order by b.batch) as written_before
    from (select j.lane, j.batch, min(j.created_at) as written from perdure.execution_journal j where all_runs group by j.lane, j.batch) b
  )
  select 'stranded', f.id, 'It is ' || f.status || ', nobody holds it, and no wake row makes it claimable'
  from free f
  where f.holder is null and f.due is null
    -- One that goes on has a wake row for the end of its time; one that ends waits for its children however long that takes, without a due time of their steps.
    and not exists (select from awaited a where a.execution_id = f.id and not a.has_ended and (f.ends_by is null or not a.is_due))
    -- A signal is a named wait: whoever sends it leaves a wake row. One that ends by itself has a wake row from the first.
    and not (f.status = 'WAITING' and f.ends_by is null
      and (exists (select from perdure.execution_steps s where s.execution_id = f.id and s.status = 'WAITING' and s.waits_for like 'signal %')
        -- Whoever grants a slot leaves a wake row as well.
        or exists (select from perdure.queue_waiters w where w.execution_id = f.id))
      and not exists (select from perdure.execution_steps s where s.execution_id = f.id and s.status = 'WAITING' and s.due_at is not null))
  union all
  select 'child', a.execution_id, 'Step ' || quote_literal(a.step_id) || ' waits for child ' || a.child || ', which ' || coalesce('is ' || a.status || ', and no message tells of it', 'does not exist')
  from awaited a
  where a.status is null or (a.has_ended and not a.is_told)
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
  where not coalesce(w.may_be_heard_of, false) and not exists (select from perdure.ready q where q.execution_id = r.id) and not (r.status = 'PAUSED' and m.kind in ('PAUSE', 'SIGNAL'))
    -- A signal for which no step waits yet is kept; of a run that failed or was cancelled for a retry by hand.
    and not (r.status in ('FAILED', 'CANCELLED') and m.kind = 'SIGNAL')
    and (r.has_ended or m.kind <> 'SIGNAL' or exists (
      select from perdure.execution_steps s where s.execution_id = m.execution_id and s.status = 'WAITING' and s.waits_for = 'signal ' || (m.payload ->> 'name')))
    -- An answer that names its question waits until those in front of it are answered.
    and (m.payload ->> 'question' is null or exists (
      select from perdure.agent_work w where w.execution_id = m.execution_id and w.status = 'ASKING' and w.asked_seq || '.' || (w.answered + 1) = m.payload ->> 'question'))
    -- A cancel goes with the end of its run, which may have to wait for a child that is to end as well.
    and not (r.status = 'WAITING' and m.kind = 'CANCEL' and exists (
      select from awaited a join perdure.messages c on c.execution_id = a.child and c.kind = 'CANCEL' where a.execution_id = r.id and not a.has_ended))
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
    select c.execution_id, 'execution_compensations' from perdure.execution_compensations c where all_runs
    union all
    select p.execution_id, 'step_progress' from perdure.step_progress p where all_runs
    union all
    select i.execution_id, 'stream_items' from perdure.stream_items i where all_runs
    union all
    select h.execution_id, 'stream_heads' from perdure.stream_heads h where all_runs
    union all
    select w.execution_id, 'agent_work' from perdure.agent_work w where all_runs
    union all
    select q.execution_id, 'ready' from perdure.ready q
    union all
    select w.execution_id, 'queue_waiters' from perdure.queue_waiters w
    union all
    select l.execution_id, 'queue_slots' from perdure.queue_slots l
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
  select 'ending', r.id, 'It is ' || r.status || ', and its course is ' || coalesce(quote_literal(c.course), 'empty') || ' (R resumed, S ended well, F failed, C cancelled, U undone)'
  from runs r
  left join endings c on c.execution_id = r.id
  where coalesce(c.course, '') !~ case r.status when 'SUCCESS' then '^(R|[FC]R)*S$' when 'FAILED' then '^(R|[FC]R)*F$' when 'CANCELLED' then '^(R|[FC]R)*C$' when 'COMPENSATED' then '^(R|[FC]R)*U$' else '^(R|[FC]R)*$' end
  union all
  select 'result', b.execution_id, 'Step ' || quote_literal(b.step) || ' is ' || coalesce(b.status || ' in attempt ' || b.attempt, 'without a row') || ', and was completed ' || b.completions || ' times'
    || coalesce(', at last in attempt ' || b.completed, '')
  from compared b
  where b.completions <> case when b.status = 'SUCCESS' and not b.is_untold then 1 else 0 end or (b.status = 'SUCCESS' and b.completed <> b.attempt)
  union all
  select 'attempts', b.execution_id, 'Step ' || quote_literal(b.step) || case when b.status is null then ' has no row' else ' is in attempt ' || b.attempt end || ', and ' || b.starts || ' starts of '
    || b.attempts || ' attempts are recorded'
  from compared b
  where b.starts <> b.attempt or b.attempts <> b.attempt
  union all
  select 'before_start', t.execution_id, 'Event ' || t.spoken_of || ' is about attempt ' || coalesce(t.attempt::text, 'nothing') || ' of step ' || quote_literal(t.step) || ', which was not started before'
  from tries t
  where t.attempt is distinct from 0 and t.spoken_of < coalesce(t.started, t.spoken_of + 1)
  union all
  select 'unsettled', r.id, 'It is ' || r.status || ', and step ' || quote_literal(s.step_id) || ' is ' || s.status || case when s.is_untold then ', of which no checkpoint tells' else '' end
  from runs r
  join steps s on s.execution_id = r.id
  where r.has_ended and (s.status in ('RUNNING', 'WAITING') or s.is_untold or (r.status = 'SUCCESS' and s.item = 0 and s.round = 0 and s.status not in ('SUCCESS', 'SKIPPED')))
  union all
  -- A run that was set aside in the midst of it is FAILED, and one that was terminated CANCELLED, with undos that have not settled: they go on when it is retried.
  select 'compensation', r.id, 'It is ' || r.status || ', and the undo of step ' || quote_literal(c.step_id) || ' is ' || c.status
  from runs r
  cross join lateral (select k.step_id, k.status from perdure.execution_compensations k where k.execution_id = r.id offset 0) c
  where r.status = 'SUCCESS' or (r.status = 'COMPENSATED' and c.status <> 'SUCCESS')
  union all
  select 'stream', r.id, 'Its stream has ' || c.items || ' items, the last at position ' || c.last || ', and its head says ' || coalesce(h.last::text, 'nothing')
  from runs r
  left join perdure.stream_heads h on h.execution_id = r.id
  cross join lateral (select count(*) as items, coalesce(max(i.position), 0) as last from perdure.stream_items i where i.execution_id = r.id) c
  where c.items <> coalesce(h.last, 0) or c.last <> c.items
  union all
  -- Whoever shows a stream starts anew where the attempt is another: no two attempts bear one number.
  select 'stream', r.id, 'Item ' || min(i.position) || ' of its stream is of attempt ' || i.attempt || ' of step ' || quote_literal(i.step_id) || ', of whose start nothing is recorded'
  from runs r
  join perdure.stream_items i on i.execution_id = r.id
  where not i.undo and not exists (
    select from perdure.execution_steps s where s.execution_id = i.execution_id and s.step_id = i.step_id and s.item = i.item and s.round = i.round and s.attempt >= i.attempt)
  group by r.id, i.step_id, i.attempt
  union all
  select 'event_type', e.execution_id, 'Event ' || e.seq || ' is of type ' || coalesce(quote_literal(e.type), 'nothing')
  from events e
  where e.type is null or e.type not in (
    'EXECUTION_CREATED', 'EXECUTION_STARTED', 'EXECUTION_WAITING', 'EXECUTION_PAUSED', 'EXECUTION_RESUMED', 'EXECUTION_COMPLETED', 'EXECUTION_FAILED', 'EXECUTION_CANCELLED', 'EXECUTION_COMPENSATED',
    'STEP_STARTED', 'STEP_COPIED', 'STEP_CACHED', 'STEP_COMPLETED', 'STEP_FAILED', 'STEP_CANCELLED', 'STEP_RETRY_SCHEDULED', 'STEP_WAITING', 'SIGNAL_RECEIVED', 'SIGNAL_TIMED_OUT', 'STEP_SKIPPED', 'PREDICATE_EVALUATED', 'AGENT_INVOKED', 'AGENT_RESPONSE',
    'AGENT_STARTED', 'AGENT_PROGRESS', 'AGENT_INTERRUPTED', 'AGENT_ANSWER_REFUSED', 'AGENT_RESUMED', 'AGENT_FAILED', 'AGENT_STOPPED',
    'COMPENSATION_STARTED', 'STEP_COMPENSATION_STARTED', 'STEP_COMPENSATED', 'STEP_COMPENSATION_FAILED', 'CHILD_STARTED', 'CHILD_ENDED', 'LOCK_ACQUIRED', 'LOCK_TAKEN_OVER', 'LOCK_RELEASED')
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
    or ((r.has_ended or (r.status in ('WAITING', 'PAUSED') and r.holder is null and st.seq = perdure.last_seq(r.id)))
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
  having max(b.written) > deleted_at
  union all
  select 'queue', r.id, 'Step ' || quote_literal(s.step_id) || ' waits for ' || s.waits_for || ', and neither stands in its line nor holds a slot'
  from runs r
  join perdure.execution_steps s on s.execution_id = r.id and s.status = 'WAITING' and s.waits_for like 'queue %'
  where not exists (select from perdure.queue_waiters w where w.execution_id = s.execution_id and w.step_id = s.step_id and w.item = s.item and w.round = s.round)
    and not exists (select from perdure.queue_slots l where l.execution_id = s.execution_id and l.step_id = s.step_id and l.item = s.item and l.round = s.round)
  union all
  select 'agent', r.id, 'The agent of step ' || quote_literal(w.step_id) || ' is ' || w.status || ', and the step ' || coalesce('is ' || s.status || coalesce(', waiting for ' || s.waits_for, ''), 'has no row')
  from runs r
  cross join lateral (select a.step_id, a.item, a.round, a.status from perdure.agent_work a where a.execution_id = r.id offset 0) w
  left join lateral (
    select k.status, k.waits_for from perdure.execution_steps k where k.execution_id = r.id and k.step_id = w.step_id and k.item = w.item and k.round = w.round offset 0
  ) s on true
  where case w.status
      when 'ASKING' then s.status is distinct from 'WAITING' or s.waits_for is null or s.waits_for not like 'signal %'
      when 'AT_WORK' then s.status is null or s.status not in ('RUNNING', 'WAITING') or s.waits_for like 'signal %'
      else s.status is null or s.status in ('RUNNING', 'WAITING')
    end
  union all
  select s.rule, s.execution_id, s.detail from perdure.queue_violations() s
  union all
  select s.rule, s.execution_id, s.detail from perdure.schedule_violations() s;
end
$function$;
comment on function perdure.violations(all_runs boolean) is 'Every breach of what has to hold, in the one snapshot of the statement that calls it; no row: all is well. Reads only, and locks nothing.
Four rules tell of workers and not of a defect: unservable (live workers are there, and none of them has the plan and serves the queue: start one), no_worker (one row for all runs that wait: no worker is alive) and abandoned (for two lease times no worker took the run over, although one could: it is full, or broken); and overdue of schedules.
All other rows are defects: stranded, child, unheard, unread, wake_row, orphan, numbering, ending, result, attempts, before_start, unsettled, compensation, stream, event_type, snapshot, queue, agent, lane.
With all_runs false it looks only at the runs that a worker holds, that have a wake row or that have a message, by their indexes, however many finished runs there are. What it cannot see then: a free run without a wake row (stranded), since nothing leads to it; finished runs; rows without a run, but for wake rows and messages; lanes.
Deletion takes events out of lanes and lanes out of the tables. So the batches of a lane are looked at from the last deletion on, and an unknown lane is one that wrote after it; what is older cannot be told from what was deleted.';

CREATE OR REPLACE FUNCTION perdure.record_by_hand(run uuid, happened jsonb, changed jsonb, initial jsonb DEFAULT NULL::jsonb)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  me uuid := gen_random_uuid();
  standing jsonb;
begin
  standing := coalesce((
    select j.state::jsonb || changed
    from perdure.execution_journal j
    where j.execution_id = run and j.state is not null
    order by j.seq desc
    limit 1), initial);

  insert into perdure.workers (incarnation, name, host, process_id, plans, queues, expires_at, dead)
  values (me, session_user, coalesce(inet_client_addr()::text, 'local'), pg_backend_pid(), '{}', '{}', clock_timestamp(), true);
  insert into perdure.lanes (id, incarnation) values (me, me);
  insert into perdure.execution_journal (execution_id, seq, lane, batch, created_at, events, state)
  values (run, perdure.last_seq(run) + jsonb_array_length(happened), me, 1, perdure.now(), happened::json, standing::json);

  -- Nothing will be written through its lane again. This waits for no lock, so its place in the order is of no account; and if somebody else closes lanes just now, the next who does takes
  -- this one along.
  perform perdure.close_lanes();
end
$function$;
comment on function perdure.record_by_hand(run uuid, happened jsonb, changed jsonb, initial jsonb) is 'Appends what somebody did by hand to the journal of a run that the caller has locked and become the holder of, and what it changed in the snapshot; of a run that has none, what the first one holds.';

CREATE OR REPLACE FUNCTION perdure.step_event(type text, step_id text, item integer, round integer, attempt integer, payload jsonb DEFAULT NULL::jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
AS $function$
    select jsonb_strip_nulls(jsonb_build_object('type', type, 'step', step_id, 'attempt', attempt, 'item', nullif(item, 0), 'round', nullif(round, 0), 'payload', payload))
  $function$;
comment on function perdure.step_event(type text, step_id text, item integer, round integer, attempt integer, payload jsonb) is 'An event about a step, as the journal holds it.';

CREATE OR REPLACE FUNCTION perdure.retry(run uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare
  acquired bigint;
  ended text;
  happened jsonb;
begin
  if exists (select from perdure.executions e where e.id = run and e.status in ('COMPENSATED', 'CANCELLED'))
    and exists (select from perdure.execution_compensations c where c.execution_id = run)
    and not exists (select from perdure.execution_compensations c where c.execution_id = run and c.status <> 'SUCCESS') then
    raise exception 'execution % is undone: what its steps did was compensated, so that there is nothing to go on from; start it anew', run using errcode = 'object_not_in_prerequisite_state';
  end if;
  select e.status into ended from perdure.executions e where e.id = run and e.status in ('FAILED', 'CANCELLED') for no key update;
  if not found then
    return false;
  end if;
  update perdure.executions e
  set status = case when e.started_at is null then 'PENDING' else 'WAITING' end, token = e.token + 1, recoveries = 0, error = null, finished_at = null, updated_at = perdure.now(),
    -- It has its time anew. An instant that has passed limits it no more.
    ends_by = case when e.time_limit is not null then perdure.now() + e.time_limit when e.ends_by > perdure.now() then e.ends_by end
  where e.id = run
  returning e.token into acquired;

  -- Each of the following reads what is there now that the run is locked.
  happened := jsonb_build_array(
    jsonb_build_object('type', 'LOCK_ACQUIRED', 'payload', jsonb_build_object('worker', session_user::text, 'token', acquired::text)),
    jsonb_build_object('type', 'EXECUTION_RESUMED', 'payload', jsonb_build_object('reason', 'retried by hand', 'by', session_user::text, 'was', ended)));

  -- What failed and what was cut off starts again, in its next attempt, and as often as [Retry] allows; what runs in items or rounds waits for them. The error stays to be read until then. An item whose
  -- failure its step has tolerated stays as it is: the step has its result, on which others may have built.
  with parts as materialized (
    select distinct s.step_id, case when s.round > 0 then s.item else 0 end as item, s.round > 0 as has_rounds
    from perdure.execution_steps s
    where s.execution_id = run and (s.item > 0 or s.round > 0)
  ), again as (
    update perdure.execution_steps s
    set status = 'WAITING', failures = 0, finished_at = null, ends_by = null, updated_at = perdure.now(),
      waits_for = case when s.round = 0 and exists (select from parts p where p.step_id = s.step_id and p.item = s.item) then
        case when s.item = 0 and exists (select from parts p where p.step_id = s.step_id and not p.has_rounds) then 'its items' else 'its rounds' end end,
      due_at = case when s.round > 0 or not exists (select from parts p where p.step_id = s.step_id and p.item = s.item) then perdure.now() end
    where s.execution_id = run and s.status in ('FAILED', 'CANCELLED') and not exists (select from perdure.execution_compensations c where c.execution_id = run)
      and not exists (
        select from perdure.execution_steps w
        where w.execution_id = run and w.step_id = s.step_id and w.item = 0 and w.round = 0 and w.status = 'SUCCESS')
    returning s.step_id, s.item, s.round, s.attempt
  ), tries as (
    -- Whoever lets it go on has decided on what a remote agent may have done: it is asked anew, under other ids.
    update perdure.agent_work w
    set status = 'AT_WORK', try = w.try + 1, turn = 0, handle_turn = null, runtime = null, conversation = null, remote_run = null, cursor = null, state = null, state_codec = null, refusals = 0, ambiguities = 0,
      uncertain = false, resumes = false, questions = 0, interrupts = null, interrupts_codec = null, asked_seq = null, asked_at = null, answered = 0, answers = '[]', updated_at = perdure.now()
    from again a
    where w.execution_id = run and w.step_id = a.step_id and w.item = a.item and w.round = a.round
  )
  select happened || coalesce(jsonb_agg(
      perdure.step_event('STEP_RETRY_SCHEDULED', a.step_id, a.item, a.round, a.attempt, '{"reason": "the run was retried by hand"}')
      order by a.step_id, a.item, a.round) filter (where a.attempt > 0), '[]')
  into happened
  from again a;

  -- Of a run that was being undone no step starts again: its undos go on, and those that failed are tried again.
  update perdure.execution_compensations c
  set status = 'PENDING', failures = 0, finished_at = null, updated_at = perdure.now()
  where c.execution_id = run and c.status = 'FAILED';

  -- The mark is moved back as far as it may have to be: steps of the plan are in no order here. Nor are the items in front of their mark all settled any more.
  perform perdure.record_by_hand(run, happened || '[{"type": "EXECUTION_WAITING"}, {"type": "LOCK_RELEASED"}]', jsonb_build_object(
    'settled_through', 0, 'items', '{}'::jsonb, 'running', 0, 'failure', null, 'failed', (
      select count(*) from perdure.execution_steps s where s.execution_id = run and s.status = 'FAILED' and s.item = 0 and s.round = 0), 'cancelled', (
      select count(*) from perdure.execution_steps s where s.execution_id = run and s.status = 'CANCELLED' and s.item = 0 and s.round = 0), 'waiting', (
      select count(*) from perdure.execution_steps s where s.execution_id = run and s.status = 'WAITING' and s.item = 0 and s.round = 0)));

  -- What others wanted of it they wanted before it had ended; the signals that it was sent are still to be taken.
  delete from perdure.messages m where m.execution_id = run and m.kind <> 'SIGNAL';
  insert into perdure.ready as r (execution_id, queue, plan, rank, due)
  select e.id, e.queue, e.workflow || '@' || e.version, perdure.rank(perdure.now(), e.priority), perdure.now()
  from perdure.executions e
  where e.id = run
  on conflict (execution_id) do update set due = least(r.due, excluded.due), rank = least(r.rank, excluded.rank);
  return true;
end
$function$;
comment on function perdure.retry(run uuid) is 'Lets a run go on that has failed, was set aside or was cancelled: what was recorded stays, and what failed or was cut off starts again, its failures counted anew; of a run that was being undone, its undos. An error where all of it is undone. False where the run does not exist, is under way or has succeeded. A worker finds it at its next poll.';

CREATE OR REPLACE FUNCTION perdure.terminate(run uuid, reason text DEFAULT NULL::text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare
  acquired bigint;
  previous uuid;
  told jsonb := jsonb_strip_nulls(jsonb_build_object('reason', reason, 'by', session_user::text, 'forced', true));
  happened jsonb;
begin
  select e.holder into previous from perdure.executions e where e.id = run and e.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED') for no key update;
  if not found then
    return false;
  end if;
  update perdure.executions e
  set status = 'CANCELLED', holder = null, token = e.token + 1, recoveries = 0, finished_at = perdure.now(), updated_at = perdure.now()
  where e.id = run
  returning e.token into acquired;

  -- Each of the following reads what is there now that the run is locked.
  happened := case when perdure.last_seq(run) = 0 then '[{"type": "EXECUTION_CREATED"}]'::jsonb else '[]' end || jsonb_build_object(
    'type', case when previous is null then 'LOCK_ACQUIRED' else 'LOCK_TAKEN_OVER' end,
    'payload', jsonb_strip_nulls(jsonb_build_object('worker', session_user::text, 'token', acquired::text, 'from', previous)));
  with untold as (
    -- What steps committed in transactions of their own, and nobody has told of yet.
    update perdure.execution_steps s
    set holder = null, updated_at = perdure.now()
    where s.execution_id = run and s.status = 'SUCCESS' and s.holder is not null
    returning s.step_id, s.item, s.round, s.attempt
  )
  select happened || coalesce(jsonb_agg(perdure.step_event('STEP_COMPLETED', u.step_id, u.item, u.round, u.attempt) order by u.step_id, u.item, u.round), '[]')
  into happened
  from untold u;
  with cut_off as (
    update perdure.execution_steps s
    set status = 'CANCELLED', holder = null, due_at = null, waits_for = null, finished_at = perdure.now(), updated_at = perdure.now()
    where s.execution_id = run and s.status in ('RUNNING', 'WAITING')
    returning s.step_id, s.item, s.round, s.attempt
  )
  select happened || coalesce(jsonb_agg(perdure.step_event('STEP_CANCELLED', c.step_id, c.item, c.round, c.attempt) order by c.step_id, c.item, c.round) filter (where c.attempt > 0), '[]')
  into happened
  from cut_off c;

  perform perdure.record_by_hand(run, happened || jsonb_build_array(jsonb_build_object('type', 'EXECUTION_CANCELLED', 'payload', told), '{"type": "LOCK_RELEASED"}'::jsonb), jsonb_build_object(
    'running', 0, 'waiting', 0,
    'succeeded', (select count(*) from perdure.execution_steps s where s.execution_id = run and s.status = 'SUCCESS' and s.item = 0 and s.round = 0),
    'cancelled', (select count(*) from perdure.execution_steps s where s.execution_id = run and s.status = 'CANCELLED' and s.item = 0 and s.round = 0)));

  -- What a remote agent is at goes on there: nobody is left who could stop it.
  update perdure.agent_work w set status = 'ENDED', resumes = false, updated_at = perdure.now() where w.execution_id = run and w.status <> 'ENDED';

  -- Whoever grants a slot at this moment has the waiter locked: behind it the slot is seen.
  delete from perdure.queue_waiters w where w.execution_id = run;
  delete from perdure.queue_slots s where s.execution_id = run;
  delete from perdure.messages m where m.execution_id = run and m.kind <> 'SIGNAL';
  with wake as materialized (
    select r.execution_id from perdure.ready r where r.execution_id = run for update of r skip locked
  )
  delete from perdure.ready r where r.execution_id in (select w.execution_id from wake w);

  -- As the end of any other run does: its parent is told, and its children are to end.
  perform perdure.leave_message(o.id, o.kind, o.payload)
  from (
    select e.parent_id as id, 'CHILD_ENDED' as kind,
      json_build_object('child', e.id, 'step', e.parent_step, 'item', e.parent_item, 'round', e.parent_round, 'status', 'CANCELLED') as payload
    from perdure.executions e
    where e.id = run and e.parent_id is not null
    union all
    select c.id, 'CANCEL', null
    from perdure.executions c
    where c.parent_id = run and c.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED')
      -- Those that go on by themselves, as the plan says that a worker has told of, are left alone.
      and not exists (
        select from perdure.executions e
        join perdure.plans p on p.plan = e.workflow || '@' || e.version
        cross join lateral json_to_recordset(p.definition -> 'steps') as s (id text, parent_close text)
        where e.id = run and s.id = c.parent_step and s.parent_close = 'abandon')
    order by 1
  ) o;
  return true;
end
$function$;
comment on function perdure.terminate(run uuid, reason text) is 'Ends a run at once, as cancelled, without asking its holder, whose lease it takes: what the holder still records is refused. The reason stands in the event. False where the run does not exist or has ended.';

CREATE OR REPLACE FUNCTION perdure.require_database(name text, since timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  if name <> current_database() or not exists (select from perdure.schema_version v where v.version = 1 and v.applied_at = since) then
    raise exception 'the transaction is one of another database than that of the client' using errcode = 'PD002';
  end if;
end
$function$;
comment on function perdure.require_database(name text, since timestamp with time zone) is 'Refuses a statement on another database than the one whose name and first migration the caller knows. SQLSTATE PD002.';

CREATE OR REPLACE FUNCTION perdure.settle_step(run uuid, step text, at_item integer, at_round integer, of_attempt integer, of_holder uuid, result text, result_codec text, ends_loop boolean, tag_value text, mark text)
 RETURNS text
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
begin
  if current_setting('perdure.step', true) is distinct from mark then
    return 'another transaction';
  end if;

  perform set_config('idle_in_transaction_session_timeout', '5s', true),
    set_config('synchronous_commit', case when current_setting('synchronous_commit') in ('off', 'local') then 'on' else current_setting('synchronous_commit') end, true);
  update perdure.execution_steps s
  set status = 'SUCCESS', output = result::json, codec = result_codec, is_last = case when s.round > 0 then ends_loop end, tag = tag_value, error = null, finished_at = perdure.now(), updated_at = perdure.now()
  where s.execution_id = run and s.step_id = step and s.item = at_item and s.round = at_round
    and s.attempt = of_attempt and s.holder = of_holder and s.status = 'RUNNING';
  return case when found then 'settled' else 'lost' end;
end
$function$;
comment on function perdure.settle_step(run uuid, step text, at_item integer, at_round integer, of_attempt integer, of_holder uuid, result text, result_codec text, ends_loop boolean, tag_value text, mark text) is 'Writes the result of a step in the step''s own transaction: settled, lost (the attempt is not its holder''s any more), or another transaction (than the one that was begun for it).';

CREATE OR REPLACE FUNCTION perdure.scheduled_id(schedule text, due timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE
AS $function$
    select encode(set_byte(set_byte(h.hash, 6, (get_byte(h.hash, 6) & 15) | 128), 8, (get_byte(h.hash, 8) & 63) | 128), 'hex')::uuid
    from (
      select substring(sha256(convert_to('perdure/schedule' || chr(10) || schedule || chr(10) || extract(epoch from due)::bigint, 'UTF8')) from 1 for 16) as hash
    ) h
  $function$;
comment on function perdure.scheduled_id(schedule text, due timestamp with time zone) is 'The id of the run that a schedule starts for an instant.';

create table perdure.schedules (
  id text not null,
  workflow text not null,
  name text not null,
  version integer not null,
  plan text not null,
  cron text not null,
  time_zone text not null,
  missed text not null,
  max_missed integer not null,
  overlap text not null,
  since timestamp with time zone not null default perdure.now(),
  next_fire timestamp with time zone,
  last_fire timestamp with time zone,
  last_execution uuid,
  paused_at timestamp with time zone,
  created_at timestamp with time zone not null default perdure.now(),
  updated_at timestamp with time zone not null default perdure.now(),
  constraint schedules_id_is_workflow_and_name CHECK (((id = ((workflow || '/'::text) || name)) AND (POSITION(('/'::text) IN (name)) = 0))),
  constraint schedules_plan_is_workflow_and_version CHECK ((plan = ((workflow || '@'::text) || version))),
  constraint schedules_version_from_one CHECK ((version >= 1)),
  constraint schedules_missed_known CHECK ((missed = ANY (ARRAY['SKIP'::text, 'RUN_LATEST'::text, 'RUN_ALL'::text]))),
  constraint schedules_max_missed_within_bounds CHECK (((max_missed >= 1) AND (max_missed <= 1000))),
  constraint schedules_overlap_known CHECK ((overlap = ANY (ARRAY['ALLOW'::text, 'SKIP'::text, 'QUEUE'::text]))),
  constraint schedules_fired_with_execution CHECK (((last_fire IS NULL) = (last_execution IS NULL))),
  constraint schedules_next_fire_after_last CHECK ((next_fire > last_fire)),
  constraint schedules_pkey PRIMARY KEY (id)
);
comment on table perdure.schedules is 'When runs start by themselves. Workers write it when they start and when a schedule fires; the row is locked while it does, so that each instant is run once.';
comment on column perdure.schedules.id is 'The workflow''s name, a slash, and the schedule''s own: nightly-report/default.';
comment on column perdure.schedules.workflow is 'The workflow''s durable name.';
comment on column perdure.schedules.name is 'The durable id among the schedules of the workflow.';
comment on column perdure.schedules.version is 'The newest version of the workflow that a worker has brought: its runs are started, and by workers that have it.';
comment on column perdure.schedules.plan is 'The plan of the runs that are started, as name@version.';
comment on column perdure.schedules.cron is 'The cron expression.';
comment on column perdure.schedules.time_zone is 'The IANA name of the time zone in which it is read.';
comment on column perdure.schedules.missed is 'What is done about instants that are more than a minute old: SKIP, RUN_LATEST or RUN_ALL.';
comment on column perdure.schedules.max_missed is 'How many of them RUN_ALL runs at most.';
comment on column perdure.schedules.overlap is 'What is done while the previous run has not ended: ALLOW, SKIP or QUEUE.';
comment on column perdure.schedules.since is 'From when on its instants count: when it was first brought, last changed or last resumed.';
comment on column perdure.schedules.next_fire is 'The instant for which it fires next; null: the next worker that looks works it out, from since and last_fire.';
comment on column perdure.schedules.last_fire is 'The instant for which it fired last.';
comment on column perdure.schedules.last_execution is 'The run that it started then; retention may have deleted it.';
comment on column perdure.schedules.paused_at is 'Since when it is paused; null: it is not.';
comment on column perdure.schedules.created_at is 'When a worker first brought it.';
comment on column perdure.schedules.updated_at is 'When the row last changed.';

CREATE TRIGGER schedules_touch BEFORE UPDATE ON perdure.schedules FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION touch();

CREATE OR REPLACE FUNCTION perdure.pause_schedule(schedule text)
 RETURNS boolean
 LANGUAGE sql
AS $function$
    with paused as (
      update perdure.schedules s set paused_at = coalesce(s.paused_at, perdure.now()) where s.id = schedule
      returning s.id
    )
    select exists (select from paused)
  $function$;
comment on function perdure.pause_schedule(schedule text) is 'Lets a schedule start no runs until perdure.resume_schedule; those that it has started go on. False where there is no such schedule.';

CREATE OR REPLACE FUNCTION perdure.resume_schedule(schedule text)
 RETURNS boolean
 LANGUAGE sql
AS $function$
    with resumed as (
      update perdure.schedules s
      set paused_at = null, since = case when s.paused_at is null then s.since else perdure.now() end, next_fire = case when s.paused_at is null then s.next_fire end
      where s.id = schedule
      returning s.id
    )
    select exists (select from resumed)
  $function$;
comment on function perdure.resume_schedule(schedule text) is 'Lets a paused schedule go on with the next instant from now. False where there is no such schedule.';

CREATE OR REPLACE FUNCTION perdure.delete_schedule(schedule text)
 RETURNS boolean
 LANGUAGE sql
AS $function$
    with deleted as (
      delete from perdure.schedules s where s.id = schedule
      returning s.id
    )
    select exists (select from deleted)
  $function$;
comment on function perdure.delete_schedule(schedule text) is 'Forgets a schedule that no workflow has any more; its runs stay. A worker that still has it brings it back when it starts. False where there is no such schedule.';

CREATE OR REPLACE FUNCTION perdure.schedule_violations()
 RETURNS TABLE(rule text, execution_id uuid, detail text)
 LANGUAGE sql
 STABLE
AS $function$
    select 'overdue', null::uuid, 'Schedule ' || quote_literal(s.id) || ' of plan ' || quote_literal(s.plan) || ' is due since ' || s.due || ', and no worker fires it; if the workflow has it no more, or the workers that are there '
      || 'have an older version of it, perdure.delete_schedule forgets it, and a worker that starts brings what it has'
    from (select x.id, x.workflow, x.plan, x.overlap, x.last_execution, coalesce(x.next_fire, x.since) as due from perdure.schedules x where x.paused_at is null) s
    where exists (
        select from perdure.workers w
        -- Of whatever version: those that were rolled back to an older one do not fire what a newer one has taken over.
        where not w.dead and w.expires_at > clock_timestamp() and s.workflow = any (array(select split_part(p.plan, '@', 1) from unnest(w.plans) as p (plan)))
          and w.started_at + 2 * (w.expires_at - w.heartbeat_at) < clock_timestamp()
          and s.due + 2 * (w.expires_at - w.heartbeat_at) < perdure.now())
      and not (s.overlap = 'QUEUE'
        and exists (select from perdure.executions e where e.id = s.last_execution and e.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED')))
  $function$;
comment on function perdure.schedule_violations() is 'The breaches of perdure.violations() that are about schedules: overdue, of one that has been due for two lease times although live workers have its workflow.';

CREATE OR REPLACE FUNCTION perdure.pause_is_wanted(run uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
    select coalesce((select m.kind = 'PAUSE' from perdure.messages m where m.execution_id = run and m.kind in ('PAUSE', 'RESUME') order by m.id desc limit 1), false)
      and exists (select from perdure.executions e where e.id = run and e.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED'))
  $function$;
comment on function perdure.pause_is_wanted(run uuid) is 'Whether the last word to an unfinished run, of those to pause and to go on, was to pause.';

CREATE OR REPLACE FUNCTION perdure.pause(run uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  return perdure.pause_is_wanted(run) or perdure.leave_message(run, 'PAUSE');
end
$function$;
comment on function perdure.pause(run uuid) is 'Asks a run to start nothing more: what runs settles and is recorded, then it is PAUSED until perdure.resume. False where it does not exist or has ended.';

CREATE OR REPLACE FUNCTION perdure.resume(run uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  return perdure.pause_is_wanted(run) and perdure.leave_message(run, 'RESUME');
end
$function$;
comment on function perdure.resume(run uuid) is 'Lets a run go on that is paused, or was asked to pause. False where it is not, or does not exist. A run that has failed or was cancelled goes on by perdure.retry.';

create table perdure.execution_tags (
  execution_id uuid not null,
  name text not null,
  value text not null,
  created_at timestamp with time zone not null,
  constraint execution_tags_name_within_bounds CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint execution_tags_value_within_bounds CHECK ((length(value) <= 1000)),
  constraint execution_tags_pkey PRIMARY KEY (execution_id, name),
  constraint execution_tags_execution_fkey FOREIGN KEY (execution_id) REFERENCES executions(id) ON DELETE CASCADE
);
CREATE INDEX execution_tags_by_value ON perdure.execution_tags USING btree (name, value, created_at, execution_id);
comment on table perdure.execution_tags is 'What a run is found by: given when it was started, or the result of a step that is marked with a tag.';
comment on column perdure.execution_tags.execution_id is 'The run.';
comment on column perdure.execution_tags.name is 'The tag''s name, such as customer.';
comment on column perdure.execution_tags.value is 'Its value as text, in plain.';
comment on column perdure.execution_tags.created_at is 'When the run was started, as its row says: lists are in that order.';

CREATE OR REPLACE FUNCTION perdure.fork_run(run uuid, fork uuid, from_step text, fork_version integer, fork_queue text, fork_priority integer, fork_input json, fork_input_codec text, fork_trace text, copied text[], given_steps text[], given_items integer[], given_rounds integer[], given_outputs text[], given_codecs text[], edited boolean[], decided text[])
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare
  happened jsonb;
  verdicts jsonb;
begin
  perform from perdure.executions e where e.id = run for key share;
  if not found then
    return false;
  end if;
  insert into perdure.executions (id, created_at, workflow, version, queue, priority, input, input_codec, trace, forked_from, time_limit, ends_by, updated_at)
  select fork, perdure.now(), e.workflow, fork_version, fork_queue, fork_priority, fork_input, fork_input_codec, fork_trace, run, e.time_limit,
    case when e.time_limit is not null then perdure.now() + e.time_limit when e.ends_by > perdure.now() then e.ends_by end, perdure.now()
  from perdure.executions e
  where e.id = run;

  -- No attempt of it was ever started in this run: it has none.
  insert into perdure.execution_steps (
    execution_id, step_id, item, round, status, attempt, agent, input, output, codec, error, started_at, finished_at, created_at, updated_at, copied_from)
  select fork, coalesce(s.step_id, g.step_id), coalesce(s.item, g.item), coalesce(s.round, g.round), coalesce(s.status, 'SUCCESS'), 0, s.agent, s.input,
    case when g.step_id is null then s.output else g.output::json end, case when g.step_id is null then s.codec else g.codec end, s.error,
    s.started_at, coalesce(s.finished_at, perdure.now()), perdure.now(), perdure.now(), case when not coalesce(g.edited, false) then run end
  from (
    select x.*
    from perdure.execution_steps x
    where x.execution_id = run and x.step_id = any (copied) and (x.status in ('SUCCESS', 'SKIPPED')
      -- A failed item that its step has tolerated is a part of what the step came to: who takes the items finds null in its place.
      or x.status = 'FAILED' and exists (
        select from perdure.execution_steps w
        where w.execution_id = run and w.step_id = x.step_id and w.item = 0 and w.round = 0 and w.status = 'SUCCESS'))
  ) s
  full join unnest(given_steps, given_items, given_rounds, given_outputs, given_codecs, edited) as g (step_id, item, round, output, codec, edited)
    on g.step_id = s.step_id and g.item = s.item and g.round = s.round;

  select jsonb_build_array(jsonb_build_object('type', 'EXECUTION_CREATED', 'payload', jsonb_strip_nulls(jsonb_build_object('forked_from', run, 'step', from_step, 'by', session_user::text))))
    || coalesce(jsonb_agg(case when s.status = 'SUCCESS'
        then perdure.step_event('STEP_COPIED', s.step_id, s.item, s.round, 0, case when s.copied_from is null then '{"edited": "true"}' else jsonb_build_object('from', run) end)
        when s.status = 'FAILED' then perdure.step_event('STEP_FAILED', s.step_id, s.item, s.round, 0, jsonb_build_object('from', run))
        else perdure.step_event('STEP_SKIPPED', s.step_id, s.item, s.round, null, jsonb_build_object('from', run)) end
      order by s.step_id, s.item, s.round), '[]')
  into happened
  from perdure.execution_steps s
  where s.execution_id = fork;

  -- What the predicates said, to whom everything that they take is copied: another answer would not fit the steps that were skipped by this one.
  select jsonb_object_agg(v.predicate, v.verdict) into verdicts
  from (
    select distinct on (x.payload ->> 'predicate') x.payload ->> 'predicate' as predicate, (x.payload ->> 'verdict')::boolean as verdict
    from perdure.execution_journal j
    cross join lateral rows from (json_to_recordset(j.events) as (type text, payload json)) with ordinality as x (type, payload, position)
    where j.execution_id = run and x.type = 'PREDICATE_EVALUATED' and x.payload ->> 'predicate' = any (decided) and x.payload ->> 'verdict' is not null
    order by x.payload ->> 'predicate', j.seq desc, x.position desc
  ) v;
  select happened || coalesce(jsonb_agg(
      jsonb_build_object('type', 'PREDICATE_EVALUATED', 'payload', jsonb_build_object('predicate', v.key, 'verdict', v.value, 'from', run)) order by v.key), '[]')
  into happened
  from jsonb_each_text(verdicts) v;
  perform perdure.record_by_hand(fork, happened, null, case when verdicts is not null then jsonb_build_object('verdicts', verdicts) end);

  -- It is found by what the other was found by, until a step of its own says otherwise.
  insert into perdure.execution_tags (execution_id, name, value, created_at)
  select fork, t.name, t.value, e.created_at
  from perdure.execution_tags t
  cross join perdure.executions e
  where t.execution_id = run and e.id = fork;

  insert into perdure.ready (execution_id, queue, plan, rank, due)
  select e.id, e.queue, e.workflow || '@' || e.version, perdure.rank(perdure.now(), e.priority), perdure.now()
  from perdure.executions e
  where e.id = fork;
  return true;
end
$function$;
comment on function perdure.fork_run(run uuid, fork uuid, from_step text, fork_version integer, fork_queue text, fork_priority integer, fork_input json, fork_input_codec text, fork_trace text, copied text[], given_steps text[], given_items integer[], given_rounds integer[], given_outputs text[], given_codecs text[], edited boolean[], decided text[]) is 'Writes a run that begins with results of another, which whoever calls has chosen by the plan. For the runtime; people call perdure.fork.';

CREATE OR REPLACE FUNCTION perdure.fork(run uuid, from_step text DEFAULT NULL::text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare
  source perdure.executions;
  plan_id text;
  plan json;
  ids text[];
  copied text[];
  decided text[];
  fork uuid := gen_random_uuid();
begin
  select * into source from perdure.executions e where e.id = run;
  if not found then
    return null;
  end if;
  plan_id := source.workflow || '@' || source.version;
  select p.definition into plan from perdure.plans p where p.plan = plan_id;
  if plan is null then
    raise exception 'no worker has brought plan %', quote_literal(plan_id) using errcode = 'undefined_object', hint = 'Start a worker that has it, or fork with WorkflowClient.ForkAsync.';
  end if;
  ids := array(select s.step ->> 'id' from json_array_elements(plan -> 'steps') s (step));
  if from_step <> all (ids) then
    raise exception 'plan % has no step %', quote_literal(plan_id), quote_literal(from_step) using errcode = 'undefined_object', hint = 'Its steps are ' || array_to_string(ids, ', ') || '.';
  end if;
  if source.input_codec is not null or exists (select from perdure.execution_steps s where s.execution_id = run and s.codec is not null) then
    raise exception 'payloads of execution % are encoded, and may be bound to it', run using errcode = 'feature_not_supported', hint = 'Fork it with WorkflowClient.ForkAsync, which has the codecs.';
  end if;

  with recursive steps as (
    select s.step ->> 'id' as id, array(select json_array_elements_text(s.step -> 'waits_for')) as waits_for,
      not exists (select from perdure.execution_steps x where x.execution_id = run and x.step_id = s.step ->> 'id' and x.item = 0 and x.round = 0 and x.status in ('SUCCESS', 'SKIPPED')) as is_missing
    from json_array_elements(plan -> 'steps') s (step)
  ), anew as (
    select s.id from steps s where from_step is null or s.id = from_step or s.is_missing
    union
    select s.id from anew a join steps s on a.id = any (s.waits_for)
  )
  select array(select s.id from steps s where s.id not in (select a.id from anew a)) into copied;
  decided := array(
    select p.predicate ->> 'id'
    from json_array_elements(plan -> 'predicates') p (predicate)
    where from_step is not null and not exists (
      select from json_each(p.predicate -> 'inputs') i
      cross join lateral (select i.value ->> 'step' as id union all select json_array_elements_text(i.value -> 'steps')) s
      where s.id <> all (copied)));
  return case when perdure.fork_run(
    run, fork, from_step, source.version, source.queue, source.priority, source.input, null, null, copied, '{}', '{}', '{}', '{}', '{}', '{}', decided) then fork end;
end
$function$;
comment on function perdure.fork(run uuid, from_step text) is 'Starts a new run of the same plan that begins with the results of another, but for a step and all that waits for it, which run anew; without a step all of it does. Returns the new run''s id; null where there is no such run. The other one stays as it is, and may be under way.';

create table perdure.step_progress (
  execution_id uuid not null,
  token bigint not null,
  item integer not null default 0,
  round integer not null default 0,
  attempt integer not null,
  recorded_at timestamp with time zone not null default perdure.now(),
  step_id text not null,
  codec text,
  details json not null,
  constraint step_progress_counts_not_negative CHECK (((item >= 0) AND (round >= 0) AND (attempt >= 1))),
  constraint step_progress_pkey PRIMARY KEY (execution_id, step_id, item, round)
) with (fillfactor=50, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0.05, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0.05);
comment on table perdure.step_progress is 'How far the attempts of long steps have come: the newest details that they told with a heartbeat, one row a step. Apart from execution_steps, since a step has no row there in its first moments, and since a row that is written every second should be short.';
comment on column perdure.step_progress.execution_id is 'The run.';
comment on column perdure.step_progress.token is 'The fencing token under which it was written: an earlier holder overwrites nothing.';
comment on column perdure.step_progress.item is 'The item of a mapped step; 0 for a plain one.';
comment on column perdure.step_progress.round is 'The round of a repeated step; 0 for a plain one.';
comment on column perdure.step_progress.attempt is 'The attempt that told it.';
comment on column perdure.step_progress.recorded_at is 'When it was written.';
comment on column perdure.step_progress.step_id is 'The step''s durable id.';
comment on column perdure.step_progress.codec is 'How the details are encoded; null: not at all.';
comment on column perdure.step_progress.details is 'What the attempt told.';

CREATE OR REPLACE FUNCTION perdure.delete_step_data()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from perdure.step_progress p using deleted where p.execution_id = deleted.id;
  return null;
end
$function$;
comment on function perdure.delete_step_data() is 'Deletes what the steps of deleted runs left, once a statement, as perdure.delete_records().';

CREATE TRIGGER executions_delete_step_data AFTER DELETE ON perdure.executions REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_step_data();

create table perdure.step_cache (
  key bytea not null,
  execution_id uuid not null,
  created_at timestamp with time zone not null default perdure.now(),
  expires_at timestamp with time zone not null,
  step_id text not null,
  codec text,
  value json not null,
  constraint step_cache_key_is_a_hash CHECK ((octet_length(key) = 32)),
  constraint step_cache_expires_after_creation CHECK ((expires_at > created_at)),
  constraint step_cache_pkey PRIMARY KEY (key)
) with (autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_insert_threshold=1000, autovacuum_vacuum_insert_scale_factor=0.05, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0.05);
CREATE INDEX step_cache_by_expiry ON perdure.step_cache USING btree (expires_at);
comment on table perdure.step_cache is 'Results that runs take from one another: those of steps with [Cache]. An entry outlives the run that left it.';
comment on column perdure.step_cache.key is 'The SHA-256 of the scope, the version and the plain input.';
comment on column perdure.step_cache.execution_id is 'The run that recorded the result; it may be gone.';
comment on column perdure.step_cache.created_at is 'When it was recorded.';
comment on column perdure.step_cache.expires_at is 'From when on it is not good any more.';
comment on column perdure.step_cache.step_id is 'The step that recorded it.';
comment on column perdure.step_cache.codec is 'How the value is encoded, bound to the key; null: not at all.';
comment on column perdure.step_cache.value is 'The result.';

CREATE OR REPLACE FUNCTION perdure.delete_expired_cache(max_rows integer DEFAULT 5000)
 RETURNS integer
 LANGUAGE sql
AS $function$
    with expired as materialized (
      select c.key from perdure.step_cache c where c.expires_at <= perdure.now() order by c.expires_at limit max_rows for update skip locked
    ), deleted as (
      delete from perdure.step_cache c using expired e where c.key = e.key returning c.key
    )
    select count(*)::integer from deleted
  $function$;
comment on function perdure.delete_expired_cache(max_rows integer) is 'Deletes results of step_cache that are not good any more, earliest first, at most so many, passing over locked ones; returns how many. Call it until it returns 0. Hosts with PerdureOptions.Retention do.';

create table perdure.execution_compensations (
  execution_id uuid not null,
  position integer not null,
  item integer not null default 0,
  round integer not null default 0,
  attempt integer not null default 0,
  failures integer not null default 0,
  due_at timestamp with time zone,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  created_at timestamp with time zone not null default perdure.now(),
  updated_at timestamp with time zone not null default perdure.now(),
  step_id text not null,
  undo text not null,
  status text not null default 'PENDING'::text,
  unfinished boolean not null default false,
  error json,
  cause json,
  constraint execution_compensations_status_known CHECK ((status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text, 'WAITING'::text, 'SUCCESS'::text, 'FAILED'::text]))),
  constraint execution_compensations_error_when_failed CHECK (((error IS NOT NULL) OR (status <> 'FAILED'::text))),
  constraint execution_compensations_error_not_when_success CHECK (((error IS NULL) OR (status <> 'SUCCESS'::text))),
  constraint execution_compensations_due_when_waiting CHECK (((due_at IS NOT NULL) = (status = 'WAITING'::text))),
  constraint execution_compensations_finished_at_when_settled CHECK (((finished_at IS NOT NULL) = (status = ANY (ARRAY['SUCCESS'::text, 'FAILED'::text])))),
  constraint execution_compensations_cause_with_first CHECK (((cause IS NULL) OR ("position" = 1))),
  constraint execution_compensations_counts_not_negative CHECK ((("position" >= 1) AND (item >= 0) AND (round >= 0) AND (attempt >= 0) AND ((failures >= 0) AND (failures <= attempt)))),
  constraint execution_compensations_pkey PRIMARY KEY (execution_id, step_id, item, round)
) with (fillfactor=90, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0.05, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0.05);
comment on table perdure.execution_compensations is 'One row for each step, item or round that is to be undone, all written when the undoing begins: so that a crash in the midst of it changes neither what is undone nor the order.';
comment on column perdure.execution_compensations.execution_id is 'The run.';
comment on column perdure.execution_compensations.position is 'The order, from 1: what completed last is undone first.';
comment on column perdure.execution_compensations.item is 'The item of a mapped step; 0 for a plain one.';
comment on column perdure.execution_compensations.round is 'The round of a repeated step; 0 for a plain one.';
comment on column perdure.execution_compensations.attempt is 'How often the undo was started.';
comment on column perdure.execution_compensations.failures is 'How many of its attempts failed.';
comment on column perdure.execution_compensations.due_at is 'When a waiting undo goes on.';
comment on column perdure.execution_compensations.started_at is 'When its last attempt started.';
comment on column perdure.execution_compensations.finished_at is 'When it settled.';
comment on column perdure.execution_compensations.created_at is 'When the row was first written.';
comment on column perdure.execution_compensations.updated_at is 'When the row last changed.';
comment on column perdure.execution_compensations.step_id is 'The step that is undone.';
comment on column perdure.execution_compensations.undo is 'The method that undoes it.';
comment on column perdure.execution_compensations.status is 'PENDING, RUNNING, WAITING, SUCCESS or FAILED.';
comment on column perdure.execution_compensations.unfinished is 'Whether the step had started and did not complete.';
comment on column perdure.execution_compensations.error is 'Why the last failed attempt failed: type, message, step, attempt, stack.';
comment on column perdure.execution_compensations.cause is 'In the first row: why the run failed; null there: it was cancelled.';

create table perdure.queues (
  name text not null,
  concurrency integer,
  key_concurrency integer,
  rate double precision,
  burst integer not null default 1,
  served bigint not null default 0,
  used_until timestamp with time zone,
  swept_at timestamp with time zone,
  created_at timestamp with time zone not null default perdure.now(),
  updated_at timestamp with time zone not null default perdure.now(),
  constraint queues_name_within_bounds CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint queues_limits_from_one CHECK (((concurrency >= 1) AND (key_concurrency >= 1) AND ((burst >= 1) AND (burst <= 1000000)))),
  constraint queues_rate_within_bounds CHECK (((rate >= (0.00001)::double precision) AND (rate <= (1000000)::double precision))),
  constraint queues_pkey PRIMARY KEY (name)
) with (fillfactor=50, autovacuum_vacuum_threshold=100, autovacuum_vacuum_scale_factor=0, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0);
comment on table perdure.queues is 'The limits that steps share over all workers, as the worker that started last has declared them.';
comment on column perdure.queues.name is 'The queue''s name, as [Queue] and [OnQueue] give it.';
comment on column perdure.queues.concurrency is 'How many attempts may run at the same time; null: any number.';
comment on column perdure.queues.key_concurrency is 'How many of one key may; null: any number.';
comment on column perdure.queues.rate is 'How many attempts may begin in a second, on average; null: any number.';
comment on column perdure.queues.burst is 'How many may begin at once after a pause, where there is a rate.';
comment on column perdure.queues.served is 'How many slots were ever granted: the order in which keys had their turn.';
comment on column perdure.queues.used_until is 'Up to when the rate is used up by what has begun: each attempt adds its share of a second. Null: nothing has begun yet.';
comment on column perdure.queues.swept_at is 'When it was last looked for slots that nobody could use.';
comment on column perdure.queues.created_at is 'When a worker first declared it.';
comment on column perdure.queues.updated_at is 'When the limits last changed.';

create table perdure.queue_waiters (
  execution_id uuid not null,
  turn bigint not null,
  rank double precision not null,
  since timestamp with time zone not null default perdure.now(),
  item integer not null default 0,
  round integer not null default 0,
  step_id text not null,
  queue text not null,
  key text not null default ''::text,
  constraint queue_waiters_key_within_bounds CHECK ((length(key) <= 200)),
  constraint queue_waiters_pkey PRIMARY KEY (execution_id, step_id, item, round),
  constraint queue_waiters_execution_fkey FOREIGN KEY (execution_id) REFERENCES executions(id) ON DELETE CASCADE
) with (autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0);
CREATE INDEX queue_waiters_by_key ON perdure.queue_waiters USING btree (queue, key, rank);
comment on table perdure.queue_waiters is 'What waits for a slot of a queue: one row for each step, item or round that is ready for an attempt. Never updated.';
comment on column perdure.queue_waiters.execution_id is 'The run.';
comment on column perdure.queue_waiters.turn is 'How many slots of the queue had been granted when it came: a key that comes anew does not overtake those that were served before.';
comment on column perdure.queue_waiters.rank is 'The order within a key, lowest first: since when it waits, in seconds, less ten for each point of the run''s priority.';
comment on column perdure.queue_waiters.since is 'When it began to wait.';
comment on column perdure.queue_waiters.item is 'The item of a mapped step; 0 for a plain one.';
comment on column perdure.queue_waiters.round is 'The round of a repeated step; 0 for a plain one.';
comment on column perdure.queue_waiters.step_id is 'The step.';
comment on column perdure.queue_waiters.queue is 'The queue.';
comment on column perdure.queue_waiters.key is 'What its slots are shared fairly by, such as a tenant; empty: no key.';

create table perdure.queue_slots (
  execution_id uuid not null,
  granted_at timestamp with time zone not null default perdure.now(),
  item integer not null default 0,
  round integer not null default 0,
  step_id text not null,
  queue text not null,
  key text not null default ''::text,
  constraint queue_slots_pkey PRIMARY KEY (execution_id, step_id, item, round),
  constraint queue_slots_execution_fkey FOREIGN KEY (execution_id) REFERENCES executions(id) ON DELETE CASCADE
) with (autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0);
CREATE INDEX queue_slots_by_key ON perdure.queue_slots USING btree (queue, key);
comment on table perdure.queue_slots is 'What holds a slot of a queue: its attempt runs, or is about to. Never updated.';
comment on column perdure.queue_slots.execution_id is 'The run.';
comment on column perdure.queue_slots.granted_at is 'When it was granted.';
comment on column perdure.queue_slots.item is 'The item of a mapped step; 0 for a plain one.';
comment on column perdure.queue_slots.round is 'The round of a repeated step; 0 for a plain one.';
comment on column perdure.queue_slots.step_id is 'The step.';
comment on column perdure.queue_slots.queue is 'The queue.';
comment on column perdure.queue_slots.key is 'The key that it counts for; empty: none.';

create table perdure.queue_keys (
  served bigint not null,
  queue text not null,
  key text not null,
  constraint queue_keys_pkey PRIMARY KEY (queue, key)
) with (fillfactor=50, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0);
CREATE INDEX queue_keys_by_turn ON perdure.queue_keys USING btree (queue, served);
comment on table perdure.queue_keys is 'When each key of a queue last had its turn. Those whose turn was 10,000 grants ago are forgotten: they are first as they would be otherwise.';
comment on column perdure.queue_keys.served is 'The number of its last grant, among those of the queue.';
comment on column perdure.queue_keys.queue is 'The queue.';
comment on column perdure.queue_keys.key is 'The key; empty: what has none.';

CREATE OR REPLACE FUNCTION perdure.return_unserved_slots(queue_name text)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  pick record;
  returned integer := 0;
  key_of_slot text;
begin
  for pick in
    with live as materialized (
      select w.plans, w.queues from perdure.workers w where not w.dead and w.expires_at > clock_timestamp()
    )
    select s.execution_id, s.step_id, s.item, s.round, e.holder, e.priority
    from perdure.queue_slots s
    cross join lateral (
      select from perdure.execution_steps x where x.execution_id = s.execution_id and x.step_id = s.step_id and x.item = s.item and x.round = s.round and x.status = 'WAITING' offset 0
    ) t
    cross join lateral (select x.holder, x.priority, x.queue, x.workflow || '@' || x.version as plan from perdure.executions x where x.id = s.execution_id offset 0) e
    where s.queue = queue_name and s.granted_at < perdure.now() - interval '1 minute'
      and not exists (select from live l where e.queue = any (l.queues) and e.plan = any (l.plans))
      and not exists (select from perdure.workers w where w.incarnation = e.holder and not w.dead)
    order by s.execution_id, s.step_id, s.item, s.round
  loop
    perform from perdure.executions e where e.id = pick.execution_id and e.holder is not distinct from pick.holder for no key update skip locked;
    continue when not found;
    delete from perdure.queue_slots s
    using perdure.execution_steps t
    where s.execution_id = pick.execution_id and s.step_id = pick.step_id and s.item = pick.item and s.round = pick.round
      and t.execution_id = s.execution_id and t.step_id = s.step_id and t.item = s.item and t.round = s.round and t.status = 'WAITING'
    returning s.key into key_of_slot;
    continue when not found;
    delete from perdure.messages m
    where m.execution_id = pick.execution_id and m.kind = 'SLOT_GRANTED'
      and m.payload ->> 'step' = pick.step_id and m.payload ->> 'item' = pick.item::text and m.payload ->> 'round' = pick.round::text;
    insert into perdure.queue_waiters (execution_id, step_id, item, round, queue, key, turn, rank)
    values (pick.execution_id, pick.step_id, pick.item, pick.round, queue_name, key_of_slot, (select q.served from perdure.queues q where q.name = queue_name), perdure.rank(perdure.now(), pick.priority));
    returned := returned + 1;
  end loop;
  return returned;
end
$function$;
comment on function perdure.return_unserved_slots(queue_name text) is 'Puts back into the line what was granted a slot a minute ago and has not begun, where no live worker could begin it any more: others wait. Called by perdure.grant_slots, once a minute.';

CREATE OR REPLACE FUNCTION perdure.grant_slots(queue_name text, most integer DEFAULT 500, OUT granted uuid[], OUT ask_again double precision)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  limits perdure.queues;
  pick record;
  began timestamptz := clock_timestamp();
  clock bigint;
  share bigint;
  used bigint;
  held integer;
  room integer;
  by_rate integer;
  turn bigint;
  set_back boolean := false;
  passed uuid[] := '{}';
  passed_before integer;
  bound text := current_setting('lock_timeout');
begin
  granted := '{}';
  if not exists (select from perdure.queue_waiters w where w.queue = queue_name) then
    return;
  end if;
  select * into limits from perdure.queues q where q.name = queue_name for no key update;
  if not found then
    return;
  end if;

  -- What is counted from here on is what is there now that the queue is locked: others only give slots back. And it is later than when the wait for the lock began, as the one who held it knows.
  clock := (extract(epoch from case when perdure.now() = statement_timestamp() then clock_timestamp() else perdure.now() end) * 1000000)::bigint;
  select count(*) into held from perdure.queue_slots s where s.queue = queue_name;
  -- Once a minute: it looks at each slot.
  if limits.swept_at is null or perdure.now() - limits.swept_at not between interval '0' and interval '1 minute' then
    held := held - perdure.return_unserved_slots(queue_name);
    update perdure.queues q set swept_at = perdure.now() where q.name = queue_name;
  end if;
  room := least(most, coalesce(limits.concurrency - held, most));
  if limits.rate is not null then
    -- In whole microseconds, so that nothing is lost or won by rounding. A clock that was set back counts as if all had been used up just now, once.
    share := ceil(1000000 / limits.rate)::bigint;
    used := least(greatest(coalesce((extract(epoch from limits.used_until) * 1000000)::bigint, 0), clock), clock + limits.burst * share);
    set_back := limits.used_until > to_timestamp(used / 1000000.0);
    by_rate := least((clock + limits.burst * share - used) / share, most)::integer;
    room := least(room, by_rate);
  end if;
  turn := limits.served;

  perform set_config('lock_timeout', '200', true);
  while room > 0 loop
    passed_before := cardinality(passed);
    for pick in
      with recursive keys as (
        (select w.key from perdure.queue_waiters w where w.queue = queue_name order by w.key limit 1)
        union all
        select (select w.key from perdure.queue_waiters w where w.queue = queue_name and w.key > k.key order by w.key limit 1)
        from keys k
        where k.key is not null
      ), standing as materialized (
        select k.key, (select count(*) from perdure.queue_slots s where s.queue = queue_name and s.key = k.key)::integer as held,
          coalesce((select u.served from perdure.queue_keys u where u.queue = queue_name and u.key = k.key), 0) as served
        from keys k
        where k.key is not null
      ), live as materialized (
        select w.plans, w.queues from perdure.workers w where not w.dead and w.expires_at > clock_timestamp()
      ), first as (
        select c.execution_id, c.step_id, c.item, c.round, s.key,
          row_number() over (order by s.held + c.nth, c.nth, greatest(s.served, c.turn), s.served >= c.turn, c.rank, c.execution_id, c.step_id, c.item, c.round) as place
        from standing s
        cross join lateral (
          select f.execution_id, f.step_id, f.item, f.round, f.turn, f.rank, row_number() over (order by f.rank, f.execution_id, f.step_id, f.item, f.round) as nth
          from (
            select w.execution_id, w.step_id, w.item, w.round, w.turn, w.rank
            from perdure.queue_waiters w
            cross join lateral (select e.status, e.queue, e.workflow || '@' || e.version as plan from perdure.executions e where e.id = w.execution_id offset 0) e
            where w.queue = queue_name and w.key = s.key and w.execution_id <> all (passed)
              -- Who could not begin is not waited for: a run that is paused, or that no live worker serves.
              and e.status in ('PENDING', 'RUNNING', 'WAITING') and exists (select from live l where e.queue = any (l.queues) and e.plan = any (l.plans))
            order by w.rank, w.execution_id, w.step_id, w.item, w.round
            limit case when s.key = '' or limits.key_concurrency is null then room else least(room, greatest(limits.key_concurrency - s.held, 0)) end
          ) f
        ) c
        order by place
        limit room
      )
      select f.execution_id, f.step_id, f.item, f.round, f.key, f.place from first f order by f.execution_id, f.step_id, f.item, f.round
    loop
      -- One wait is enough for all that waits of a run, and a few for the queue, whose row is locked meanwhile.
      continue when pick.execution_id = any (passed) or (cardinality(passed) > 0 and clock_timestamp() > began + interval '1 second');
      begin
        perform from perdure.queue_waiters w
        where w.execution_id = pick.execution_id and w.step_id = pick.step_id and w.item = pick.item and w.round = pick.round
        for update skip locked;
        if not found then
          passed := passed || pick.execution_id;
        else
          delete from perdure.queue_waiters w
          where w.execution_id = pick.execution_id and w.step_id = pick.step_id and w.item = pick.item and w.round = pick.round;
          insert into perdure.queue_slots (execution_id, step_id, item, round, queue, key)
          values (pick.execution_id, pick.step_id, pick.item, pick.round, queue_name, pick.key);
          insert into perdure.queue_keys as u (queue, key, served) values (queue_name, pick.key, turn + pick.place)
          on conflict (queue, key) do update set served = greatest(u.served, excluded.served);
          perform perdure.leave_message(pick.execution_id, 'SLOT_GRANTED', json_build_object('step', pick.step_id, 'item', pick.item, 'round', pick.round));
          granted := granted || pick.execution_id;
        end if;
      exception when lock_not_available or deadlock_detected then
        passed := passed || pick.execution_id;
      end;
    end loop;
    room := room - (cardinality(granted) - (turn - limits.served)::integer);
    turn := limits.served + cardinality(granted);

    -- Whoever was passed over leaves room to others.
    exit when cardinality(passed) = passed_before or clock_timestamp() > began + interval '1 second';
  end loop;
  perform set_config('lock_timeout', bound, true);

  if turn > limits.served or set_back then
    update perdure.queues q
    set served = turn, used_until = case when limits.rate is not null then to_timestamp((used + (turn - limits.served) * share) / 1000000.0) end, updated_at = q.updated_at
    where q.name = queue_name;
    delete from perdure.queue_keys u where u.queue = queue_name and u.served < turn - 10000;
  end if;
  if cardinality(granted) = most then
    ask_again := 0;
  elsif limits.rate is not null and cardinality(granted) = by_rate and held + by_rate < coalesce(limits.concurrency, held + by_rate + 1) then
    -- More could begin, but for the rate.
    ask_again := greatest(used + by_rate * share - (limits.burst - 1) * share - clock, 0) / 1000000.0;
  elsif cardinality(passed) > 0 then
    ask_again := 1;
  end if;
end
$function$;
comment on function perdure.grant_slots(queue_name text, most integer, OUT granted uuid[], OUT ask_again double precision) is 'Grants free slots of a queue, at most so many: makes waiters holders, and leaves each run the message that lets it begin. Returns the runs, and in how many seconds it is to be called again; null: when somebody has come or a slot was given back. Called by workers, each after the commits that change a queue.';

CREATE OR REPLACE FUNCTION perdure.queue_violations()
 RETURNS TABLE(rule text, execution_id uuid, detail text)
 LANGUAGE sql
 STABLE
 SET enable_seqscan TO 'on'
 SET enable_hashjoin TO 'on'
 SET enable_mergejoin TO 'on'
 SET jit TO 'off'
AS $function$
    with standing as materialized (
      select w.execution_id, w.step_id, w.item, w.round, w.queue, true as waits from perdure.queue_waiters w
      union all
      select s.execution_id, s.step_id, s.item, s.round, s.queue, false from perdure.queue_slots s
    ), seen as materialized (
      select n.execution_id, n.step_id, n.item, n.round, n.queue, n.waits, e.status as run, e.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED') as has_ended, s.status, s.waits_for,
        s.status = 'SUCCESS' and s.holder is not null as is_untold,
        exists (
          select from perdure.messages m
          where m.execution_id = n.execution_id and m.kind = 'SLOT_GRANTED' and m.payload ->> 'step' = n.step_id and m.payload ->> 'item' = n.item::text and m.payload ->> 'round' = n.round::text) as is_told
      from standing n
      cross join lateral (select x.status from perdure.executions x where x.id = n.execution_id) e
      left join perdure.execution_steps s on s.execution_id = n.execution_id and s.step_id = n.step_id and s.item = n.item and s.round = n.round
    )
    select 'queue', s.execution_id, 'It is ' || s.run || ', and step ' || quote_literal(s.step_id) || case when s.waits then ' waits for' else ' holds' end || ' a slot of queue ' || quote_literal(s.queue)
    from seen s
    where s.has_ended
    union all
    select 'queue', s.execution_id, 'Step ' || quote_literal(s.step_id) || ' is ' || coalesce(s.status, 'without a row') || coalesce(' for ' || s.waits_for, '') || ', and '
      || case when s.waits then 'stands in the line of queue ' else 'holds a slot of queue ' end || quote_literal(s.queue) || case when not s.waits and s.status = 'WAITING' then ', of which no message tells' else '' end
    from seen s
    where not s.has_ended and not case
      when s.status = 'WAITING' then s.waits_for = 'queue ' || s.queue and (s.waits or s.is_told)
      else not s.waits and (s.status = 'RUNNING' or s.is_untold)
    end is not distinct from true
    union all
    select 'queue', w.execution_id, 'Step ' || quote_literal(w.step_id) || ' waits in the line of queue ' || quote_literal(w.queue) || ', which nobody has declared'
    from perdure.queue_waiters w
    where not exists (select from perdure.queues q where q.name = w.queue)
  $function$;
comment on function perdure.queue_violations() is 'What does not hold of queues: a slot that is held for nothing, a place in line for nothing, a queue that nobody has declared. A part of perdure.violations().';

create table perdure.stream_heads (
  execution_id uuid not null,
  holder uuid not null,
  last bigint not null,
  token bigint not null,
  batch bigint not null,
  constraint stream_heads_counts_positive CHECK (((last >= 1) AND (token >= 1) AND (batch >= 1))),
  constraint stream_heads_pkey PRIMARY KEY (execution_id)
) with (fillfactor=50, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0.05, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0.05);
comment on table perdure.stream_heads is 'How far the stream of a run has come. Whoever appends locks this row: so positions are without a gap and become visible in their order, and a later holder, once it has written, shuts out an earlier one.';
comment on column perdure.stream_heads.execution_id is 'The run.';
comment on column perdure.stream_heads.holder is 'The incarnation that appended last.';
comment on column perdure.stream_heads.last is 'The position of the last item.';
comment on column perdure.stream_heads.token is 'The fencing token under which it was appended: an earlier holder appends nothing any more.';
comment on column perdure.stream_heads.batch is 'The batch of that incarnation, which numbers them: one that is sent again is appended once.';

create table perdure.stream_items (
  execution_id uuid not null,
  position bigint not null,
  item integer not null,
  round integer not null,
  attempt integer not null,
  created_at timestamp with time zone not null,
  undo boolean not null,
  step_id text not null,
  codec text,
  value json not null,
  constraint stream_items_counts_not_negative CHECK ((("position" >= 1) AND (item >= 0) AND (round >= 0) AND (attempt >= 1))),
  constraint stream_items_pkey PRIMARY KEY (execution_id, "position")
) with (autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_insert_threshold=1000, autovacuum_vacuum_insert_scale_factor=0.05, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0.05);
comment on table perdure.stream_items is 'What steps emitted: progress, tokens. Never changed, and deleted with the run.';
comment on column perdure.stream_items.execution_id is 'The run.';
comment on column perdure.stream_items.position is 'The place in the stream of the run: 1, 2, 3 … without a gap, in the order of the commits.';
comment on column perdure.stream_items.item is 'The item of a mapped step; 0 for a plain one.';
comment on column perdure.stream_items.round is 'The round of a repeated step; 0 for a plain one.';
comment on column perdure.stream_items.attempt is 'The attempt that emitted it: of the step, or of its undo.';
comment on column perdure.stream_items.created_at is 'When it was written.';
comment on column perdure.stream_items.undo is 'Whether the undo of the step emitted it.';
comment on column perdure.stream_items.step_id is 'The step''s durable id.';
comment on column perdure.stream_items.codec is 'How the value is encoded; null: not at all.';
comment on column perdure.stream_items.value is 'What was emitted.';

CREATE OR REPLACE FUNCTION perdure.delete_streams()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from perdure.stream_items i using deleted where i.execution_id = deleted.id;
  delete from perdure.stream_heads h using deleted where h.execution_id = deleted.id;
  return null;
end
$function$;
comment on function perdure.delete_streams() is 'Deletes the streams of deleted runs, once a statement, as perdure.delete_records().';

CREATE TRIGGER executions_delete_streams AFTER DELETE ON perdure.executions REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_streams();

CREATE OR REPLACE FUNCTION perdure.refuse_stream_update()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the stream of an execution is append-only'
    using errcode = 'integrity_constraint_violation', constraint = 'stream_items_append_only';
end
$function$;
comment on function perdure.refuse_stream_update() is 'Refuses to change what was emitted.';

CREATE TRIGGER stream_items_append_only BEFORE UPDATE ON perdure.stream_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_stream_update();

create table perdure.debounces (
  execution_id uuid not null,
  since timestamp with time zone not null,
  workflow text not null,
  key text not null,
  constraint debounces_key_within_bounds CHECK (((length(key) >= 1) AND (length(key) <= 500))),
  constraint debounces_pkey PRIMARY KEY (workflow, key),
  constraint debounces_execution_fkey FOREIGN KEY (execution_id) REFERENCES executions(id) ON DELETE CASCADE
);
CREATE INDEX debounces_by_execution ON perdure.debounces USING btree (execution_id);
comment on table perdure.debounces is 'Which run the next debounced start under a key joins, if it has not begun by then. Deleted with the run.';
comment on column perdure.debounces.execution_id is 'The run that was started last under the key.';
comment on column perdure.debounces.since is 'When it was first started: it is put off for no longer than the starts allow, counted from then.';
comment on column perdure.debounces.workflow is 'The workflow''s name.';
comment on column perdure.debounces.key is 'What the starts are about, as StartOptions.Key gives it.';

CREATE OR REPLACE FUNCTION perdure.start_debounced(run uuid, run_workflow text, run_version integer, run_queue text, run_priority integer, run_input text, run_input_codec text, run_trace text, debounce_key text, quiet double precision, at_most double precision, run_time_limit double precision, run_ends_by timestamp with time zone, tag_names text[], tag_values text[])
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare
  standing perdure.debounces;
  due timestamptz;
begin
  perform pg_advisory_xact_lock(hashtextextended(run_workflow || '@' || debounce_key, x'706572646562'::bigint));
  select * into standing from perdure.debounces d where d.workflow = run_workflow and d.key = debounce_key;
  perform from perdure.executions e
  where e.id = standing.execution_id and e.holder is null and e.status in ('PENDING', 'WAITING') and (e.started_at is null or e.begins_at > perdure.now())
  for no key update;
  if found and standing.execution_id <> run then
    return standing.execution_id;
  elsif found then
    due := least(perdure.now() + make_interval(secs => quiet), standing.since + make_interval(secs => at_most));
    update perdure.executions e
    set version = run_version, queue = run_queue, priority = run_priority, input = run_input::json, input_codec = run_input_codec, trace = run_trace, begins_at = due,
      time_limit = make_interval(secs => run_time_limit), ends_by = coalesce(run_ends_by, due + make_interval(secs => run_time_limit)), updated_at = perdure.now()
    where e.id = run;
    delete from perdure.execution_tags t where t.execution_id = run;
  elsif exists (select from perdure.executions e where e.id = run) then
    return null;
  else
    due := perdure.now() + make_interval(secs => least(quiet, at_most));
    insert into perdure.executions (id, created_at, workflow, version, queue, priority, input, input_codec, trace, begins_at, time_limit, ends_by, updated_at)
    values (run, perdure.now(), run_workflow, run_version, run_queue, run_priority, run_input::json, run_input_codec, run_trace, due, make_interval(secs => run_time_limit),
      coalesce(run_ends_by, due + make_interval(secs => run_time_limit)), perdure.now());
    insert into perdure.debounces as d (workflow, key, execution_id, since)
    values (run_workflow, debounce_key, run, perdure.now())
    on conflict (workflow, key) do update set execution_id = excluded.execution_id, since = excluded.since;
  end if;

  -- A wake row that is due already tells of a message, which is not put off.
  insert into perdure.ready as r (execution_id, queue, plan, rank, due)
  values (run, run_queue, run_workflow || '@' || run_version, perdure.rank(due, run_priority), due)
  on conflict (execution_id) do update
  set queue = excluded.queue, plan = excluded.plan, due = case when r.due <= perdure.now() then r.due else excluded.due end,
    rank = case when r.due <= perdure.now() then r.rank else excluded.rank end;
  insert into perdure.execution_tags (execution_id, name, value, created_at)
  select run, t.name, t.value, e.created_at
  from unnest(tag_names, tag_values) as t (name, value)
  cross join perdure.executions e
  where e.id = run;
  return run;
end
$function$;
comment on function perdure.start_debounced(run uuid, run_workflow text, run_version integer, run_queue text, run_priority integer, run_input text, run_input_codec text, run_trace text, debounce_key text, quiet double precision, at_most double precision, run_time_limit double precision, run_ends_by timestamp with time zone, tag_names text[], tag_values text[]) is 'Starts a run, or replaces what the one takes that was started last under the key, if it has not begun, and puts it off. Returns the run; another one where that is the one to be replaced; null where the run that was meant has begun. For the runtime, which calls again then.';

create table perdure.agent_work (
  execution_id uuid not null,
  asked_seq bigint,
  input_tokens bigint,
  output_tokens bigint,
  created_at timestamp with time zone not null default perdure.now(),
  updated_at timestamp with time zone not null default perdure.now(),
  asked_at timestamp with time zone,
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
  constraint agent_work_status_known CHECK ((status = ANY (ARRAY['AT_WORK'::text, 'ASKING'::text, 'ENDED'::text]))),
  constraint agent_work_counts_not_negative CHECK (((item >= 0) AND (round >= 0) AND (try >= 1) AND (turn >= 0) AND (refusals >= 0) AND (ambiguities >= 0))),
  constraint agent_work_handle_whole CHECK ((((runtime IS NULL) = (conversation IS NULL)) AND ((runtime IS NULL) = (handle_turn IS NULL)))),
  constraint agent_work_nothing_of_a_handle_alone CHECK (((runtime IS NOT NULL) OR ((remote_run IS NULL) AND (cursor IS NULL) AND (state IS NULL)))),
  constraint agent_work_handle_of_a_turn_that_was_sent CHECK (((handle_turn IS NULL) OR ((handle_turn >= 0) AND (handle_turn <= turn)))),
  constraint agent_work_asks_what_is_not_answered CHECK ((((questions > 0) = (interrupts IS NOT NULL)) AND ((answered >= 0) AND (answered <= questions)))),
  constraint agent_work_asking_until_answered CHECK (((status <> 'ASKING'::text) OR ((answered < questions) AND (asked_seq IS NOT NULL) AND (asked_at IS NOT NULL)))),
  constraint agent_work_resumes_when_answered CHECK (((NOT resumes) OR ((questions > 0) AND (answered = questions) AND (status = 'AT_WORK'::text)))),
  constraint agent_work_pkey PRIMARY KEY (execution_id, step_id, item, round)
) with (fillfactor=80, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_insert_threshold=1000, autovacuum_vacuum_insert_scale_factor=0.05, autovacuum_analyze_threshold=50, autovacuum_analyze_scale_factor=0.05);
CREATE INDEX agent_work_open ON perdure.agent_work USING btree (execution_id) WHERE (status <> 'ENDED'::text);
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

CREATE TRIGGER agent_work_touch BEFORE UPDATE ON perdure.agent_work FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION touch();

CREATE OR REPLACE FUNCTION perdure.delete_agent_work()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from perdure.agent_work w using deleted where w.execution_id = deleted.id;
  return null;
end
$function$;
comment on function perdure.delete_agent_work() is 'Deletes what is known of the remote work of deleted runs, once a statement, as perdure.delete_records().';

CREATE TRIGGER executions_delete_agent_work AFTER DELETE ON perdure.executions REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_agent_work();

create view perdure.agent_questions as
 SELECT w.execution_id,
    e.workflow,
    w.step_id,
    w.item,
    w.round,
    s.agent,
    substr(s.waits_for, 8) AS signal,
    w.runtime,
    w.conversation,
    COALESCE(q."position", ((w.answered + 1))::bigint) AS "position",
    ((w.asked_seq || '.'::text) || COALESCE(q."position", ((w.answered + 1))::bigint)) AS question_id,
    (q.question ->> 'id'::text) AS interrupt_id,
    (q.question ->> 'kind'::text) AS kind,
    (q.question ->> 'message'::text) AS message,
    (q.question -> 'payload'::text) AS payload,
    (q.question -> 'schema'::text) AS response_schema,
    w.interrupts_codec AS codec,
    w.asked_at,
    s.due_at AS answer_by
   FROM (((agent_work w
     JOIN executions e ON ((e.id = w.execution_id)))
     JOIN execution_steps s ON (((s.execution_id = w.execution_id) AND (s.step_id = w.step_id) AND (s.item = w.item) AND (s.round = w.round))))
     LEFT JOIN LATERAL ( SELECT o.question,
            o."position"
           FROM json_array_elements(
                CASE
                    WHEN (w.interrupts_codec IS NULL) THEN w.interrupts
                    ELSE NULL::json
                END) WITH ORDINALITY o(question, "position")
          WHERE (o."position" > w.answered)) q ON (true))
  WHERE (w.status = 'ASKING'::text);
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

CREATE OR REPLACE FUNCTION perdure.answer(run uuid, question text, answer json DEFAULT NULL::json, answer_codec text DEFAULT NULL::text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
    select coalesce((
      select perdure.leave_message(run, 'SIGNAL', json_build_object('name', substr(s.waits_for, 8), 'codec', answer_codec, 'value', coalesce(answer, 'null'), 'asked', w.asked_seq, 'question', question))
      from perdure.agent_work w
      join perdure.execution_steps s on s.execution_id = w.execution_id and s.step_id = w.step_id and s.item = w.item and s.round = w.round
      where w.execution_id = run and w.status = 'ASKING' and w.asked_seq::text = split_part(question, '.', 1)
        and question in (select w.asked_seq || '.' || p from generate_series(w.answered + 1, w.questions) p)), false)
  $function$;
comment on function perdure.answer(run uuid, question text, answer json, answer_codec text) is 'Answers one question of perdure.agent_questions, and never another. False where it is not open any more, or the run does not exist.';

create table perdure.published_workflows (
  id bigint generated always as identity,
  published_at timestamp with time zone not null default perdure.now(),
  version integer not null,
  workflow text not null,
  published_by text not null default SESSION_USER,
  hash bytea not null,
  children text[] not null,
  document text not null,
  schemas json not null,
  constraint published_workflows_version_from_1 CHECK ((version >= 1)),
  constraint published_workflows_hash_of_document CHECK ((hash = sha256(convert_to(document, 'UTF8'::name)))),
  constraint published_workflows_pkey PRIMARY KEY (workflow, version)
);
comment on table perdure.published_workflows is 'The workflows that were published to the running system, as documents. A row never changes.';
comment on column perdure.published_workflows.id is 'The order in which they were published: one that runs another as a child comes behind it.';
comment on column perdure.published_workflows.published_at is 'When it was published.';
comment on column perdure.published_workflows.version is 'The workflow''s version.';
comment on column perdure.published_workflows.workflow is 'The workflow''s name.';
comment on column perdure.published_workflows.published_by is 'The role of the database that published it.';
comment on column perdure.published_workflows.hash is 'The SHA-256 of the document.';
comment on column perdure.published_workflows.children is 'The versions that were the newest when it was published of the workflows that it names without one, as name@version.';
comment on column perdure.published_workflows.document is 'The document''s text.';
comment on column perdure.published_workflows.schemas is 'How the values of its runs are written, as JSON Schemas by what they are. Who would read or write one of them otherwise does not run it.';

CREATE OR REPLACE FUNCTION perdure.keep_published()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'TRUNCATE' then
    raise exception 'Published workflows cannot be deleted: runs go by them' using errcode = 'object_not_in_prerequisite_state';
  end if;
  raise exception 'Published workflow ''%@%'' cannot be %: %', old.workflow, old.version,
    case tg_op when 'DELETE' then 'deleted' else 'changed' end, case tg_op when 'DELETE' then 'runs go by it' else 'publish another version' end
    using errcode = 'object_not_in_prerequisite_state';
end
$function$;
comment on function perdure.keep_published() is 'Refuses to change or delete what is published: runs go by it.';

CREATE TRIGGER published_workflows_never_change BEFORE DELETE OR UPDATE ON perdure.published_workflows FOR EACH ROW EXECUTE FUNCTION keep_published();

CREATE TRIGGER published_workflows_all_stay BEFORE TRUNCATE ON perdure.published_workflows FOR EACH STATEMENT EXECUTE FUNCTION keep_published();

create view perdure.published as
 SELECT p.workflow,
    p.version,
    p.published_at,
    p.published_by,
    encode(p.hash, 'hex'::text) AS hash,
    p.children,
    p.document,
    ( SELECT count(*) AS count
           FROM workers w
          WHERE ((NOT w.dead) AND (w.expires_at > clock_timestamp()) AND (((p.workflow || '@'::text) || p.version) = ANY (w.plans)))) AS workers
   FROM published_workflows p;
comment on view perdure.published is 'What was published to the running system, for people: with how many living workers run it.';
comment on column perdure.published.workflow is 'The workflow''s name.';
comment on column perdure.published.version is 'The workflow''s version.';
comment on column perdure.published.published_at is 'When it was published.';
comment on column perdure.published.published_by is 'The role of the database that published it.';
comment on column perdure.published.hash is 'The SHA-256 of the document, in hexadecimal.';
comment on column perdure.published.children is 'The versions that it has fixed of the workflows that it names without one.';
comment on column perdure.published.document is 'The document''s text.';
comment on column perdure.published.workers is 'How many living workers have the agents, and so claim its runs; 0: its runs wait.';
