-- How anyone but the holder speaks to a run, and how finished runs are removed.

create function perdure.rank(due timestamptz, priority integer) returns double precision
  language sql stable
  as $$ select extract(epoch from due)::double precision - 10.0 * priority $$;
comment on function perdure.rank(timestamptz, integer) is 'The order of claims: the due time in seconds less ten for each point of priority.';

-- Locks: messages (new row; key share on the run), then ready. Never the run's row: a holder's checkpoint is not delayed.
create function perdure.leave_message(run uuid, message_kind text, message_payload json default null) returns boolean
  language sql volatile
  as $$
    with addressee as (
      select e.id, e.queue, e.priority, e.workflow || '@' || e.version as plan
      from perdure.executions e
      where e.id = run and e.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED')
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
  $$;
comment on function perdure.leave_message(uuid, text, json) is 'Leaves a message and the wake row that makes its holder, or the next one, read it. False where the run does not exist or has ended.';

-- Called by operators, who write no table themselves.
create function perdure.cancel(run uuid) returns boolean
  language sql volatile security definer set search_path = pg_catalog
  as $$ select perdure.leave_message(run, 'CANCEL') $$;
comment on function perdure.cancel(uuid) is 'Asks a run to end. False where it does not exist or has ended.';

-- A value with U+0000 in it is refused: json would store it, and read no field of that message any more, nor of the others that are read with it.
-- Where a worker has told of the run's plan, so is one that no step could take: by a name that the plan does not have, or nothing for a step that takes something.
create function perdure.signal(run uuid, signal_name text, payload json default null, payload_codec text default null) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
  as $$
declare
  plan_name text := (
    select e.workflow || '@' || e.version from perdure.executions e
    where e.id = run and e.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED'));
  known jsonb := (
    select coalesce(jsonb_object_agg(n.name, n.is_optional) filter (where n.name is not null), '{}')
    from perdure.plans p
    left join lateral (
      select a.name, bool_or(a.is_optional) as is_optional
      from json_to_recordset(p.definition -> 'steps') as s (signal json, on_interrupt json)
      cross join lateral (values (s.signal ->> 'name', coalesce((s.signal ->> 'optional')::boolean, false)), (s.on_interrupt ->> 'signal', false)) as a (name, is_optional)
      where a.name is not null
      group by 1
    ) n on true
    where p.plan = plan_name
    group by p.plan);
  -- The newest question of the name that the sender could know of: a later one is not answered by what came for an earlier one.
  asked bigint := (
    select max(w.asked_seq)
    from perdure.agent_work w
    where w.execution_id = run and w.step_id in (
      select s.id from perdure.plans p cross join lateral json_to_recordset(p.definition -> 'steps') as s (id text, on_interrupt json)
      where p.plan = plan_name and s.on_interrupt ->> 'signal' = signal_name));
begin
  if known is not null and not known ? signal_name then
    raise exception 'No step of % takes a signal %: it takes %', plan_name, quote_literal(signal_name), coalesce((select string_agg(quote_literal(k), ', ' order by k) from jsonb_object_keys(known) k), 'none')
      using errcode = 'invalid_parameter_value';
  end if;
  if not (known ->> signal_name)::boolean and payload_codec is null and coalesce(payload::text, 'null') = 'null' then
    raise exception 'Signal % of % carries nothing, and its step takes something: give it a value, as payload of perdure.signal or as value of SignalAsync', quote_literal(signal_name), plan_name
      using errcode = 'invalid_parameter_value';
  end if;
  return perdure.leave_message(run, 'SIGNAL', json_build_object('name', signal_name, 'codec', payload_codec, 'value', coalesce(payload, 'null'), 'asked', asked));
end
$$;
comment on function perdure.signal(uuid, text, json, text) is 'Sends a run a signal, which the step that waits for its name takes, now or when it comes to wait. False where the run does not exist or has ended; an error where no step of its plan takes a signal of that name, or nothing is sent to one that takes something.';

-- Locks: for update on finished runs, oldest first, passing over locked ones; more of them than it deletes where they are large. No start, claim, takeover, checkpoint
-- or message touches a finished run, so none of them waits; retry does, and waits. In plpgsql, to refuse a status by name.
create function perdure.delete_finished(finished_before timestamptz, max_rows integer default 5000, statuses text[] default null) returns integer
  language plpgsql
  as $$
declare
  gone integer;
  refused text := (select string_agg(coalesce(quote_literal(s.status), 'null'), ', ') from unnest(statuses) s (status) where coalesce(s.status, '') not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED'));
begin
  if refused is not null then
    raise exception 'perdure.delete_finished deletes runs that are SUCCESS, FAILED, CANCELLED or COMPENSATED, and none that are %', refused using errcode = 'invalid_parameter_value';
  end if;
  with finished as materialized (
    select e.id, e.created_at
    from perdure.executions e
    where e.created_at < finished_before and e.finished_at < finished_before
      and (statuses is null or e.status = any (statuses))
      -- A parent reads the result of its child in the child's row.
      and not exists (select from perdure.executions p where p.id = e.parent_id and p.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED'))
    order by e.created_at, e.id
    limit greatest(max_rows / 4, 1)
    for update of e skip locked
  ), sized as materialized (
    select f.id,
      sum(1 + (select count(*) from perdure.execution_journal j where j.execution_id = f.id) + (select count(*) from perdure.execution_steps s where s.execution_id = f.id)
        + coalesce((select h.last from perdure.stream_heads h where h.execution_id = f.id), 0))
        over (order by f.created_at, f.id) as rows_through
    from finished f
  ), deleted as (
    delete from perdure.executions e
    using sized z
    where e.id = z.id and (z.rows_through <= max_rows or z.rows_through = (select min(rows_through) from sized))
    returning e.id
  )
  select count(*)::integer into gone from deleted;
  return gone;
end
$$;
comment on function perdure.delete_finished(timestamptz, integer, text[]) is 'Deletes runs that ended before a time, of some statuses or, with null, of all finished ones, oldest first, at most so many rows of all tables together (but at least one run), passing over locked ones; returns how many runs. Call it until it returns 0.';

-- Locks: an advisory lock, not waited for, to the end of the transaction: numbers are seen in the order in which they are given. Then the lanes' rows, passing over locked ones.
-- In plpgsql, since the update needs a snapshot of its own, taken under the lock. A dead worker that holds no run writes nothing any more: the fence of a batch wants both.
create function perdure.close_lanes() returns integer
  language plpgsql
  as $$
declare
  closed integer;
begin
  if not pg_try_advisory_xact_lock(x'706572646c616e65'::bigint) then
    return 0;
  end if;
  with ended as materialized (
    select l.id
    from perdure.lanes l
    where l.closing is null
      and (l.replaced or (exists (select from perdure.workers w where w.incarnation = l.incarnation and w.dead)
        and not exists (select from perdure.executions e where e.holder = l.incarnation)))
    for no key update of l skip locked
  )
  update perdure.lanes l set closing = nextval('perdure.closings') from ended where l.id = ended.id and l.closing is null;
  get diagnostics closed = row_count;
  return closed;
end
$$;
comment on function perdure.close_lanes() is 'Closes the lanes through which nothing will ever be written again: those that their worker replaced, and those of dead workers that hold no run. Returns how many. Each lane that opens calls it, and so does whoever changes a run by hand.';

-- Locks: the workers' rows (for update), passing over locked ones. A lane stays as long as anything that was written through it: readers of the tail of all events find it there.
create function perdure.delete_dead_workers(last_heard_before timestamptz default clock_timestamp() - interval '1 day') returns integer
  language sql volatile
  as $$
    with gone as materialized (
      select w.incarnation
      from perdure.workers w
      where w.dead and w.heartbeat_at < last_heard_before
        and not exists (select from perdure.executions e where e.holder = w.incarnation)
        and not exists (select from perdure.lanes l where l.incarnation = w.incarnation
          and exists (select from perdure.execution_journal j where j.lane = l.id))
      for update of w skip locked
    ), deleted as (
      delete from perdure.workers w using gone g where w.incarnation = g.incarnation
      returning w.incarnation
    )
    select count(*)::integer from deleted
  $$;
comment on function perdure.delete_dead_workers(timestamptz) is 'Deletes dead workers that hold nothing, were last heard of before a time, and of whose runs retention has left nothing, with their lanes; returns how many.';
