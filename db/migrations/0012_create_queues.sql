-- How many attempts of steps may run at the same time, and how many may begin in a second, over all workers.
--
-- A slot belongs to what is attempted, a step or an item or round of one, and not to a worker: when its worker dies, whoever takes the run over goes on with it. What is ready for an attempt stands
-- in line from the checkpoint in which it begins to wait; perdure.grant_slots, in a transaction of its own and under the lock of the queue's row, makes waiters holders; and the checkpoint
-- that ends the attempt gives the slot back.

create table perdure.queues (
  name text not null,
  concurrency integer,
  key_concurrency integer,
  rate double precision,
  burst integer not null default 1,
  served bigint not null default 0,
  used_until timestamptz,
  swept_at timestamptz,
  created_at timestamptz not null default perdure.now(),
  updated_at timestamptz not null default perdure.now(),
  constraint queues_pkey primary key (name),
  constraint queues_name_within_bounds check (length(name) between 1 and 100),
  constraint queues_limits_from_one check (concurrency >= 1 and key_concurrency >= 1 and burst between 1 and 1000000),
  constraint queues_rate_within_bounds check (rate >= 0.00001 and rate <= 1000000)
) with (
  fillfactor = 50,
  autovacuum_vacuum_threshold = 100,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0
);
comment on table perdure.queues is 'The limits that steps share over all workers, as the worker that started last has declared them.';
comment on column perdure.queues.name is 'The queue''s name, as [Queue] and [OnQueue] give it.';
comment on column perdure.queues.concurrency is 'How many attempts may run at the same time; null: any number.';
comment on column perdure.queues.key_concurrency is 'How many of one key may; null: any number.';
comment on column perdure.queues.rate is 'How many attempts may begin in a second, on average; null: any number.';
comment on column perdure.queues.burst is 'How many may begin at once after a pause, where there is a rate.';
comment on column perdure.queues.served is 'How many slots were ever granted: the order in which keys had their turn.';
comment on column perdure.queues.used_until is 'Up to when the rate is used up by what has begun: each attempt adds its share of a second. Null: nothing has begun yet.';
comment on column perdure.queues.swept_at is 'When it was last looked for slots that nobody could use.';
comment on column perdure.queues.created_at is 'When a worker first declared it.';
comment on column perdure.queues.updated_at is 'When the limits last changed.';

create table perdure.queue_waiters (
  execution_id uuid not null,
  turn bigint not null,
  rank double precision not null,
  since timestamptz not null default perdure.now(),
  item integer not null default 0,
  round integer not null default 0,
  step_id text not null,
  queue text not null,
  key text not null default '',
  constraint queue_waiters_pkey primary key (execution_id, step_id, item, round),
  constraint queue_waiters_execution_fkey foreign key (execution_id) references perdure.executions (id) on delete cascade,
  constraint queue_waiters_key_within_bounds check (length(key) <= 200)
) with (
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0
);
comment on table perdure.queue_waiters is 'What waits for a slot of a queue: one row for each step, item or round that is ready for an attempt. Never updated.';
comment on column perdure.queue_waiters.execution_id is 'The run.';
comment on column perdure.queue_waiters.turn is 'How many slots of the queue had been granted when it came: a key that comes anew does not overtake those that were served before.';
comment on column perdure.queue_waiters.rank is 'The order within a key, lowest first: since when it waits, in seconds, less ten for each point of the run''s priority.';
comment on column perdure.queue_waiters.since is 'When it began to wait.';
comment on column perdure.queue_waiters.item is 'The item of a mapped step; 0 for a plain one.';
comment on column perdure.queue_waiters.round is 'The round of a repeated step; 0 for a plain one.';
comment on column perdure.queue_waiters.step_id is 'The step.';
comment on column perdure.queue_waiters.queue is 'The queue.';
comment on column perdure.queue_waiters.key is 'What its slots are shared fairly by, such as a tenant; empty: no key.';

