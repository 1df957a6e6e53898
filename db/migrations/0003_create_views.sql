-- What people ask for: locks, the values that a step was given, what happened, where a run stands.

create view perdure.execution_locks as
  select e.id as execution_id, w.name as worker, e.holder as incarnation, e.token, w.expires_at
  from perdure.executions e
  join perdure.workers w on w.incarnation = e.holder;
comment on view perdure.execution_locks is 'The runs that are held, by whom and until when. The lease stands in the run''s row and its expiry in the worker''s, so that a heartbeat costs one row.';
comment on column perdure.execution_locks.execution_id is 'The run.';
comment on column perdure.execution_locks.worker is 'The name of the worker that holds it.';
comment on column perdure.execution_locks.incarnation is 'The start of that worker.';
comment on column perdure.execution_locks.token is 'The fencing token.';
comment on column perdure.execution_locks.expires_at is 'When the lease ends unless the worker is heard of.';

create view perdure.execution_step_inputs as
  select s.execution_id, s.step_id, s.item, s.round, i.key as parameter, i.value ->> 'step' as from_step,
    case when i.value ->> 'step' is not null then p.output
      when i.value ->> 'signal' is not null then coalesce(i.value -> 'value', (
        select w.input -> i.key -> 'value' from perdure.execution_steps w where s.item > 0 and w.execution_id = s.execution_id and w.step_id = s.step_id and w.item = 0 and w.round = 0))
      else e.input end as value
  from perdure.execution_steps s
  join perdure.executions e on e.id = s.execution_id
  cross join lateral json_each(s.input) i
  left join perdure.execution_steps p
    on p.execution_id = s.execution_id and p.step_id = i.value ->> 'step' and p.item = 0 and p.round = 0;
comment on view perdure.execution_step_inputs is 'The value of each parameter of each step. The steps themselves hold references only, so that a result is stored once; and so is a signal, which all items of a mapped step take from its own row.';
comment on column perdure.execution_step_inputs.execution_id is 'The run.';
comment on column perdure.execution_step_inputs.step_id is 'The step that takes it.';
comment on column perdure.execution_step_inputs.item is 'The item of a mapped step.';
comment on column perdure.execution_step_inputs.round is 'The round of a repeated step.';
comment on column perdure.execution_step_inputs.parameter is 'The parameter''s name.';
comment on column perdure.execution_step_inputs.from_step is 'The step whose result it is; null for the run''s input and for a signal.';
comment on column perdure.execution_step_inputs.value is 'The value.';

create view perdure.execution_events as
  select j.execution_id, j.seq - json_array_length(j.events) + e.position as seq, e.event ->> 'type' as event_type, e.event ->> 'step' as step_id,
    case when e.event ->> 'step' is not null then coalesce((e.event ->> 'item')::integer, 0) end as item,
    case when e.event ->> 'step' is not null then coalesce((e.event ->> 'round')::integer, 0) end as round,
    (e.event ->> 'attempt')::integer as attempt, e.event -> 'payload' as payload, j.lane, j.batch,
    j.created_at - make_interval(secs => coalesce((e.event ->> 'ago')::double precision, 0)) as created_at
  from perdure.execution_journal j
  cross join lateral json_array_elements(j.events) with ordinality as e (event, position);
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

create function perdure.last_seq(run uuid) returns bigint
  language sql stable
  as $$ select coalesce((select j.seq from perdure.execution_journal j where j.execution_id = run order by j.seq desc limit 1), 0) $$;
comment on function perdure.last_seq(uuid) is 'The number of a run''s last event; 0: it has none yet.';

-- Volatile, and not in plain SQL, which would be put into the statement that asks and read with its snapshot.
create function perdure.last_seq_behind_lock(run uuid) returns bigint
  language plpgsql
  as $$
begin
  return perdure.last_seq(run);
end
$$;
comment on function perdure.last_seq_behind_lock(uuid) is 'The number of a run''s last event as it is now, for a statement that has locked the run: a checkpoint merely locks the row as well, so one that was committed after the snapshot of the statement is not seen otherwise.';

create view perdure.execution_state as
  select e.id as execution_id, j.state::jsonb as state, e.created_at, j.created_at as updated_at
  from perdure.executions e
  cross join lateral (
    select w.state, w.created_at from perdure.execution_journal w where w.execution_id = e.id and w.state is not null order by w.seq desc limit 1
  ) j;
comment on view perdure.execution_state is 'Where each run stands: counters and a low-water mark, as its last checkpoint wrote them. Their size does not grow with the run.';
comment on column perdure.execution_state.execution_id is 'The run.';
comment on column perdure.execution_state.state is 'How many steps the plan has and how many run, wait, succeeded, failed or were skipped; what predicates said on whom steps still wait; settled_through counts the leading steps of the plan that have all settled; items says of each mapped step that has not, up to which item all have, how many of those failed, and which first.';
comment on column perdure.execution_state.created_at is 'When the run was started by a client.';
comment on column perdure.execution_state.updated_at is 'When the snapshot was written.';

create view perdure.execution_state_full as
  select e.id as execution_id, e.workflow, e.version, e.status, coalesce(st.state, '{}'::jsonb) as state,
    coalesce((select json_object_agg(s.step_id, s.output order by s.created_at, s.step_id)
      from perdure.execution_steps s
      where s.execution_id = e.id and s.status = 'SUCCESS' and s.item = 0 and s.round = 0), '{}'::json) as results,
    st.updated_at
  from perdure.executions e
  left join perdure.execution_state st on st.execution_id = e.id;
comment on view perdure.execution_state_full is 'A run''s state with the results of its steps.';
comment on column perdure.execution_state_full.execution_id is 'The run.';
comment on column perdure.execution_state_full.workflow is 'The workflow''s name.';
comment on column perdure.execution_state_full.version is 'The plan''s version.';
comment on column perdure.execution_state_full.status is 'The run''s status.';
comment on column perdure.execution_state_full.state is 'The snapshot: counters and the low-water mark.';
comment on column perdure.execution_state_full.results is 'The results so far, by step.';
comment on column perdure.execution_state_full.updated_at is 'When the snapshot was last written.';

create function perdure.execution_tree(root uuid) returns table (
  execution_id uuid, parent_id uuid, parent_step text, parent_item integer, parent_round integer, depth integer, workflow text, version integer, status text, created_at timestamptz)
  language sql stable
  as $$
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
  $$;
comment on function perdure.execution_tree(uuid) is 'A run and all runs that it started as steps, and those that they started, each behind its parent: of which step, item and round, how deep, and where it stands. Locks nothing.';
