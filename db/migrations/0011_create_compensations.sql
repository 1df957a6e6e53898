-- How completed steps are undone when their run fails or is cancelled.

-- No foreign key to the run, as for the steps: its holder has locked the run that it writes for. Runs whose plan undoes nothing never come here.
create table perdure.execution_compensations (
  execution_id uuid not null,
  position integer not null,
  item integer not null default 0,
  round integer not null default 0,
  attempt integer not null default 0,
  failures integer not null default 0,
  due_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz not null default perdure.now(),
  updated_at timestamptz not null default perdure.now(),
  step_id text not null,
  undo text not null,
  status text not null default 'PENDING',
  unfinished boolean not null default false,
  error json,
  cause json,
  constraint execution_compensations_pkey primary key (execution_id, step_id, item, round),
  constraint execution_compensations_status_known check (status in ('PENDING', 'RUNNING', 'WAITING', 'SUCCESS', 'FAILED')),
  constraint execution_compensations_error_when_failed check (error is not null or status <> 'FAILED'),
  constraint execution_compensations_error_not_when_success check (error is null or status <> 'SUCCESS'),
  constraint execution_compensations_due_when_waiting check ((due_at is not null) = (status = 'WAITING')),
  constraint execution_compensations_finished_at_when_settled check ((finished_at is not null) = (status in ('SUCCESS', 'FAILED'))),
  constraint execution_compensations_cause_with_first check (cause is null or position = 1),
  constraint execution_compensations_counts_not_negative check (position >= 1 and item >= 0 and round >= 0 and attempt >= 0 and failures between 0 and attempt)
) with (
  fillfactor = 90,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0.05
);
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