-- Serves grants: the keys that wait, and of each the first.
create index queue_waiters_by_key on perdure.queue_waiters (queue, key, rank);

create table perdure.queue_slots (
  execution_id uuid not null,
  granted_at timestamptz not null default perdure.now(),
  item integer not null default 0,
  round integer not null default 0,
  step_id text not null,
  queue text not null,
  key text not null default '',
  constraint queue_slots_pkey primary key (execution_id, step_id, item, round),
  constraint queue_slots_execution_fkey foreign key (execution_id) references perdure.executions (id) on delete cascade
) with (
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0
);
comment on table perdure.queue_slots is 'What holds a slot of a queue: its attempt runs, or is about to. Never updated.';
comment on column perdure.queue_slots.execution_id is 'The run.';
comment on column perdure.queue_slots.granted_at is 'When it was granted.';
comment on column perdure.queue_slots.item is 'The item of a mapped step; 0 for a plain one.';
comment on column perdure.queue_slots.round is 'The round of a repeated step; 0 for a plain one.';
comment on column perdure.queue_slots.step_id is 'The step.';
comment on column perdure.queue_slots.queue is 'The queue.';
comment on column perdure.queue_slots.key is 'The key that it counts for; empty: none.';

-- Serves grants: how many slots are held, and how many of a key.
create index queue_slots_by_key on perdure.queue_slots (queue, key);

create table perdure.queue_keys (
  served bigint not null,
  queue text not null,
  key text not null,
  constraint queue_keys_pkey primary key (queue, key)
) with (
  fillfactor = 50,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_analyze_threshold = 50,
  autovacuum_analyze_scale_factor = 0
);
comment on table perdure.queue_keys is 'When each key of a queue last had its turn. Those whose turn was 10,000 grants ago are forgotten: they are first as they would be otherwise.';
comment on column perdure.queue_keys.served is 'The number of its last grant, among those of the queue.';
comment on column perdure.queue_keys.queue is 'The queue.';
comment on column perdure.queue_keys.key is 'The key; empty: what has none.';

-- Serves the forgetting of keys.
create index queue_keys_by_turn on perdure.queue_keys (queue, served);

-- Locks: the runs that it speaks of (for no key update), one after the other, passing over those that somebody has locked; then their slots and messages. Called under the lock of the queue's row.
-- What has begun keeps its slot, whoever has died: it may still be at work, and whoever takes the run over goes on with it.
create function perdure.return_unserved_slots(queue_name text) returns integer
  language plpgsql volatile
  as $$
#variable_conflict use_column
declare
  pick record;
  returned integer := 0;
  key_of_slot text;
begin
  for pick in
    with live as materialized (
      select w.plans, w.queues from perdure.workers w where not w.dead and w.expires_at > clock_timestamp()
    )
    select s.execution_id, s.step_id, s.item, s.round, e.holder, e.priority
    from perdure.queue_slots s
    cross join lateral (
      select from perdure.execution_steps x where x.execution_id = s.execution_id and x.step_id = s.step_id and x.item = s.item and x.round = s.round and x.status = 'WAITING' offset 0
    ) t
    cross join lateral (select x.holder, x.priority, x.queue, x.workflow || '@' || x.version as plan from perdure.executions x where x.id = s.execution_id offset 0) e
    where s.queue = queue_name and s.granted_at < perdure.now() - interval '1 minute'
      and not exists (select from live l where e.queue = any (l.queues) and e.plan = any (l.plans))
      and not exists (select from perdure.workers w where w.incarnation = e.holder and not w.dead)
    order by s.execution_id, s.step_id, s.item, s.round
  loop
    perform from perdure.executions e where e.id = pick.execution_id and e.holder is not distinct from pick.holder for no key update skip locked;
    continue when not found;
    delete from perdure.queue_slots s
    using perdure.execution_steps t
    where s.execution_id = pick.execution_id and s.step_id = pick.step_id and s.item = pick.item and s.round = pick.round
      and t.execution_id = s.execution_id and t.step_id = s.step_id and t.item = s.item and t.round = s.round and t.status = 'WAITING'
    returning s.key into key_of_slot;
    continue when not found;
    delete from perdure.messages m
    where m.execution_id = pick.execution_id and m.kind = 'SLOT_GRANTED'
      and m.payload ->> 'step' = pick.step_id and m.payload ->> 'item' = pick.item::text and m.payload ->> 'round' = pick.round::text;
    insert into perdure.queue_waiters (execution_id, step_id, item, round, queue, key, turn, rank)
    values (pick.execution_id, pick.step_id, pick.item, pick.round, queue_name, key_of_slot, (select q.served from perdure.queues q where q.name = queue_name), perdure.rank(perdure.now(), pick.priority));
    returned := returned + 1;
  end loop;
  return returned;
