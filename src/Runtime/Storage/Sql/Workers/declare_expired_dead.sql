-- The one place that decides that a worker is dead: its lease has passed.
-- Locks: the workers' rows; a heartbeat that comes first makes the condition false when it is checked again.
update perdure.workers set dead = true where not dead and expires_at < clock_timestamp()
