-- Starts that come in quick succession become one run: as long as it has not begun, each one replaces what it takes and puts off when it begins.

create table perdure.debounces (
  execution_id uuid not null,
  since timestamptz not null,
  workflow text not null,
  key text not null,
  constraint debounces_pkey primary key (workflow, key),
  constraint debounces_execution_fkey foreign key (execution_id) references perdure.executions (id) on delete cascade,
  constraint debounces_key_within_bounds check (length(key) between 1 and 500)
);
comment on table perdure.debounces is 'Which run the next debounced start under a key joins, if it has not begun by then. Deleted with the run.';
comment on column perdure.debounces.execution_id is 'The run that was started last under the key.';
comment on column perdure.debounces.since is 'When it was first started: it is put off for no longer than the starts allow, counted from then.';
comment on column perdure.debounces.workflow is 'The workflow''s name.';
comment on column perdure.debounces.key is 'What the starts are about, as StartOptions.Key gives it.';

-- Serves the deletion of runs.
create index debounces_by_execution on perdure.debounces (execution_id);

-- Locks: the key (an advisory lock to the end of the transaction: who starts under it comes one after the other; of two keys that share a number one waits for nothing), then the pending run's row (for no key
-- update), for which it waits while a worker claims it: who then finds it held starts another. Then its wake row, and the rows of this table.
-- With the rights of the owner, as perdure.fork_run.
-- The input may be bound to the run by its codec. So whoever calls says for which run it has been encoded, and is told of another one if that is not the one.
create function perdure.start_debounced(
  run uuid, run_workflow text, run_version integer, run_queue text, run_priority integer, run_input text, run_input_codec text, run_trace text, debounce_key text, quiet double precision,
  at_most double precision, run_time_limit double precision, run_ends_by timestamptz, tag_names text[], tag_values text[]) returns uuid
  language plpgsql volatile security definer set search_path = pg_catalog
  as $$
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
$$;
comment on function perdure.start_debounced(uuid, text, integer, text, integer, text, text, text, text, double precision, double precision, double precision, timestamptz, text[], text[]) is 'Starts a run, or replaces what the one takes that was started last under the key, if it has not begun, and puts it off. Returns the run; another one where that is the one to be replaced; null where the run that was meant has begun. For the runtime, which calls again then.';