end
$$;
comment on function perdure.return_unserved_slots(text) is 'Puts back into the line what was granted a slot a minute ago and has not begun, where no live worker could begin it any more: others wait. Called by perdure.grant_slots, once a minute.';

-- Locks: the queue's row (for no key update), which orders those who grant; then, for each slot, the waiter (for update, since it is deleted), passing over one that its holder is giving
-- up, and the run's wake row, in id order, for no longer than a moment: a run whose wake row an open transaction of somebody holds is passed over until the next look, and after a second of that so are all others. In plpgsql, since all
-- that is counted needs a snapshot that was taken under the lock of the queue.
--
-- Who comes first: of the keys the one that holds the fewest slots, then the one whose turn was longest ago, and within a key by rank. The nth waiter of a key comes as if the ones before it
-- held their slots already; so one sorting decides as granting them one by one would.
create function perdure.grant_slots(queue_name text, most integer default 500, out granted uuid[], out ask_again double precision)
  language plpgsql volatile
  as $$
#variable_conflict use_column
declare
  limits perdure.queues;
  pick record;
  began timestamptz := clock_timestamp();
  clock bigint;
  share bigint;
  used bigint;
  held integer;
  room integer;
  by_rate integer;
  turn bigint;
  set_back boolean := false;
  passed uuid[] := '{}';
  passed_before integer;
  bound text := current_setting('lock_timeout');
