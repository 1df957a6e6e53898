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

create table perdure.schema_version (
  version integer not null,
  name text not null,
  min_worker integer not null,
  applied_at timestamp with time zone not null default clock_timestamp(),
  constraint schema_version_from_one CHECK ((version >= 1)),
  constraint schema_version_pkey PRIMARY KEY (version)
);
comment on table perdure.schema_version is 'The migrations that were applied, one row each.';
comment on column perdure.schema_version.version is 'The number of the migration, as its file begins with.';
comment on column perdure.schema_version.name is 'The name of the migration''s file.';
comment on column perdure.schema_version.min_worker is 'The oldest worker protocol that may claim runs on this schema; an older worker stops claiming and says so.';
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
);
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
  constraint lanes_pkey PRIMARY KEY (id),
  constraint lanes_worker_fkey FOREIGN KEY (incarnation) REFERENCES workers(incarnation) ON DELETE CASCADE
);
comment on table perdure.lanes is 'A lane numbers its batches 1, 2, 3 in commit order; a position in the tail of all events is a map from lane to batch. Registered before its first write.';
comment on column perdure.lanes.id is 'The id, version 7; new after a commit whose outcome was unknown.';
comment on column perdure.lanes.incarnation is 'The incarnation that writes through it.';
comment on column perdure.lanes.opened_at is 'When it was registered, by clock_timestamp().';

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
  constraint executions_version_from_one CHECK ((version >= 1)),
  constraint executions_priority_within_bounds CHECK (((priority >= '-1000'::integer) AND (priority <= 1000))),
  constraint executions_output_only_when_success CHECK (((output IS NULL) OR (status = 'SUCCESS'::text))),
  constraint executions_error_only_when_failed CHECK (((error IS NOT NULL) = (status = 'FAILED'::text))),
  constraint executions_finished_at_when_finished CHECK (((finished_at IS NOT NULL) = (status = ANY (ARRAY['SUCCESS'::text, 'FAILED'::text, 'CANCELLED'::text])))),
  constraint executions_started_unless_pending CHECK (((started_at IS NOT NULL) OR (status = ANY (ARRAY['PENDING'::text, 'CANCELLED'::text])))),
  constraint executions_free_when_finished CHECK (((holder IS NULL) OR (status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text])))),
  constraint executions_counts_not_negative CHECK (((token >= 0) AND (recoveries >= 0))),
  constraint executions_pkey PRIMARY KEY (id)
) with (fillfactor=90);
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
  constraint execution_steps_held_when_running CHECK (((holder IS NOT NULL) = (status = 'RUNNING'::text))),
  constraint execution_steps_finished_at_when_settled CHECK (((finished_at IS NOT NULL) = (status = ANY (ARRAY['SUCCESS'::text, 'FAILED'::text, 'CANCELLED'::text, 'SKIPPED'::text])))),
  constraint execution_steps_counts_not_negative CHECK (((item >= 0) AND (round >= 0) AND (attempt >= 0) AND ((failures >= 0) AND (failures <= attempt)))),
  constraint execution_steps_pkey PRIMARY KEY (execution_id, step_id, item, round)
) with (fillfactor=90);
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
);
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
);
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
  constraint messages_kind_known CHECK ((kind = 'CANCEL'::text)),
  constraint messages_pkey PRIMARY KEY (execution_id, id),
  constraint messages_execution_fkey FOREIGN KEY (execution_id) REFERENCES executions(id) ON DELETE CASCADE
);
comment on table perdure.messages is 'What others want of a run. Whoever is not its holder leaves a message and a wake row, in one transaction, and touches nothing else.';
comment on column perdure.messages.id is 'The order of arrival.';
comment on column perdure.messages.execution_id is 'The run.';
comment on column perdure.messages.kind is 'CANCEL: end the run.';
comment on column perdure.messages.payload is 'What belongs to it.';
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
  delete from perdure.execution_journal j using deleted where j.execution_id = deleted.id;
  delete from perdure.execution_steps s using deleted where s.execution_id = deleted.id;
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

CREATE TRIGGER execution_steps_result_never_replaced BEFORE UPDATE ON perdure.execution_steps FOR EACH ROW WHEN (((old.status = 'SUCCESS'::text) AND ((new.status <> 'SUCCESS'::text) OR ((new.output)::text IS DISTINCT FROM (old.output)::text) OR (new.attempt <> old.attempt)))) EXECUTE FUNCTION refuse_rewrite();

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
            WHEN ((i.value ->> 'step'::text) IS NULL) THEN e.input
            ELSE p.output
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
comment on column perdure.execution_step_inputs.from_step is 'The step whose result it is; null for the run''s input.';
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
comment on column perdure.execution_state.state is 'How many steps the plan has and how many run, wait, succeeded or failed; settled_through counts the leading steps of the plan that have all settled.';
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

CREATE OR REPLACE FUNCTION perdure.delete_finished(finished_before timestamp with time zone, max_rows integer DEFAULT 5000)
 RETURNS integer
 LANGUAGE sql
AS $function$
    with finished as materialized (
      select e.id, e.created_at
      from perdure.executions e
      where e.created_at < finished_before and e.finished_at < finished_before
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
    select count(*)::integer from deleted
  $function$;
comment on function perdure.delete_finished(finished_before timestamp with time zone, max_rows integer) is 'Deletes runs that ended before a time, oldest first, at most so many rows of all tables together (but at least one run), passing over locked ones; returns how many runs. Call it until it returns 0.';

CREATE OR REPLACE FUNCTION perdure.delete_dead_workers(last_heard_before timestamp with time zone DEFAULT (clock_timestamp() - '1 day'::interval))
 RETURNS integer
 LANGUAGE sql
AS $function$
    with gone as materialized (
      select w.incarnation
      from perdure.workers w
      where w.dead and w.heartbeat_at < last_heard_before
        and not exists (select from perdure.executions e where e.holder = w.incarnation)
      for update of w skip locked
    ), deleted as (
      delete from perdure.workers w using gone g where w.incarnation = g.incarnation
      returning w.incarnation
    )
    select count(*)::integer from deleted
  $function$;
comment on function perdure.delete_dead_workers(last_heard_before timestamp with time zone) is 'Deletes dead workers that hold nothing and were last heard of before a time, with their lanes; returns how many. A reader of the tail of all events that is further behind than that no longer finds those lanes.';
