-- The tables of a run: who holds it, what its steps recorded, what happened, and what has to happen next.

create schema if not exists perdure;
comment on schema perdure is 'Durable workflows: executions, their steps, events, state, locks and what is due.';

-- The one time of this schema: every due, created and updated time. Tests set perdure.now in the connection string of every pool.
-- Leases never use it: they are judged by clock_timestamp() alone. In language sql and stable, so that it is inlined.
create function perdure.now() returns timestamptz
  language sql stable
  as $$ select coalesce(nullif(current_setting('perdure.now', true), '')::timestamptz, statement_timestamp()) $$;
comment on function perdure.now() is 'The time of due, created and updated columns; statement_timestamp() unless the setting perdure.now overrides it.';

-- As KeyedStart.IdOf of the runtime. No workflow's name has a line break, so that no two pairs read alike.
create function perdure.keyed_id(workflow text, key text) returns uuid
  language sql immutable
  as $$
    select encode(set_byte(set_byte(h.hash, 6, (get_byte(h.hash, 6) & 15) | 128), 8, (get_byte(h.hash, 8) & 63) | 128), 'hex')::uuid
    from (select substring(sha256(convert_to('perdure/start' || chr(10) || workflow || chr(10) || key, 'UTF8')) from 1 for 16) as hash) h
  $$;
comment on function perdure.keyed_id(text, text) is 'The id of the run that is started under a key of a workflow.';

create table perdure.schema_version (
  version integer not null,
  name text not null,
  min_worker integer not null,
  checksum text not null,
  applied_at timestamptz not null default clock_timestamp(),
  constraint schema_version_pkey primary key (version),
  constraint schema_version_from_one check (version >= 1)
);
comment on table perdure.schema_version is 'The migrations that were applied, one row each.';
comment on column perdure.schema_version.version is 'The number of the migration, as its file begins with.';
comment on column perdure.schema_version.name is 'The name of the migration''s file.';
comment on column perdure.schema_version.min_worker is 'The oldest worker protocol that may claim runs on this schema; an older worker stops claiming and says so.';
comment on column perdure.schema_version.checksum is 'The SHA-256 of the text that was applied, in hexadecimal digits: a schema of another build is refused.';
comment on column perdure.schema_version.applied_at is 'When it was applied.';

-- Autovacuum, for the tables of the hot path. The server's defaults wait until a share of a table has changed (a fifth for a vacuum, a tenth for statistics), which for large tables
-- is a long time and for small hot ones never means anything; and some servers have them raised. What is set per table:
--   statistics    A table that was analysed while it was empty plans as if it stayed so until it is analysed again: after 50 rows, whatever the server's threshold, and from then on
--                 after a twentieth. ready, messages and workers change their size by orders of magnitude within a minute: after 50 changes, whatever they hold.
--   dead rows     A claim reads past what other claims deleted, so ready and messages are vacuumed after 1,000 rows and not after a share of what they happen to hold. The rows of
--                 workers are few and each is written every few seconds: half of a page is kept free, so that heartbeats stay in it and touch no index.
--   inserts       executions, steps and journal are mostly appended to: vacuumed after a twentieth, so that freezing and the visibility map keep up in small pieces.
create table perdure.workers (
  incarnation uuid not null,
  name text not null,
  host text not null,
  process_id integer not null,
  plans text[] not null,
  queues text[] not null,
  started_at timestamptz not null default clock_timestamp(),
  heartbeat_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  dead boolean not null default false,
  constraint workers_pkey primary key (incarnation),
  constraint workers_name_not_empty check (name <> '')
) with (
  fillfactor = 50,
  autovacuum_vacuum_threshold = 100,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0
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
  opened_at timestamptz not null default clock_timestamp(),
  replaced boolean not null default false,
  closing bigint,
  constraint lanes_pkey primary key (id),
  constraint lanes_worker_fkey foreign key (incarnation) references perdure.workers (incarnation) on delete cascade
);
comment on table perdure.lanes is 'A lane numbers its batches 1, 2, 3 in commit order; a position in the tail of all events is a map from lane to batch. Registered before its first write.';
comment on column perdure.lanes.id is 'The id, version 7; new after a commit whose outcome was unknown.';
comment on column perdure.lanes.incarnation is 'The incarnation that writes through it.';
comment on column perdure.lanes.opened_at is 'When it was registered, by clock_timestamp().';
comment on column perdure.lanes.replaced is 'Its worker has gone on to another lane and knows what became of its last batch: nothing is written through it any more.';
comment on column perdure.lanes.closing is 'Nothing will ever be written through it; numbered in the order in which lanes were closed, so that a position names all that were by one number. Null: something may be.';

