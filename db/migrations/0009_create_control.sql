-- How a run is held still and let go on: messages to its holder, as a cancel is.

create function perdure.pause_is_wanted(run uuid) returns boolean
  language sql stable
  as $$
    select coalesce((select m.kind = 'PAUSE' from perdure.messages m where m.execution_id = run and m.kind in ('PAUSE', 'RESUME') order by m.id desc limit 1), false)
      and exists (select from perdure.executions e where e.id = run and e.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED'))
  $$;
comment on function perdure.pause_is_wanted(uuid) is 'Whether the last word to an unfinished run, of those to pause and to go on, was to pause.';

-- With the rights of the owner: operators write no table themselves. The message stays for as long as the run is paused: whoever claims the run then, for whatever reason, reads it again.
create function perdure.pause(run uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
  as $$
begin
  return perdure.pause_is_wanted(run) or perdure.leave_message(run, 'PAUSE');
end
$$;
comment on function perdure.pause(uuid) is 'Asks a run to start nothing more: what runs settles and is recorded, then it is PAUSED until perdure.resume. False where it does not exist or has ended.';

create function perdure.resume(run uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
  as $$
begin
  return perdure.pause_is_wanted(run) and perdure.leave_message(run, 'RESUME');
end
$$;
comment on function perdure.resume(uuid) is 'Lets a run go on that is paused, or was asked to pause. False where it is not, or does not exist. A run that has failed or was cancelled goes on by perdure.retry.';

-- What runs are found by. Apart from their rows: a run without a tag costs nothing, and a tag that changes leaves the run's row alone.
create table perdure.execution_tags (
  execution_id uuid not null,
  name text not null,
  value text not null,
  created_at timestamptz not null,
  constraint execution_tags_pkey primary key (execution_id, name),
  constraint execution_tags_execution_fkey foreign key (execution_id) references perdure.executions (id) on delete cascade,
  constraint execution_tags_name_within_bounds check (length(name) between 1 and 100),
  constraint execution_tags_value_within_bounds check (length(value) <= 1000)
);
comment on table perdure.execution_tags is 'What a run is found by: given when it was started, or the result of a step that is marked with a tag.';
comment on column perdure.execution_tags.execution_id is 'The run.';
comment on column perdure.execution_tags.name is 'The tag''s name, such as customer.';
comment on column perdure.execution_tags.value is 'Its value as text, in plain.';
comment on column perdure.execution_tags.created_at is 'When the run was started, as its row says: lists are in that order.';

-- Serves the listing by a tag, newest first.
create index execution_tags_by_value on perdure.execution_tags (name, value, created_at, execution_id);

-- A run that begins with results of another. Nobody can see it yet, so nothing is waited for. With the rights of the owner.
-- Locks: the run that it copies (for key share, as a foreign key does, so that no deletion takes it away meanwhile: its results do not change); then nothing that is there already.
create function perdure.fork_run(
  run uuid, fork uuid, from_step text, fork_version integer, fork_queue text, fork_priority integer, fork_input json, fork_input_codec text, fork_trace text,
  copied text[], given_steps text[], given_items integer[], given_rounds integer[], given_outputs text[], given_codecs text[], edited boolean[], decided text[]) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
  as $$
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
$$;
comment on function perdure.fork_run(uuid, uuid, text, integer, text, integer, json, text, text, text[], text[], integer[], integer[], text[], text[], boolean[], text[]) is 'Writes a run that begins with results of another, which whoever calls has chosen by the plan. For the runtime; people call perdure.fork.';

-- What is to run anew is found by the plan as a worker has brought it.
create function perdure.fork(run uuid, from_step text default null) returns uuid
  language plpgsql volatile security definer set search_path = pg_catalog
  as $$
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
$$;
comment on function perdure.fork(uuid, text) is 'Starts a new run of the same plan that begins with the results of another, but for a step and all that waits for it, which run anew; without a step all of it does. Returns the new run''s id; null where there is no such run. The other one stays as it is, and may be under way.';
