-- When the schedules that a worker brought are due, in seconds (0: now). Those that another build of the workflow has changed since are not its any more; paused ones are not due. None for a
-- worker that is too old for the tables.
-- Locks: nothing.
-- $1 ids, $2 versions, $3 cron expressions, $4 time zones, $5 worker protocol
select s.id, coalesce(greatest(extract(epoch from s.next_fire - perdure.now()), 0), 0)::double precision
from unnest($1::text[], $2::integer[], $3::text[], $4::text[]) as m (id, version, cron, time_zone)
cross join lateral (
  select x.id, x.next_fire
  from perdure.schedules x
  where x.id = m.id and x.version = m.version and x.cron = m.cron and x.time_zone = m.time_zone and x.paused_at is null
  offset 0
) s
where $5 >= (select coalesce(max(v.min_worker), 0) from perdure.schema_version v)
