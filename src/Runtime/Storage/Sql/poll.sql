-- What a worker that is about to sleep has to know: how long until the next run is due that no live worker holds, in seconds (0: now); the oldest worker protocol that may claim;
-- which of its runs have a wake row that is due; which runs are held by it that it does not know of; and whether runs are held by a worker that is dead, or a lease has passed.
-- Uses ready_by_due: one row for each queue and plan, and those of held runs before it (200,000 due runs of other plans: 0.1 ms); executions_held_by, from one holder to the
-- next: its cost grows with the holders and not with what the live ones hold.
-- $1 incarnation, $2 queues, $3 plans, $4 the runs that it knows to hold
with recursive holders as (
  (select e.holder from perdure.executions e where e.holder is not null order by e.holder limit 1)
  union all
  select (select e.holder from perdure.executions e where e.holder > h.holder order by e.holder limit 1)
  from holders h
  where h.holder is not null
)
select
  (select greatest(extract(epoch from first.due - perdure.now()), 0)::double precision
    from unnest($2::text[]) as q (queue)
    cross join unnest($3::text[]) as p (plan)
    cross join lateral (
      select r.due
      from perdure.ready r
      cross join lateral (select x.holder from perdure.executions x where x.id = r.execution_id offset 0) e
      where r.queue = q.queue and r.plan = p.plan
        and not exists (select from perdure.workers w where w.incarnation = e.holder and not w.dead)
      order by r.due
      limit 1
    ) first
    order by first.due
    limit 1),
  (select coalesce(max(v.min_worker), 0) from perdure.schema_version v),
  array(select r.execution_id from perdure.ready r where r.execution_id = any ($4::uuid[]) and r.due <= perdure.now()),
  array(select e.id from perdure.executions e where e.holder = $1 and e.id <> all ($4::uuid[])),
  exists (select from perdure.workers w where not w.dead and w.expires_at < clock_timestamp())
    or exists (select from holders h where h.holder is not null and not exists (select from perdure.workers w where w.incarnation = h.holder and not w.dead))
