-- How long until the next free run is due, in seconds (0: now), and the oldest worker protocol that may claim. Uses ready_by_due.
-- $1 queues, $2 plans
select
  (select greatest(extract(epoch from r.due - perdure.now()), 0)::double precision
    from perdure.ready r
    where r.queue = any ($1::text[]) and r.plan = any ($2::text[])
      and not exists (
        select from perdure.executions e
        join perdure.workers w on w.incarnation = e.holder
        where e.id = r.execution_id and not w.dead)
    order by r.due
    limit 1),
  (select coalesce(max(v.min_worker), 0) from perdure.schema_version v)
