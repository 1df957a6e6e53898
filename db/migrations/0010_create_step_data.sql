-- What steps leave beside the record of their run. None of it is part of a checkpoint, and nothing of it decides how a run goes on.

create table perdure.step_progress (
  execution_id uuid not null,
  token bigint not null,
  item integer not null default 0,
  round integer not null default 0,
  attempt integer not null,
  recorded_at timestamptz not null default perdure.now(),
  step_id text not null,
  codec text,
  details json not null,
  constraint step_progress_pkey primary key (execution_id, step_id, item, round),
  constraint step_progress_counts_not_negative check (item >= 0 and round >= 0 and attempt >= 1)
) with (
  fillfactor = 50,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0.05
);
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

create function perdure.delete_step_data() returns trigger
  language plpgsql
  as $$
begin
  delete from perdure.step_progress p using deleted where p.execution_id = deleted.id;
  return null;
end
$$;
comment on function perdure.delete_step_data() is 'Deletes what the steps of deleted runs left, once a statement, as perdure.delete_records().';

create trigger executions_delete_step_data after delete on perdure.executions
  referencing old table as deleted for each statement execute function perdure.delete_step_data();

create table perdure.step_cache (
  key bytea not null,
  execution_id uuid not null,
  created_at timestamptz not null default perdure.now(),
  expires_at timestamptz not null,
  step_id text not null,
  codec text,
  value json not null,
  constraint step_cache_pkey primary key (key),
  constraint step_cache_key_is_a_hash check (octet_length(key) = 32),
  constraint step_cache_expires_after_creation check (expires_at > created_at)
) with (
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_vacuum_insert_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0.05
);
comment on table perdure.step_cache is 'Results that runs take from one another: those of steps with [Cache]. An entry outlives the run that left it.';
comment on column perdure.step_cache.key is 'The SHA-256 of the scope, the version and the plain input.';
comment on column perdure.step_cache.execution_id is 'The run that recorded the result; it may be gone.';
comment on column perdure.step_cache.created_at is 'When it was recorded.';
comment on column perdure.step_cache.expires_at is 'From when on it is not good any more.';
comment on column perdure.step_cache.step_id is 'The step that recorded it.';
comment on column perdure.step_cache.codec is 'How the value is encoded, bound to the key; null: not at all.';
comment on column perdure.step_cache.value is 'The result.';

-- Serves the deletion of what has expired.
create index step_cache_by_expiry on perdure.step_cache (expires_at);

-- Locks: for update on entries that have expired, earliest first, passing over locked ones.
create function perdure.delete_expired_cache(max_rows integer default 5000) returns integer
  language sql volatile
  as $$
    with expired as materialized (
      select c.key from perdure.step_cache c where c.expires_at <= perdure.now() order by c.expires_at limit max_rows for update skip locked
    ), deleted as (
      delete from perdure.step_cache c using expired e where c.key = e.key returning c.key
    )
    select count(*)::integer from deleted
  $$;
comment on function perdure.delete_expired_cache(integer) is 'Deletes results of step_cache that are not good any more, earliest first, at most so many, passing over locked ones; returns how many. Call it until it returns 0. Hosts with PerdureOptions.Retention do.';
