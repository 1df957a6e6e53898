-- Keeps the schedules that a worker brings. One of an older version of the workflow changes nothing; a newer one takes the schedule over and goes on where the older one was, unless the
-- calendar has changed: then the instants count from now, and the next worker that looks works the first one out.
-- Locks: the schedules that are new or change, in the order of their ids.
-- $1 workflows, $2 names, $3 versions, $4 cron expressions, $5 time zones, $6 what is done about missed instants, $7 how many of them, $8 what is done about overlaps
insert into perdure.schedules as s (id, workflow, name, version, plan, cron, time_zone, missed, max_missed, overlap)
select b.workflow || '/' || b.name, b.workflow, b.name, b.version, b.workflow || '@' || b.version, b.cron, b.time_zone, b.missed, b.max_missed, b.overlap
from unnest($1::text[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::text[]) as b (workflow, name, version, cron, time_zone, missed, max_missed, overlap)
order by 1
on conflict (id) do update
set version = excluded.version, plan = excluded.plan, cron = excluded.cron, time_zone = excluded.time_zone, missed = excluded.missed, max_missed = excluded.max_missed, overlap = excluded.overlap,
  since = case when (s.cron, s.time_zone) = (excluded.cron, excluded.time_zone) then s.since else perdure.now() end,
  next_fire = case when (s.cron, s.time_zone) = (excluded.cron, excluded.time_zone) then s.next_fire end
where s.version < excluded.version
  or (s.version = excluded.version
    and (s.cron, s.time_zone, s.missed, s.max_missed, s.overlap) <> (excluded.cron, excluded.time_zone, excluded.missed, excluded.max_missed, excluded.overlap))
