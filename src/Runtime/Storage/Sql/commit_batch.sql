-- Writes what many runs have to say, each if its holder still holds it. Returns the runs that were written.
-- Locks: run rows (for no key update) in id order, skipping locked ones; everything else is written from those. Then their steps, state and events, which only the holder
-- writes, and their wake rows, whose keys an open transaction of a client may hold: a lock_timeout bounds that wait. The lock is what makes the fence hold: a statement that
-- only reads the token can be overtaken by a takeover between its look and its commit. Events that are there already make it fail: recovery sends only what is missing.
-- $1 holder, $2 lane, $3 batch
-- runs:     $4 id, $5 token, $6 last_seq, $7 status, $8 output, $9 error, $10 state, $11 release, $12 wake in seconds or null
-- steps:    $13 run, $14 step, $15 status, $16 attempt, $17 failures, $18 agent, $19 input, $20 output, $21 error, $22 due in seconds or null
-- events:   $23 run, $24 seq, $25 type, $26 step, $27 attempt, $28 payload
-- messages: $29 run, $30 id
-- runs:     $31 the number of the last event before
with fenced as materialized (
  select e.id
  from perdure.executions e
  join unnest($4::uuid[], $5::bigint[], $31::bigint[]) as b (id, token, follows) on b.id = e.id
  where e.holder = $1 and e.token = b.token and e.last_seq = b.follows
  order by e.id
  for no key update of e skip locked
), runs as materialized (
  select b.id, b.last_seq, b.status, b.output, b.error, b.state, b.release, b.wake_in
  from unnest($4::uuid[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::boolean[], $12::double precision[])
    as b (id, last_seq, status, output, error, state, release, wake_in)
  join fenced f on f.id = b.id
), stepped as (
  insert into perdure.execution_steps as s (
    execution_id, step_id, status, attempt, failures, agent, holder, input, output, error, due_at, started_at, finished_at, created_at, updated_at)
  select b.execution_id, b.step_id, b.status, b.attempt, b.failures, b.agent, case when b.status = 'RUNNING' then $1::uuid end,
    b.input::json, b.output::json, b.error::json, perdure.now() + make_interval(secs => b.due_in),
    case when b.status = 'RUNNING' then perdure.now() end,
    case when b.status in ('SUCCESS', 'FAILED', 'CANCELLED') then perdure.now() end,
    perdure.now(), perdure.now()
  from unnest($13::uuid[], $14::text[], $15::text[], $16::integer[], $17::integer[], $18::text[], $19::text[], $20::text[], $21::text[], $22::double precision[])
    as b (execution_id, step_id, status, attempt, failures, agent, input, output, error, due_in)
  join fenced f on f.id = b.execution_id
  on conflict (execution_id, step_id, item, round) do update
  set status = excluded.status, attempt = excluded.attempt, failures = excluded.failures, holder = excluded.holder,
    output = excluded.output, error = excluded.error, due_at = excluded.due_at,
    started_at = coalesce(excluded.started_at, s.started_at), finished_at = excluded.finished_at, updated_at = excluded.updated_at
  where s.status <> 'SUCCESS'
), logged as (
  insert into perdure.execution_events (execution_id, seq, event_type, step_id, item, round, attempt, payload, lane, batch, created_at)
  select b.execution_id, b.seq, b.event_type, b.step_id, case when b.step_id is not null then 0 end, case when b.step_id is not null then 0 end,
    b.attempt, b.payload::json, $2::uuid, $3::bigint, perdure.now()
  from unnest($23::uuid[], $24::bigint[], $25::text[], $26::text[], $27::integer[], $28::text[])
    as b (execution_id, seq, event_type, step_id, attempt, payload)
  join fenced f on f.id = b.execution_id
), snapshot as (
  insert into perdure.execution_state as st (execution_id, state, created_at, updated_at)
  select r.id, r.state::jsonb, perdure.now(), perdure.now()
  from runs r
  where r.state is not null
  on conflict (execution_id) do update set state = excluded.state, updated_at = excluded.updated_at
), answered as (
  delete from perdure.messages m
  using unnest($29::uuid[], $30::bigint[]) as b (execution_id, id), fenced f
  where f.id = b.execution_id and m.execution_id = b.execution_id and m.id = b.id
), woken as (
  insert into perdure.ready as q (execution_id, queue, plan, rank, due)
  select e.id, e.queue, e.workflow || '@' || e.version, perdure.rank(perdure.now() + make_interval(secs => r.wake_in), e.priority),
    perdure.now() + make_interval(secs => r.wake_in)
  from runs r
  join perdure.executions e on e.id = r.id
  where r.wake_in is not null
  order by e.id
  on conflict (execution_id) do update set due = least(q.due, excluded.due), rank = least(q.rank, excluded.rank)
), advanced as (
  update perdure.executions e
  set status = r.status, output = r.output::json, error = r.error::json, last_seq = r.last_seq,
    holder = case when r.release then null else e.holder end,
    finished_at = case when r.status in ('SUCCESS', 'FAILED', 'CANCELLED') then perdure.now() end,
    updated_at = perdure.now()
  from runs r
  where e.id = r.id
)
select f.id from fenced f
