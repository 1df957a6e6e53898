-- Takes a schedule that is due, for the transaction that fires it. Another worker that sees it due as well passes over it; one that comes later finds it advanced.
-- Locks: the schedule's row (for no key update), skipping a locked one.
-- $1 id, $2 version, $3 cron expression, $4 time zone
select s.next_fire, s.since, s.last_fire, s.last_execution, perdure.now()
from perdure.schedules s
where s.id = $1 and s.version = $2 and s.cron = $3 and s.time_zone = $4 and s.paused_at is null and (s.next_fire is null or s.next_fire <= perdure.now())
for no key update of s skip locked
