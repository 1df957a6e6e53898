-- What people do to a run by hand, by force of the lease: end it at once, or let one go on that has ended badly.
--
-- By the protocol, in one transaction: whoever calls these becomes an incarnation, which is dead from the first, and the holder of the run under the next token; writes what it has to say
-- through a lane of its own, so that a reader of the tail of all events finds it; and lets go. Notifies nobody: a notification does not belong into a transaction that writes.
-- With the rights of the owner: operators write no table themselves.

-- Behind the lock on the run's row. Locks: nothing that is there already; at last lanes that have ended, passing over locked ones.
create function perdure.record_by_hand(run uuid, happened jsonb, changed jsonb, initial jsonb default null) returns void
  language plpgsql volatile
  as $$
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
$$;
comment on function perdure.record_by_hand(uuid, jsonb, jsonb, jsonb) is 'Appends what somebody did by hand to the journal of a run that the caller has locked and become the holder of, and what it changed in the snapshot; of a run that has none, what the first one holds.';

-- An event about a step, or about an item or round of it.
create function perdure.step_event(type text, step_id text, item integer, round integer, attempt integer, payload jsonb default null) returns jsonb
  language sql immutable
  as $$
    select jsonb_strip_nulls(jsonb_build_object('type', type, 'step', step_id, 'attempt', attempt, 'item', nullif(item, 0), 'round', nullif(round, 0), 'payload', payload))
  $$;
comment on function perdure.step_event(text, text, integer, integer, integer, jsonb) is 'An event about a step, as the journal holds it.';

-- Locks: the run's row (for no key update), for which it waits where a retry or a deletion is under way, then its steps, its messages and its wake row.
create function perdure.retry(run uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
  as $$
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
$$;
comment on function perdure.retry(uuid) is 'Lets a run go on that has failed, was set aside or was cancelled: what was recorded stays, and what failed or was cut off starts again, its failures counted anew; of a run that was being undone, its undos. An error where all of it is undone. False where the run does not exist, is under way or has succeeded. A worker finds it at its next poll.';

-- Locks: the run's row (for no key update), for which it waits where a checkpoint is being written, then its steps, its places in the lines of queues and its slots, its messages, and its wake
-- row where nobody else has it locked: one that stays is swept by the next claim.
create function perdure.terminate(run uuid, reason text default null) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
  as $$
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
$$;
comment on function perdure.terminate(uuid, text) is 'Ends a run at once, as cancelled, without asking its holder, whose lease it takes: what the holder still records is refused. The reason stands in the event. False where the run does not exist or has ended.';