begin
  granted := '{}';
  if not exists (select from perdure.queue_waiters w where w.queue = queue_name) then
    return;
  end if;
  select * into limits from perdure.queues q where q.name = queue_name for no key update;
  if not found then
    return;
  end if;

  -- What is counted from here on is what is there now that the queue is locked: others only give slots back. And it is later than when the wait for the lock began, as the one who held it knows.
  clock := (extract(epoch from case when perdure.now() = statement_timestamp() then clock_timestamp() else perdure.now() end) * 1000000)::bigint;
  select count(*) into held from perdure.queue_slots s where s.queue = queue_name;
  -- Once a minute: it looks at each slot.
  if limits.swept_at is null or perdure.now() - limits.swept_at not between interval '0' and interval '1 minute' then
    held := held - perdure.return_unserved_slots(queue_name);
    update perdure.queues q set swept_at = perdure.now() where q.name = queue_name;
  end if;
  room := least(most, coalesce(limits.concurrency - held, most));
  if limits.rate is not null then
    -- In whole microseconds, so that nothing is lost or won by rounding. A clock that was set back counts as if all had been used up just now, once.
    share := ceil(1000000 / limits.rate)::bigint;
    used := least(greatest(coalesce((extract(epoch from limits.used_until) * 1000000)::bigint, 0), clock), clock + limits.burst * share);
    set_back := limits.used_until > to_timestamp(used / 1000000.0);
    by_rate := least((clock + limits.burst * share - used) / share, most)::integer;
    room := least(room, by_rate);
  end if;
  turn := limits.served;

  perform set_config('lock_timeout', '200', true);
  while room > 0 loop
    passed_before := cardinality(passed);
    for pick in
      with recursive keys as (
        (select w.key from perdure.queue_waiters w where w.queue = queue_name order by w.key limit 1)
        union all
        select (select w.key from perdure.queue_waiters w where w.queue = queue_name and w.key > k.key order by w.key limit 1)
        from keys k
        where k.key is not null
      ), standing as materialized (
        select k.key, (select count(*) from perdure.queue_slots s where s.queue = queue_name and s.key = k.key)::integer as held,
          coalesce((select u.served from perdure.queue_keys u where u.queue = queue_name and u.key = k.key), 0) as served
        from keys k
        where k.key is not null
      ), live as materialized (
        select w.plans, w.queues from perdure.workers w where not w.dead and w.expires_at > clock_timestamp()
      ), first as (
        select c.execution_id, c.step_id, c.item, c.round, s.key,
          row_number() over (order by s.held + c.nth, c.nth, greatest(s.served, c.turn), s.served >= c.turn, c.rank, c.execution_id, c.step_id, c.item, c.round) as place
        from standing s
        cross join lateral (
          select f.execution_id, f.step_id, f.item, f.round, f.turn, f.rank, row_number() over (order by f.rank, f.execution_id, f.step_id, f.item, f.round) as nth
          from (
            select w.execution_id, w.step_id, w.item, w.round, w.turn, w.rank
            from perdure.queue_waiters w
            cross join lateral (select e.status, e.queue, e.workflow || '@' || e.version as plan from perdure.executions e where e.id = w.execution_id offset 0) e
            where w.queue = queue_name and w.key = s.key and w.execution_id <> all (passed)
              -- Who could not begin is not waited for: a run that is paused, or that no live worker serves.
              and e.status in ('PENDING', 'RUNNING', 'WAITING') and exists (select from live l where e.queue = any (l.queues) and e.plan = any (l.plans))
            order by w.rank, w.execution_id, w.step_id, w.item, w.round
            limit case when s.key = '' or limits.key_concurrency is null then room else least(room, greatest(limits.key_concurrency - s.held, 0)) end
          ) f
        ) c
        order by place
        limit room
      )
      select f.execution_id, f.step_id, f.item, f.round, f.key, f.place from first f order by f.execution_id, f.step_id, f.item, f.round
    loop
      -- One wait is enough for all that waits of a run, and a few for the queue, whose row is locked meanwhile.
      continue when pick.execution_id = any (passed) or (cardinality(passed) > 0 and clock_timestamp() > began + interval '1 second');
      begin
        perform from perdure.queue_waiters w
        where w.execution_id = pick.execution_id and w.step_id = pick.step_id and w.item = pick.item and w.round = pick.round
        for update skip locked;
        if not found then
          passed := passed || pick.execution_id;
        else
          delete from perdure.queue_waiters w
          where w.execution_id = pick.execution_id and w.step_id = pick.step_id and w.item = pick.item and w.round = pick.round;
          insert into perdure.queue_slots (execution_id, step_id, item, round, queue, key)
          values (pick.execution_id, pick.step_id, pick.item, pick.round, queue_name, pick.key);
          insert into perdure.queue_keys as u (queue, key, served) values (queue_name, pick.key, turn + pick.place)
          on conflict (queue, key) do update set served = greatest(u.served, excluded.served);
          perform perdure.leave_message(pick.execution_id, 'SLOT_GRANTED', json_build_object('step', pick.step_id, 'item', pick.item, 'round', pick.round));
          granted := granted || pick.execution_id;
        end if;
      exception when lock_not_available or deadlock_detected then
        passed := passed || pick.execution_id;
      end;
    end loop;
    room := room - (cardinality(granted) - (turn - limits.served)::integer);
    turn := limits.served + cardinality(granted);

    -- Whoever was passed over leaves room to others.
    exit when cardinality(passed) = passed_before or clock_timestamp() > began + interval '1 second';
  end loop;
  perform set_config('lock_timeout', bound, true);

  if turn > limits.served or set_back then
    update perdure.queues q
    set served = turn, used_until = case when limits.rate is not null then to_timestamp((used + (turn - limits.served) * share) / 1000000.0) end, updated_at = q.updated_at
    where q.name = queue_name;
    delete from perdure.queue_keys u where u.queue = queue_name and u.served < turn - 10000;
  end if;
  if cardinality(granted) = most then
    ask_again := 0;
  elsif limits.rate is not null and cardinality(granted) = by_rate and held + by_rate < coalesce(limits.concurrency, held + by_rate + 1) then
    -- More could begin, but for the rate.
    ask_again := greatest(used + by_rate * share - (limits.burst - 1) * share - clock, 0) / 1000000.0;
  elsif cardinality(passed) > 0 then
    ask_again := 1;
  end if;