-- Serves readers of the tail, who have no use for the lanes that were closed long ago.
create index lanes_by_closing on perdure.lanes (closing);

create sequence perdure.closings as bigint;
comment on sequence perdure.closings is 'The numbers of closed lanes. Taken by perdure.close_lanes() alone, one session at a time.';

create table perdure.plans (
  plan text not null,
  workflow text not null,
  version integer not null,
  definition json not null,
  first_seen_at timestamptz not null default clock_timestamp(),
  constraint plans_pkey primary key (plan),
  constraint plans_plan_is_name_and_version check (plan = workflow || '@' || version)
);
comment on table perdure.plans is 'The plans that workers brought: for people to read, and for what they do to runs, as perdure.fork and perdure.signal; workers need none of it.';
comment on column perdure.plans.plan is 'Name and version, as document-insights@1.';
comment on column perdure.plans.workflow is 'The workflow''s name.';
comment on column perdure.plans.version is 'The workflow''s version.';
comment on column perdure.plans.definition is 'The steps, with their agents, inputs and levels.';
comment on column perdure.plans.first_seen_at is 'When a worker first brought it.';

create table perdure.executions (
  id uuid not null,
  created_at timestamptz not null default perdure.now(),
  version integer not null,
  priority integer not null default 0,
  workflow text not null,
  queue text not null default 'default',
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
  status text not null default 'PENDING',
  holder uuid,
  token bigint not null default 0,
  recoveries integer not null default 0,
  started_at timestamptz,
  begins_at timestamptz,
  time_limit interval,
  ends_by timestamptz,
  finished_at timestamptz,
  updated_at timestamptz not null default perdure.now(),
  error json,
  output json,
  input json,
  constraint executions_pkey primary key (id),
  constraint executions_status_known check (status in ('PENDING', 'RUNNING', 'WAITING', 'PAUSED', 'SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED')),
  constraint executions_key_with_hash check ((key is null) = (input_hash is null)),
  constraint executions_parent_whole check ((parent_id is null) = (parent_step is null) and (parent_id is null) = (parent_item is null) and (parent_id is null) = (parent_round is null)),
  constraint executions_version_from_one check (version >= 1),
  constraint executions_priority_within_bounds check (priority between -1000 and 1000),
  constraint executions_output_only_when_success check (output is null or status = 'SUCCESS'),
  constraint executions_error_only_when_failed check ((error is not null) = (status in ('FAILED', 'COMPENSATED'))),
  constraint executions_finished_at_when_finished check ((finished_at is not null) = (status in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED'))),
  constraint executions_started_unless_pending check (started_at is not null or status in ('PENDING', 'CANCELLED')),
  constraint executions_free_when_finished check (holder is null or status in ('PENDING', 'RUNNING')),
  constraint executions_counts_not_negative check (token >= 0 and recoveries >= 0)
) with (
  fillfactor = 90,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_vacuum_insert_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0.05
);
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

-- Serves takeovers, a worker's look at the runs that it holds, and the closing of lanes. Free runs are not in it.
create index executions_held_by on perdure.executions (holder) where holder is not null;
-- Serves looks at the children of a run. Only children are in it, and its columns never change.
create index executions_by_parent on perdure.executions (parent_id) where parent_id is not null;
-- Serves the listing, newest first. Its columns never change.
create index executions_by_creation on perdure.executions (created_at, id);

-- No foreign key to the run, here and in the journal: it would cost a row trigger each (6 µs a row), to look for a row that the writer has locked in the same
-- transaction. A statement trigger on executions deletes; violations() looks for orphans.
create table perdure.execution_steps (
  execution_id uuid not null,
  item integer not null default 0,
  round integer not null default 0,
  attempt integer not null,
  failures integer not null default 0,
  due_at timestamptz,
  ends_by timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz not null default perdure.now(),
  updated_at timestamptz not null default perdure.now(),
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
  constraint execution_steps_pkey primary key (execution_id, step_id, item, round),
  constraint execution_steps_status_known check (status in ('RUNNING', 'WAITING', 'SUCCESS', 'FAILED', 'CANCELLED', 'SKIPPED')),
  constraint execution_steps_output_only_when_success check (output is null or status = 'SUCCESS'),
  constraint execution_steps_error_when_failed check (error is not null or status <> 'FAILED'),
  constraint execution_steps_error_not_when_success check (error is null or status <> 'SUCCESS'),
  constraint execution_steps_due_only_when_waiting check (due_at is null or status = 'WAITING'),
  constraint execution_steps_waits_for_only_when_waiting check (waits_for is null or status = 'WAITING'),
  constraint execution_steps_held_when_running check (case status when 'RUNNING' then holder is not null when 'SUCCESS' then true else holder is null end),
  constraint execution_steps_finished_at_when_settled check ((finished_at is not null) = (status in ('SUCCESS', 'FAILED', 'CANCELLED', 'SKIPPED'))),
  constraint execution_steps_counts_not_negative check (item >= 0 and round >= 0 and attempt >= 0 and failures between 0 and attempt)
) with (
  fillfactor = 90,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_vacuum_insert_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0.05
);
comment on table perdure.execution_steps is 'One row a step, not an attempt. A step of an agent, or one that is not idempotent, has its row before its code runs; another one within moments of its start, or when it settles.';
comment on column perdure.execution_steps.execution_id is 'The run.';
comment on column perdure.execution_steps.item is 'The item of a mapped step; 0 for a plain one.';
comment on column perdure.execution_steps.round is 'The round of a repeated step; 0 for a plain one.';
comment on column perdure.execution_steps.attempt is 'How often it was started, recorded attempts that were lost with their worker included.';
comment on column perdure.execution_steps.failures is 'How many of its attempts failed; what [Retry] counts.';
comment on column perdure.execution_steps.due_at is 'When a waiting step goes on.';
comment on column perdure.execution_steps.ends_by is 'When the time of all its attempts together is over; counted from the start of the first one. Null: it has no limit, or none has started.';
comment on column perdure.execution_steps.waits_for is 'What a waiting step waits for, in words, until its due time where it has one; null: for its due time alone.';
comment on column perdure.execution_steps.started_at is 'When its last attempt started.';
comment on column perdure.execution_steps.finished_at is 'When it settled.';
comment on column perdure.execution_steps.created_at is 'When the row was first written.';
comment on column perdure.execution_steps.updated_at is 'When the row last changed.';
comment on column perdure.execution_steps.step_id is 'The step''s durable id.';
comment on column perdure.execution_steps.status is 'RUNNING, WAITING, SUCCESS, FAILED, CANCELLED or SKIPPED.';
comment on column perdure.execution_steps.agent is 'The agent of a declared step.';
comment on column perdure.execution_steps.holder is 'The incarnation that runs it. Of a step that succeeded: the one whose step committed the result in a transaction of its own, until a checkpoint tells of it. Else null.';
comment on column perdure.execution_steps.is_last is 'Of a round that its step committed in a transaction of its own: whether it ends the loop. Else null.';
comment on column perdure.execution_steps.tag is 'Of a result that its step committed in a transaction of its own: what the run is found by once a checkpoint tells of it. Else null.';
comment on column perdure.execution_steps.copied_from is 'The run whose result was copied when this one was forked; null: it is its own, or was given by whoever forked it.';
comment on column perdure.execution_steps.codec is 'How the output is encoded; null: not at all.';
comment on column perdure.execution_steps.input is 'Where each parameter comes from; the view execution_step_inputs shows the values. Of a step that is conditional item by item also what was said of each, a character an item: 1, 0 or - where nothing was.';
comment on column perdure.execution_steps.error is 'Why the last failed attempt failed: type, message, step, attempt, stack.';
comment on column perdure.execution_steps.output is 'The result; never replaced once it is recorded.';

create table perdure.execution_journal (
  execution_id uuid not null,
  seq bigint not null,
  lane uuid not null,
  batch bigint not null,
  created_at timestamptz not null default perdure.now(),
  events json not null,
  state json,
  constraint execution_journal_pkey primary key (execution_id, seq),
  constraint execution_journal_seq_from_one check (seq >= 1 and batch >= 1)
) with (
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_vacuum_insert_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0.05
);
comment on table perdure.execution_journal is 'One row a checkpoint, append-only: what happened, and where the run stood then. The view execution_events shows one row an event, and execution_state where a run stands: a row for each event would cost three times the time and the log.';
comment on column perdure.execution_journal.execution_id is 'The run.';
comment on column perdure.execution_journal.seq is 'The number, in the run, of its last event; those of a run are 1, 2, 3 … without gaps, given by the holder.';
comment on column perdure.execution_journal.lane is 'The lane whose batch wrote it.';
comment on column perdure.execution_journal.batch is 'The number of that batch in its lane; with the lane, the position in the tail of all events.';
comment on column perdure.execution_journal.created_at is 'When it was written.';
comment on column perdure.execution_journal.events is 'The events in order, each with its type, and step, attempt, payload, and the seconds before created_at that it happened, where it has them.';
comment on column perdure.execution_journal.state is 'How many steps the plan has and how many run, wait, succeeded or failed; settled_through counts the leading steps of the plan that have all settled; items says of each mapped step that has not, up to which item all have, how many of those failed, and which first.';

-- Serves the tail of all events, and tells after an unknown outcome what a batch wrote.
create index execution_journal_by_batch on perdure.execution_journal (lane, batch);

create table perdure.ready (
  execution_id uuid not null,
  queue text not null,
  plan text not null,
  rank double precision not null,
  due timestamptz not null,
  created_at timestamptz not null default perdure.now(),
  constraint ready_pkey primary key (execution_id),
  constraint ready_execution_fkey foreign key (execution_id) references perdure.executions (id) on delete cascade
) with (
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0
);
comment on table perdure.ready is 'What has to happen next: a row makes a run claimable from its due time on. A wake-up and a timer are the same row.';
comment on column perdure.ready.execution_id is 'The run.';
comment on column perdure.ready.queue is 'Its queue.';
comment on column perdure.ready.plan is 'Its plan, as name@version; only a worker that has it claims the run.';
comment on column perdure.ready.rank is 'The order of claims, lowest first: the due time in seconds less ten for each point of priority. Fixed at insertion, so that nothing starves.';
comment on column perdure.ready.due is 'From when on it may be claimed.';
comment on column perdure.ready.created_at is 'When the row was written.';

-- Serves the claim: the first of each queue and plan, in rank order.
create index ready_by_rank on perdure.ready (queue, plan, rank);
-- Serves the slow poll: the next due time of each queue and plan.
create index ready_by_due on perdure.ready (queue, plan, due);

create table perdure.messages (
  id bigint generated always as identity,
  execution_id uuid not null,
  kind text not null,
  payload json,
  created_at timestamptz not null default perdure.now(),
  constraint messages_pkey primary key (execution_id, id),
  constraint messages_execution_fkey foreign key (execution_id) references perdure.executions (id) on delete cascade,
  constraint messages_kind_known check (kind in ('CANCEL', 'PAUSE', 'RESUME', 'CHILD_ENDED', 'SIGNAL', 'SLOT_GRANTED')),
  constraint messages_signal_has_a_name check (kind <> 'SIGNAL' or payload ->> 'name' is not null),
  constraint messages_payload_can_be_read check (payload is null or payload::jsonb is not null)
) with (
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0
);
comment on table perdure.messages is 'What others want of a run. Whoever is not its holder leaves a message and a wake row, in one transaction, and touches nothing else.';
comment on column perdure.messages.id is 'The order of arrival.';
comment on column perdure.messages.execution_id is 'The run.';
comment on column perdure.messages.kind is 'CANCEL: end the run. PAUSE: start nothing more; it stays for as long as the run is paused. RESUME: go on. CHILD_ENDED: a child run of it has ended; what came of it stands in the child''s row. SIGNAL: what a step waits for, or will. SLOT_GRANTED: a step, or an item or round of one, holds a slot of its queue, and may begin.';
comment on column perdure.messages.payload is 'What belongs to it. Of a PAUSE of a run that was not to begin yet: when it was. Of a SIGNAL: its name, its value, the codec of that, the number of the newest question of an agent that it could be meant for, and the question that it names.';
comment on column perdure.messages.created_at is 'When it was left.';
