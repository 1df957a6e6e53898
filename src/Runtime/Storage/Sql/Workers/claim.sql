-- Claims runs that are due and that no live worker holds, best rank first for each queue and plan. Leaves the wake rows of held runs alone, and sweeps those of ended ones.
-- Uses ready_by_rank; the bound of the rank keeps it from timers of later days (200,000 of them: 0.4 ms), and the rank from which it reads from what was claimed and, for somebody's
-- old snapshot, still stands in the index (200,000 of them: 20 ms).
-- Locks: ready rows (for update, since they are deleted), then run rows (for no key update) in id order, both skipping locked ones. A run's row is taken with the holder that it
-- was seen with, who was judged then: a new one may have registered after this statement's snapshot, and would look like one that is gone.
-- The number of the last event of a run that a dead worker held is read behind the lock: that worker may have committed a checkpoint since this statement's snapshot. Whoever lets go
-- of a run writes its row, and such a row would not be taken.
-- $1 incarnation, $2 queues, $3 plans, $4 limit, $5 worker protocol, $6 the rank from which the queue is read
with keys as (
  select distinct q.queue, p.plan
  from unnest($2::text[]) as q (queue)
  cross join unnest($3::text[]) as p (plan)
  where $5 >= (select coalesce(max(v.min_worker), 0) from perdure.schema_version v)
    and exists (select from perdure.workers w where w.incarnation = $1 and not w.dead)
), candidates as materialized (
  select c.execution_id, c.holder, c.rank
  from keys k
  cross join lateral (
    select r.execution_id, r.rank, e.holder
    from perdure.ready r
    cross join lateral (select x.holder from perdure.executions x where x.id = r.execution_id offset 0) e
    where r.queue = k.queue and r.plan = k.plan and r.due <= perdure.now() and r.rank >= $6 and r.rank <= perdure.rank(perdure.now(), -1000)
      and not exists (select from perdure.workers w where w.incarnation = e.holder and not w.dead)
    order by r.rank
    limit $4
    for update of r skip locked
  ) c
  order by c.rank
  limit $4
), runs as materialized (
  select l.id, l.holder, l.status
  from (select c.execution_id, c.holder from candidates c order by c.execution_id offset 0) c
  cross join lateral (
    select e.id, e.holder, e.status
    from perdure.executions e
    where e.id = c.execution_id and e.holder is not distinct from c.holder
    for no key update of e skip locked
  ) l
), taken as (
  delete from perdure.ready r where r.execution_id = any (array(select runs.id from runs))
), swept as (
  delete from perdure.messages m
  where m.execution_id = any (array(select runs.id from runs where runs.status in ('SUCCESS', 'COMPENSATED')))
    -- A run that is retried takes the signals that it was sent.
    or m.kind <> 'SIGNAL' and m.execution_id = any (array(select runs.id from runs where runs.status in ('FAILED', 'CANCELLED')))
), claimed as (
  update perdure.executions e
  set holder = $1, token = e.token + 1, recoveries = e.recoveries + case when e.holder is null then 0 else 1 end, status = 'RUNNING',
    started_at = coalesce(e.started_at, perdure.now()), updated_at = perdure.now()
  where e.id = any (array(select runs.id from runs where runs.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED')))
  returning e.id, e.workflow || '@' || e.version as plan, e.input::text as input, e.input_codec, e.token, e.recoveries, e.trace, e.parent_id, e.parent_step, e.parent_item, e.parent_round,
    extract(epoch from e.begins_at - perdure.now())::double precision as begins_in, extract(epoch from e.ends_by - perdure.now())::double precision as ends_in
)
select c.id, c.plan, c.input, c.input_codec, c.token,
  (select case when runs.holder is null then perdure.last_seq(runs.id) else perdure.last_seq_behind_lock(runs.id) end from runs where runs.id = c.id),
  (select runs.holder from runs where runs.id = c.id), c.recoveries, c.trace, c.parent_id, c.parent_step, c.parent_item, c.parent_round, c.begins_in, c.ends_in,
  (select max(seen.rank) from candidates seen)
from claimed c