end
$$;
comment on function perdure.grant_slots(text, integer) is 'Grants free slots of a queue, at most so many: makes waiters holders, and leaves each run the message that lets it begin. Returns the runs, and in how many seconds it is to be called again; null: when somebody has come or a slot was given back. Called by workers, each after the commits that change a queue.';

create function perdure.queue_violations() returns table (rule text, execution_id uuid, detail text)
  language sql stable
  set enable_seqscan = on
  set enable_hashjoin = on
  set enable_mergejoin = on
  set jit = off
  as $$
    with standing as materialized (
      select w.execution_id, w.step_id, w.item, w.round, w.queue, true as waits from perdure.queue_waiters w
      union all
      select s.execution_id, s.step_id, s.item, s.round, s.queue, false from perdure.queue_slots s
    ), seen as materialized (
      select n.execution_id, n.step_id, n.item, n.round, n.queue, n.waits, e.status as run, e.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED') as has_ended, s.status, s.waits_for,
        s.status = 'SUCCESS' and s.holder is not null as is_untold,
        exists (
          select from perdure.messages m
          where m.execution_id = n.execution_id and m.kind = 'SLOT_GRANTED' and m.payload ->> 'step' = n.step_id and m.payload ->> 'item' = n.item::text and m.payload ->> 'round' = n.round::text) as is_told
      from standing n
      cross join lateral (select x.status from perdure.executions x where x.id = n.execution_id) e
      left join perdure.execution_steps s on s.execution_id = n.execution_id and s.step_id = n.step_id and s.item = n.item and s.round = n.round
    )
    select 'queue', s.execution_id, 'It is ' || s.run || ', and step ' || quote_literal(s.step_id) || case when s.waits then ' waits for' else ' holds' end || ' a slot of queue ' || quote_literal(s.queue)
    from seen s
    where s.has_ended
    union all
    select 'queue', s.execution_id, 'Step ' || quote_literal(s.step_id) || ' is ' || coalesce(s.status, 'without a row') || coalesce(' for ' || s.waits_for, '') || ', and '
      || case when s.waits then 'stands in the line of queue ' else 'holds a slot of queue ' end || quote_literal(s.queue) || case when not s.waits and s.status = 'WAITING' then ', of which no message tells' else '' end
    from seen s
    where not s.has_ended and not case
      when s.status = 'WAITING' then s.waits_for = 'queue ' || s.queue and (s.waits or s.is_told)
      else not s.waits and (s.status = 'RUNNING' or s.is_untold)
    end is not distinct from true
    union all
    select 'queue', w.execution_id, 'Step ' || quote_literal(w.step_id) || ' waits in the line of queue ' || quote_literal(w.queue) || ', which nobody has declared'
    from perdure.queue_waiters w
    where not exists (select from perdure.queues q where q.name = w.queue)
  $$;
comment on function perdure.queue_violations() is 'What does not hold of queues: a slot that is held for nothing, a place in line for nothing, a queue that nobody has declared. A part of perdure.violations().';
