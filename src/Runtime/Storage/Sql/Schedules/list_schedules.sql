-- The schedules, by id, or one of them; and the time by which they are due.
-- Locks: nothing.
-- $1 id, or null: all
select s.id, s.workflow, s.name, s.version, s.cron, s.time_zone, s.missed, s.max_missed, s.overlap, s.next_fire, s.last_fire, s.last_execution, s.paused_at, perdure.now()
from perdure.schedules s
where $1::text is null or s.id = $1
order by s.id
