-- Says when a schedule fires next, and what it fired; in the transaction that locked it and started the runs.
-- Locks: the schedule's row, which is locked already.
-- $1 id, $2 the next instant, $3 the last one that was fired for, or null: none, $4 its run
update perdure.schedules s
set next_fire = $2, last_fire = coalesce($3, s.last_fire), last_execution = coalesce($4, s.last_execution), updated_at = perdure.now()
where s.id = $1
