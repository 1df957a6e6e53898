-- How long until the next run is due that no live worker holds, in seconds (0: now), and the oldest worker protocol that may claim. Uses ready_by_due: one row for each queue and
-- plan, and those of held runs before it (200,000 due runs of other plans: 0.1 ms).
-- $1 queues, $2 plans
select
  (select greatest(extract(epoch from first.due - perdure.now()), 0)::double precision
    from unnest($1::text[]) as q (queue)
    cross join unnest($2::text[]) as p (plan)
    cross join lateral (
      select r.due
      from perdure.ready r
      join perdure.executions e on e.id = r.execution_id
      where r.queue = q.queue and r.plan = p.plan
        and not exists (select from perdure.workers w where w.incarnation = e.holder and not w.dead)
      order by r.due
      limit 1
    ) first
    order by first.due
    limit 1),
  (select coalesce(max(v.min_worker), 0) from perdure.schema_version v)
