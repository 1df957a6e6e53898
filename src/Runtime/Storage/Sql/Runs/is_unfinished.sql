-- Whether a run is there and has not ended. Read under the lock of the schedule that started it, with a snapshot of its own.
-- Locks: nothing.
-- $1 id
select exists (select from perdure.executions e where e.id = $1 and e.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED'))
