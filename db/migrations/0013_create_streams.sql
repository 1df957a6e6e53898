-- What steps emit while they run: the stream of a run, which others read as it grows. None of it is part of a checkpoint, and nothing of it decides how a run goes on.

create table perdure.stream_heads (
  execution_id uuid not null,
  holder uuid not null,
  last bigint not null,
  token bigint not null,
  batch bigint not null,
  constraint stream_heads_pkey primary key (execution_id),
  constraint stream_heads_counts_positive check (last >= 1 and token >= 1 and batch >= 1)
) with (
  fillfactor = 50,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0.05
);
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
  created_at timestamptz not null,
  undo boolean not null,
  step_id text not null,
  codec text,
  value json not null,
  constraint stream_items_pkey primary key (execution_id, position),
  constraint stream_items_counts_not_negative check (position >= 1 and item >= 0 and round >= 0 and attempt >= 1)
) with (
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_vacuum_insert_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0.05
);
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

create function perdure.delete_streams() returns trigger
  language plpgsql
  as $$
begin
  delete from perdure.stream_items i using deleted where i.execution_id = deleted.id;
  delete from perdure.stream_heads h using deleted where h.execution_id = deleted.id;
  return null;
end
$$;
comment on function perdure.delete_streams() is 'Deletes the streams of deleted runs, once a statement, as perdure.delete_records().';

create trigger executions_delete_streams after delete on perdure.executions
  referencing old table as deleted for each statement execute function perdure.delete_streams();

create function perdure.refuse_stream_update() returns trigger
  language plpgsql
  as $$
begin
  raise exception 'the stream of an execution is append-only'
    using errcode = 'integrity_constraint_violation', constraint = 'stream_items_append_only';
end
$$;
comment on function perdure.refuse_stream_update() is 'Refuses to change what was emitted.';

create trigger stream_items_append_only before update on perdure.stream_items
  for each statement execute function perdure.refuse_stream_update();
