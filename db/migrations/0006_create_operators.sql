-- What people do to a run by hand: let one go on that was set aside because its workers died of it.

-- By the protocol, in one transaction: whoever calls this becomes an incarnation, which is dead from the first, and the holder of the run under the next token; writes what it has to
-- say through a lane of its own, so that a reader of the tail of all events finds it; and lets go. Notifies nobody: a notification does not belong into a transaction that writes.
-- Locks: the run's row (for no key update), then its steps, its messages and its wake row; at last lanes that have ended, passing over locked ones.
create function perdure.resume(run uuid) returns boolean
  language plpgsql volatile
  as $$
declare
  me uuid := gen_random_uuid();
  acquired bigint;
  last bigint := 0;
  happened jsonb;
  standing jsonb;
begin
  if exists (select from perdure.executions e where e.id = run and e.status = 'COMPENSATED') then
    raise exception 'execution % was compensated: what its steps did is undone, so that there is nothing to go on from; start it anew', run using errcode = 'object_not_in_prerequisite_state';
  end if;
  update perdure.executions e
  set status = 'WAITING', token = e.token + 1, recoveries = 0, error = null, finished_at = null, updated_at = perdure.now()
  where e.id = run and e.status = 'FAILED' and e.error ->> 'type' = 'Perdure.Coordination.RunSetAsideException'
  returning e.token into acquired;
  if not found then
    return false;
  end if;

  -- Each of the following reads what is there now that the run is locked.
  last := perdure.last_seq(run);
  happened := jsonb_build_array(
    jsonb_build_object('type', 'LOCK_ACQUIRED', 'payload', jsonb_build_object('worker', session_user::text, 'token', acquired::text)),
    jsonb_build_object('type', 'EXECUTION_RESUMED', 'payload', jsonb_build_object('reason', 'resumed by hand')));

  -- What was cut off when the run was set aside starts again, in its next attempt. A step that failed for good stays so, and the run fails again by it.
  -- Nothing starts again of a run whose steps are being undone: their undos go on.
  with cut_off as (
    update perdure.execution_steps s
    set status = 'WAITING', due_at = perdure.now(), finished_at = null, updated_at = perdure.now()
    where s.execution_id = run and s.status = 'CANCELLED' and not exists (select from perdure.execution_compensations c where c.execution_id = run)
    returning s.step_id, s.item, s.round, s.attempt
  )
  select happened || coalesce(jsonb_agg(
      jsonb_build_object('type', 'STEP_RETRY_SCHEDULED', 'step', c.step_id, 'attempt', c.attempt, 'payload', jsonb_build_object('reason', 'the run was resumed by hand'))
        || case when c.item > 0 or c.round > 0 then jsonb_build_object('item', c.item, 'round', c.round) else '{}' end
      order by c.step_id, c.item, c.round), '[]')
  into happened
  from cut_off c;

  -- The mark is moved back as far as it may have to be: steps of the plan are in no order here.
  select j.state::jsonb || jsonb_build_object('settled_through', 0, 'running', 0, 'cancelled', (
      select count(*) from perdure.execution_steps s where s.execution_id = run and s.status = 'CANCELLED' and s.item = 0 and s.round = 0), 'waiting', (
      select count(*) from perdure.execution_steps s where s.execution_id = run and s.status = 'WAITING'))
  into standing
  from perdure.execution_journal j
  where j.execution_id = run and j.state is not null
  order by j.seq desc
  limit 1;

  happened := happened || '[{"type": "EXECUTION_WAITING"}, {"type": "LOCK_RELEASED"}]';
  insert into perdure.workers (incarnation, name, host, process_id, plans, queues, expires_at, dead)
  values (me, session_user, coalesce(inet_client_addr()::text, 'local'), pg_backend_pid(), '{}', '{}', clock_timestamp(), true);
  insert into perdure.lanes (id, incarnation) values (me, me);
  insert into perdure.execution_journal (execution_id, seq, lane, batch, created_at, events, state)
  values (run, last + jsonb_array_length(happened), me, 1, perdure.now(), happened::json, standing::json);

  -- What others wanted of it they wanted before it had ended.
  delete from perdure.messages m where m.execution_id = run;
  insert into perdure.ready as r (execution_id, queue, plan, rank, due)
  select e.id, e.queue, e.workflow || '@' || e.version, perdure.rank(perdure.now(), e.priority), perdure.now()
  from perdure.executions e
  where e.id = run
  on conflict (execution_id) do update set due = least(r.due, excluded.due), rank = least(r.rank, excluded.rank);

  -- Nothing will be written through its lane again. This waits for no lock, so its place in the order is of no account; and if somebody else closes lanes just now, the next who does takes
  -- this one along.
  perform perdure.close_lanes();
  return true;
end
$$;
comment on function perdure.resume(uuid) is 'Lets a run go on that was set aside as failed because its workers died of it again and again (error ->> ''type'' is Perdure.Coordination.RunSetAsideException): what was recorded stays, and what was cut off starts again. False where the run does not exist, or was not set aside. A worker finds it at its next poll.';
