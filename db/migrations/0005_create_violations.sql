-- The invariants as a question that anybody may ask: what does not hold, of which run, and in words. And the one mark without which a deletion would look like a loss.

-- A sequence and not a row: two deletions at once do not wait for one another, and one that is rolled back leaves a mark that is merely too late. It is never asked for its next value.
create sequence perdure.last_deletion as bigint minvalue 0 start 0;
comment on sequence perdure.last_deletion is 'When runs or lanes were last deleted, in microseconds since 1970, and a second more; not called yet: never. What was written later is all there, so that violations() can tell a gap from a deletion.';

create function perdure.note_deletion() returns void
  language plpgsql volatile
  as $$
begin
  perform setval('perdure.last_deletion', (extract(epoch from greatest(clock_timestamp(), perdure.now())) * 1000000)::bigint + 1000000);
end
$$;
comment on function perdure.note_deletion() is 'Notes that runs or lanes are deleted: gaps in what was written before mean nothing any more.';

create or replace function perdure.delete_records() returns trigger
  language plpgsql
  as $$
begin
  if not exists (select from deleted) then
    return null;
  end if;
  delete from perdure.execution_journal j using deleted where j.execution_id = deleted.id;
  delete from perdure.execution_steps s using deleted where s.execution_id = deleted.id;
  delete from perdure.execution_compensations c using deleted where c.execution_id = deleted.id;
  perform perdure.note_deletion();
  return null;
end
$$;

create function perdure.note_deleted_lanes() returns trigger
  language plpgsql
  as $$
begin
  if exists (select from deleted) then
    perform perdure.note_deletion();
  end if;
  return null;
end
$$;
comment on function perdure.note_deleted_lanes() is 'Notes that lanes are deleted: what they wrote stays, and names a lane that nobody knows any more.';

create trigger lanes_note_deletion after delete on perdure.lanes
  referencing old table as deleted for each statement execute function perdure.note_deleted_lanes();

-- Stable, so that all rules see the snapshot of the statement that calls it. Planned anew each time: a look at all runs reads whole tables, and a cheap one goes by keys alone. Its
-- settings are its own, and end with it: those of a worker's session forbid what a look at all runs needs.
create function perdure.violations(all_runs boolean default true) returns table (rule text, execution_id uuid, detail text)
  language plpgsql stable
  set plan_cache_mode = force_custom_plan
  set enable_seqscan = on
  set enable_hashjoin = on
  set enable_mergejoin = on
  set jit = off
  set work_mem = '64MB'
  as $$
#variable_conflict use_column
declare
  clock timestamptz := clock_timestamp();
  deleted_at timestamptz := (select case when d.is_called then to_timestamp(d.last_value / 1000000.0) else '-infinity' end from perdure.last_deletion d);
  looked_at uuid[];
