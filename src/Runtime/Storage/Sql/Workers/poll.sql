-- What a worker that is about to sleep has to know: how long until the next run is due that no live worker holds, in seconds (0: now); the oldest worker protocol that may claim;
-- which of its runs have a wake row that is due; and how long until the lease of another worker has passed, in seconds (negative: it has), unless that one prolongs it.
-- Uses ready_by_due: one row for each queue and plan, and those of held runs before it (200,000 due runs of other plans: 0.1 ms).
-- $1 queues, $2 plans, $3 the runs that it knows to hold, $4 the due time, in seconds since 1970, from which the queue is read: what was claimed stands before it for as long as an
-- old snapshot lasts, $5 the asking incarnation
with next as materialized (
  select min(first.due) as due
  from unnest($1::text[]) as q (queue)
  cross join unnest($2::text[]) as p (plan)
  cross join lateral (
    select r.due
    from perdure.ready r
    cross join lateral (select x.holder from perdure.executions x where x.id = r.execution_id offset 0) e
    where r.queue = q.queue and r.plan = p.plan and r.due >= to_timestamp($4)
      and not exists (select from perdure.workers w where w.incarnation = e.holder and not w.dead)
    order by r.due
    limit 1
  ) first
)
select
  case when next.due is not null then greatest(extract(epoch from next.due - perdure.now()), 0)::double precision end,
  (select coalesce(max(v.min_worker), 0) from perdure.schema_version v),
  array(select r.execution_id from perdure.ready r where r.execution_id = any ($3::uuid[]) and r.due <= perdure.now()),
  (select extract(epoch from min(w.expires_at) - clock_timestamp())::double precision from perdure.workers w where not w.dead and w.incarnation <> $5),
  extract(epoch from least(next.due, perdure.now()))::double precision
from next