begin
  perform set_config('enable_seqscan', case when all_runs then 'on' else 'off' end, true);

  -- Nothing tells a finished run from another without reading it: what is under way is found where it has to stand. From one holder to the next, as the takeover goes.
  if not all_runs then
    with recursive holders as (
      (select e.holder from perdure.executions e where e.holder is not null order by e.holder limit 1)
      union all
      select (select e.holder from perdure.executions e where e.holder > h.holder order by e.holder limit 1)
      from holders h
      where h.holder is not null
    )
    select array_agg(found.id) into looked_at
    from (
      select held.id from holders h cross join lateral (select e.id from perdure.executions e where e.holder = h.holder offset 0) held
      union
      select r.execution_id from perdure.ready r
      union
      select m.execution_id from perdure.messages m
      union
      select w.execution_id from perdure.queue_waiters w
      union
      select l.execution_id from perdure.queue_slots l
    ) found;
  end if;

  return query
  with workers as materialized (
    select w.incarnation, w.name, w.plans, w.queues, w.expires_at, not w.dead and w.expires_at > clock as is_live,
      -- A worker looks for the runs of others at each poll: two lease times are enough for whoever was there before.
      w.expires_at + 2 * (w.expires_at - w.heartbeat_at) > clock as may_be_heard_of, w.started_at + 2 * (w.expires_at - w.heartbeat_at) < clock as is_settled,
      w.expires_at - w.heartbeat_at as lease
    from perdure.workers w
  ), runs as materialized (
    select e.id, e.status, e.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED') as has_ended, e.holder, e.recoveries, e.queue, e.workflow || '@' || e.version as plan, e.ends_by
    from perdure.executions e
    where all_runs
    union all
    select e.id, e.status, e.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED'), e.holder, e.recoveries, e.queue, e.workflow || '@' || e.version, e.ends_by
    from unnest(looked_at) u (id)
    join perdure.executions e on e.id = u.id
    where not all_runs
  ), unfinished as materialized (
    select r.id, r.status, r.holder, r.recoveries, r.queue, r.plan, r.ends_by, q.due, w.name, w.expires_at, w.lease, coalesce(w.is_live, false) as is_held, coalesce(w.may_be_heard_of, false) as may_be_heard_of
    from runs r
    left join perdure.ready q on q.execution_id = r.id
    left join workers w on w.incarnation = r.holder
    where not r.has_ended
  ), suspects as materialized (
    -- Who drives a run that may be what its workers die of takes no other such run.
    select distinct u.holder from unfinished u where u.is_held and u.recoveries > 2
  ), free as materialized (
    select u.id, u.status, u.holder, u.due, u.name, u.expires_at, u.queue, u.plan, u.ends_by,
      exists (select from workers w where w.is_live and u.queue = any (w.queues) and u.plan = any (w.plans)) as is_served,
      exists (
        select from workers w
        where w.is_live and w.is_settled and u.queue = any (w.queues) and u.plan = any (w.plans)
          and (u.recoveries < 2 or not exists (select from suspects s where s.holder = w.incarnation))) as could_be_taken_over
    from unfinished u
    where not u.may_be_heard_of
      -- The pause that a paused run waits behind stays with it, unread: nothing wakes it but another message.
      and not (u.status = 'PAUSED' and u.due is null and exists (select from perdure.messages m where m.execution_id = u.id and m.kind = 'PAUSE'))
  ), events as materialized (
    select j.execution_id, j.seq - json_array_length(j.events) + x.position as seq, x.type, x.step, coalesce(x.item, 0) as item, coalesce(x.round, 0) as round, x.attempt
    from runs r
    join perdure.execution_journal j on j.execution_id = r.id
    cross join lateral rows from (json_to_recordset(j.events) as (type text, step text, item integer, round integer, attempt integer))
      with ordinality as x (type, step, item, round, attempt, position)
  ), tries as materialized (
    select e.execution_id, e.step, e.item, e.round, e.attempt, count(*) filter (where e.type = 'STEP_STARTED') as starts, min(e.seq) filter (where e.type = 'STEP_STARTED') as started,
      min(e.seq) filter (where e.type not in ('STEP_STARTED', 'STEP_SKIPPED', 'STEP_COPIED', 'STEP_CACHED')
        -- Before its first attempt a step has attempt 0.
        and not (e.attempt = 0 and e.type in ('STEP_WAITING', 'SIGNAL_RECEIVED', 'SIGNAL_TIMED_OUT', 'STEP_FAILED', 'STEP_CANCELLED', 'STEP_RETRY_SCHEDULED'))) as spoken_of,
      count(*) filter (where e.type in ('STEP_COMPLETED', 'STEP_COPIED', 'STEP_CACHED')) as completions
    from events e
    where e.step is not null and e.type not in ('STEP_COMPENSATION_STARTED', 'STEP_COMPENSATED', 'STEP_COMPENSATION_FAILED')
    group by e.execution_id, e.step, e.item, e.round, e.attempt
  ), told as materialized (
    select t.execution_id, t.step, t.item, t.round, sum(t.starts) as starts, count(*) filter (where t.starts > 0) as attempts, sum(t.completions) as completions,
      max(t.attempt) filter (where t.completions > 0) as completed
    from tries t
    group by t.execution_id, t.step, t.item, t.round
  ), steps as materialized (
    -- What a step committed in its own transaction stands in its row before a checkpoint tells of it.
    select s.execution_id, s.step_id, s.item, s.round, s.status, s.attempt, s.status = 'SUCCESS' and s.holder is not null as is_untold
    from runs r
    join perdure.execution_steps s on s.execution_id = r.id
  ), compared as materialized (
    select coalesce(s.execution_id, t.execution_id) as execution_id, coalesce(s.step_id, t.step) as step, s.status, s.is_untold, coalesce(s.attempt, 0) as attempt,
      coalesce(t.starts, 0) as starts, coalesce(t.attempts, 0) as attempts, coalesce(t.completions, 0) as completions, t.completed
    from steps s
    full join told t on t.execution_id = s.execution_id and t.step = s.step_id and t.item = s.item and t.round = s.round
  ), counted as (
    select s.execution_id, count(*) as total, count(*) filter (where s.status = 'SUCCESS' and not s.is_untold) as succeeded, count(*) filter (where s.status = 'FAILED') as failed,
      count(*) filter (where s.status = 'CANCELLED') as cancelled, count(*) filter (where s.status = 'SKIPPED') as skipped, count(*) filter (where s.status = 'WAITING') as waiting,
      count(*) filter (where s.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'SKIPPED')) as settled
    from steps s
    where s.item = 0 and s.round = 0
    group by s.execution_id
  ), endings as (
    -- The course of a run as letters, in order: R resumed, S ended well, F failed, C cancelled, U undone.
    select e.execution_id, string_agg(case e.type when 'EXECUTION_RESUMED' then 'R' when 'EXECUTION_COMPLETED' then 'S' when 'EXECUTION_FAILED' then 'F' when 'EXECUTION_COMPENSATED' then 'U' else 'C' end, '' order by e.seq) as course
    from events e
    where e.type in ('EXECUTION_RESUMED', 'EXECUTION_COMPLETED', 'EXECUTION_FAILED', 'EXECUTION_CANCELLED', 'EXECUTION_COMPENSATED')
    group by e.execution_id
  ), awaited as materialized (
    -- What waits for a child names it at the end.
    select s.execution_id, s.step_id, s.due_at is not null as is_due, c.child, e.status, e.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED') as has_ended,
      exists (select from perdure.messages m where m.execution_id = s.execution_id and m.kind = 'CHILD_ENDED' and m.payload ->> 'child' = c.child::text) as is_told
    from runs r
    join perdure.execution_steps s on s.execution_id = r.id and s.status = 'WAITING' and s.waits_for like 'workflow %'
    cross join lateral (select right(s.waits_for, 36)::uuid as child) c left join perdure.executions e on e.id = c.child
    where not r.has_ended
  ), batches as (
    select b.lane, b.batch, b.written, lag(b.batch) over (partition by b.lane order by b.batch) as before, lag(b.written) over (partition by b.lane order by b.batch) as written_before
    from (select j.lane, j.batch, min(j.created_at) as written from perdure.execution_journal j where all_runs group by j.lane, j.batch) b
  )
  select 'stranded', f.id, 'It is ' || f.status || ', nobody holds it, and no wake row makes it claimable'
  from free f
  where f.holder is null and f.due is null
    -- One that goes on has a wake row for the end of its time; one that ends waits for its children however long that takes, without a due time of their steps.
    and not exists (select from awaited a where a.execution_id = f.id and not a.has_ended and (f.ends_by is null or not a.is_due))
    -- A signal is a named wait: whoever sends it leaves a wake row. One that ends by itself has a wake row from the first.
    and not (f.status = 'WAITING' and f.ends_by is null
      and (exists (select from perdure.execution_steps s where s.execution_id = f.id and s.status = 'WAITING' and s.waits_for like 'signal %')
        -- Whoever grants a slot leaves a wake row as well.
        or exists (select from perdure.queue_waiters w where w.execution_id = f.id))
      and not exists (select from perdure.execution_steps s where s.execution_id = f.id and s.status = 'WAITING' and s.due_at is not null))
  union all
  select 'child', a.execution_id, 'Step ' || quote_literal(a.step_id) || ' waits for child ' || a.child || ', which ' || coalesce('is ' || a.status || ', and no message tells of it', 'does not exist')
  from awaited a
  where a.status is null or (a.has_ended and not a.is_told)
  union all
  select 'abandoned', f.id, 'It is held by ' || coalesce(quote_literal(f.name) || ', whose lease ended at ' || f.expires_at, f.holder || ', of whom no row is left') || ', and no worker took it over'
  from free f
  where f.holder is not null and f.due is null and f.could_be_taken_over
  union all
  select 'unservable', f.id, 'No live worker has plan ' || quote_literal(f.plan) || ' and serves queue ' || quote_literal(f.queue)
  from free f
  where not f.is_served and exists (select from workers w where w.is_live)
  union all
  select 'no_worker', null, count(*) || ' runs are to go on, and no worker is alive'
  from free f
  where not exists (select from workers w where w.is_live)
  having count(*) > 0
  union all
  select 'unheard', u.id, 'Its wake row is due since ' || u.due || ', and ' || quote_literal(u.name) || ', who holds it, has not taken it'
  from unfinished u
  where u.is_held and u.due + 2 * u.lease < perdure.now()
  union all
  select 'unread', r.id, 'It has ' || count(*) || ' messages, no wake row tells of them, and no worker holds it'
  from perdure.messages m
  join runs r on r.id = m.execution_id
  left join workers w on w.incarnation = r.holder
  where not coalesce(w.may_be_heard_of, false) and not exists (select from perdure.ready q where q.execution_id = r.id) and not (r.status = 'PAUSED' and m.kind in ('PAUSE', 'SIGNAL'))
    -- A signal for which no step waits yet is kept; of a run that failed or was cancelled for a retry by hand.
    and not (r.status in ('FAILED', 'CANCELLED') and m.kind = 'SIGNAL')
    and (r.has_ended or m.kind <> 'SIGNAL' or exists (
      select from perdure.execution_steps s where s.execution_id = m.execution_id and s.status = 'WAITING' and s.waits_for = 'signal ' || (m.payload ->> 'name')))
    -- An answer that names its question waits until those in front of it are answered.
    and (m.payload ->> 'question' is null or exists (
      select from perdure.agent_work w where w.execution_id = m.execution_id and w.status = 'ASKING' and w.asked_seq || '.' || (w.answered + 1) = m.payload ->> 'question'))
    -- A cancel goes with the end of its run, which may have to wait for a child that is to end as well.
    and not (r.status = 'WAITING' and m.kind = 'CANCEL' and exists (
      select from awaited a join perdure.messages c on c.execution_id = a.child and c.kind = 'CANCEL' where a.execution_id = r.id and not a.has_ended))
  group by r.id
  union all
  select 'wake_row', r.id, case
      when q.rank > perdure.rank(q.due, -1000) then 'Its wake row has rank ' || q.rank || ': no claim finds it when it is due'
      else 'Its wake row is for plan ' || quote_literal(q.plan) || ' in queue ' || quote_literal(q.queue) || ', and it is of plan ' || quote_literal(r.plan) || ' in queue ' || quote_literal(r.queue)
    end
  from perdure.ready q
  join runs r on r.id = q.execution_id
  where q.rank > perdure.rank(q.due, -1000) or q.queue <> r.queue or q.plan <> r.plan
  union all
  select 'orphan', o.execution_id, 'There are rows of it in ' || string_agg(distinct o.place, ', ' order by o.place) || ', and none in executions'
  from (
    select j.execution_id, 'execution_journal' as place from perdure.execution_journal j where all_runs
    union all
    select s.execution_id, 'execution_steps' from perdure.execution_steps s where all_runs
    union all
    select c.execution_id, 'execution_compensations' from perdure.execution_compensations c where all_runs
    union all
    select p.execution_id, 'step_progress' from perdure.step_progress p where all_runs
    union all
    select i.execution_id, 'stream_items' from perdure.stream_items i where all_runs
    union all
    select h.execution_id, 'stream_heads' from perdure.stream_heads h where all_runs
    union all
    select w.execution_id, 'agent_work' from perdure.agent_work w where all_runs
    union all
    select q.execution_id, 'ready' from perdure.ready q
    union all
    select w.execution_id, 'queue_waiters' from perdure.queue_waiters w
    union all
    select l.execution_id, 'queue_slots' from perdure.queue_slots l
    union all
    select m.execution_id, 'messages' from perdure.messages m
  ) o
  where not exists (select from perdure.executions e where e.id = o.execution_id)
  group by o.execution_id
  union all
  select 'numbering', n.execution_id, 'Event ' || n.first || ' follows event ' || n.before
  from (
    select j.execution_id, j.seq, j.seq - json_array_length(j.events) + 1 as first, lag(j.seq, 1, 0::bigint) over (partition by j.execution_id order by j.seq) as before
    from runs r
    join perdure.execution_journal j on j.execution_id = r.id
  ) n
  where n.first <> n.before + 1 or n.first > n.seq
  union all
  select 'ending', r.id, 'It is ' || r.status || ', and its course is ' || coalesce(quote_literal(c.course), 'empty') || ' (R resumed, S ended well, F failed, C cancelled, U undone)'
  from runs r
  left join endings c on c.execution_id = r.id
  where coalesce(c.course, '') !~ case r.status when 'SUCCESS' then '^(R|[FC]R)*S$' when 'FAILED' then '^(R|[FC]R)*F$' when 'CANCELLED' then '^(R|[FC]R)*C$' when 'COMPENSATED' then '^(R|[FC]R)*U$' else '^(R|[FC]R)*$' end
  union all
  select 'result', b.execution_id, 'Step ' || quote_literal(b.step) || ' is ' || coalesce(b.status || ' in attempt ' || b.attempt, 'without a row') || ', and was completed ' || b.completions || ' times'
    || coalesce(', at last in attempt ' || b.completed, '')
  from compared b
  where b.completions <> case when b.status = 'SUCCESS' and not b.is_untold then 1 else 0 end or (b.status = 'SUCCESS' and b.completed <> b.attempt)
  union all
  select 'attempts', b.execution_id, 'Step ' || quote_literal(b.step) || case when b.status is null then ' has no row' else ' is in attempt ' || b.attempt end || ', and ' || b.starts || ' starts of '
    || b.attempts || ' attempts are recorded'
  from compared b
  where b.starts <> b.attempt or b.attempts <> b.attempt
  union all
  select 'before_start', t.execution_id, 'Event ' || t.spoken_of || ' is about attempt ' || coalesce(t.attempt::text, 'nothing') || ' of step ' || quote_literal(t.step) || ', which was not started before'
  from tries t
  where t.attempt is distinct from 0 and t.spoken_of < coalesce(t.started, t.spoken_of + 1)
  union all
  select 'unsettled', r.id, 'It is ' || r.status || ', and step ' || quote_literal(s.step_id) || ' is ' || s.status || case when s.is_untold then ', of which no checkpoint tells' else '' end
  from runs r
  join steps s on s.execution_id = r.id
  where r.has_ended and (s.status in ('RUNNING', 'WAITING') or s.is_untold or (r.status = 'SUCCESS' and s.item = 0 and s.round = 0 and s.status not in ('SUCCESS', 'SKIPPED')))
  union all
  -- A run that was set aside in the midst of it is FAILED, and one that was terminated CANCELLED, with undos that have not settled: they go on when it is retried.
  select 'compensation', r.id, 'It is ' || r.status || ', and the undo of step ' || quote_literal(c.step_id) || ' is ' || c.status
  from runs r
  cross join lateral (select k.step_id, k.status from perdure.execution_compensations k where k.execution_id = r.id offset 0) c
  where r.status = 'SUCCESS' or (r.status = 'COMPENSATED' and c.status <> 'SUCCESS')
  union all
  select 'stream', r.id, 'Its stream has ' || c.items || ' items, the last at position ' || c.last || ', and its head says ' || coalesce(h.last::text, 'nothing')
  from runs r
  left join perdure.stream_heads h on h.execution_id = r.id
  cross join lateral (select count(*) as items, coalesce(max(i.position), 0) as last from perdure.stream_items i where i.execution_id = r.id) c
  where c.items <> coalesce(h.last, 0) or c.last <> c.items
  union all
  -- Whoever shows a stream starts anew where the attempt is another: no two attempts bear one number.
  select 'stream', r.id, 'Item ' || min(i.position) || ' of its stream is of attempt ' || i.attempt || ' of step ' || quote_literal(i.step_id) || ', of whose start nothing is recorded'
  from runs r
  join perdure.stream_items i on i.execution_id = r.id
  where not i.undo and not exists (
    select from perdure.execution_steps s where s.execution_id = i.execution_id and s.step_id = i.step_id and s.item = i.item and s.round = i.round and s.attempt >= i.attempt)
  group by r.id, i.step_id, i.attempt
  union all
  select 'event_type', e.execution_id, 'Event ' || e.seq || ' is of type ' || coalesce(quote_literal(e.type), 'nothing')
  from events e
  where e.type is null or e.type not in (
    'EXECUTION_CREATED', 'EXECUTION_STARTED', 'EXECUTION_WAITING', 'EXECUTION_PAUSED', 'EXECUTION_RESUMED', 'EXECUTION_COMPLETED', 'EXECUTION_FAILED', 'EXECUTION_CANCELLED', 'EXECUTION_COMPENSATED',
    'STEP_STARTED', 'STEP_COPIED', 'STEP_CACHED', 'STEP_COMPLETED', 'STEP_FAILED', 'STEP_CANCELLED', 'STEP_RETRY_SCHEDULED', 'STEP_WAITING', 'SIGNAL_RECEIVED', 'SIGNAL_TIMED_OUT', 'STEP_SKIPPED', 'PREDICATE_EVALUATED', 'AGENT_INVOKED', 'AGENT_RESPONSE',
    'AGENT_STARTED', 'AGENT_PROGRESS', 'AGENT_INTERRUPTED', 'AGENT_ANSWER_REFUSED', 'AGENT_RESUMED', 'AGENT_FAILED', 'AGENT_STOPPED',
    'COMPENSATION_STARTED', 'STEP_COMPENSATION_STARTED', 'STEP_COMPENSATED', 'STEP_COMPENSATION_FAILED', 'CHILD_STARTED', 'CHILD_ENDED', 'LOCK_ACQUIRED', 'LOCK_TAKEN_OVER', 'LOCK_RELEASED')
  union all
  select 'snapshot', r.id, 'Its snapshot says ' || st.state::text || ', and its rows count ' || coalesce(c.succeeded, 0) || ' succeeded, ' || coalesce(c.failed, 0) || ' failed, '
    || coalesce(c.cancelled, 0) || ' cancelled, ' || coalesce(c.skipped, 0) || ' skipped, ' || coalesce(c.waiting, 0) || ' waiting'
  from runs r
  left join counted c on c.execution_id = r.id
  cross join lateral (
    select j.seq, j.state::jsonb as state from perdure.execution_journal j where j.execution_id = r.id and j.state is not null order by j.seq desc limit 1
  ) st
  where (st.state ->> 'succeeded')::integer <> coalesce(c.succeeded, 0)
    or (st.state ->> 'failed')::integer <> coalesce(c.failed, 0)
    or (st.state ->> 'cancelled')::integer <> coalesce(c.cancelled, 0)
    or coalesce((st.state ->> 'skipped')::integer, 0) <> coalesce(c.skipped, 0)
    or (st.state ->> 'steps')::integer < coalesce(c.total, 0)
    or (st.state ->> 'settled_through')::integer > coalesce(c.settled, 0)
    -- While it is held, steps run whose rows do not tell yet; and who hands a run back untouched brings no snapshot.
    or ((r.has_ended or (r.status in ('WAITING', 'PAUSED') and r.holder is null and st.seq = perdure.last_seq(r.id)))
      and ((st.state ->> 'waiting')::integer <> coalesce(c.waiting, 0) or (st.state ->> 'running')::integer <> 0))
  union all
  select 'lane', null, 'Lane ' || b.lane || ' wrote batch ' || b.batch || coalesce(' after batch ' || b.before, ' first')
  from batches b
  join perdure.lanes l on l.id = b.lane
  where b.batch <> coalesce(b.before, 0) + 1 and coalesce(b.written_before, l.opened_at) > deleted_at
  union all
  select 'lane', null, 'Lane ' || b.lane || ' wrote until ' || max(b.written) || ', and nobody knows it'
  from batches b
  where not exists (select from perdure.lanes l where l.id = b.lane)
  group by b.lane
  having max(b.written) > deleted_at
  union all
  select 'queue', r.id, 'Step ' || quote_literal(s.step_id) || ' waits for ' || s.waits_for || ', and neither stands in its line nor holds a slot'
  from runs r
  join perdure.execution_steps s on s.execution_id = r.id and s.status = 'WAITING' and s.waits_for like 'queue %'
  where not exists (select from perdure.queue_waiters w where w.execution_id = s.execution_id and w.step_id = s.step_id and w.item = s.item and w.round = s.round)
    and not exists (select from perdure.queue_slots l where l.execution_id = s.execution_id and l.step_id = s.step_id and l.item = s.item and l.round = s.round)
  union all
  select 'agent', r.id, 'The agent of step ' || quote_literal(w.step_id) || ' is ' || w.status || ', and the step ' || coalesce('is ' || s.status || coalesce(', waiting for ' || s.waits_for, ''), 'has no row')
  from runs r
  cross join lateral (select a.step_id, a.item, a.round, a.status from perdure.agent_work a where a.execution_id = r.id offset 0) w
  left join lateral (
    select k.status, k.waits_for from perdure.execution_steps k where k.execution_id = r.id and k.step_id = w.step_id and k.item = w.item and k.round = w.round offset 0
  ) s on true
  where case w.status
      when 'ASKING' then s.status is distinct from 'WAITING' or s.waits_for is null or s.waits_for not like 'signal %'
      when 'AT_WORK' then s.status is null or s.status not in ('RUNNING', 'WAITING') or s.waits_for like 'signal %'
      else s.status is null or s.status in ('RUNNING', 'WAITING')
    end
  union all
  select s.rule, s.execution_id, s.detail from perdure.queue_violations() s
  union all
  select s.rule, s.execution_id, s.detail from perdure.schedule_violations() s;
end
$$;
comment on function perdure.violations(boolean) is 'Every breach of what has to hold, in the one snapshot of the statement that calls it; no row: all is well. Reads only, and locks nothing.
Four rules tell of workers and not of a defect: unservable (live workers are there, and none of them has the plan and serves the queue: start one), no_worker (one row for all runs that wait: no worker is alive) and abandoned (for two lease times no worker took the run over, although one could: it is full, or broken); and overdue of schedules.
All other rows are defects: stranded, child, unheard, unread, wake_row, orphan, numbering, ending, result, attempts, before_start, unsettled, compensation, stream, event_type, snapshot, queue, agent, lane.
With all_runs false it looks only at the runs that a worker holds, that have a wake row or that have a message, by their indexes, however many finished runs there are. What it cannot see then: a free run without a wake row (stranded), since nothing leads to it; finished runs; rows without a run, but for wake rows and messages; lanes.
Deletion takes events out of lanes and lanes out of the tables. So the batches of a lane are looked at from the last deletion on, and an unknown lane is one that wrote after it; what is older cannot be told from what was deleted.';
