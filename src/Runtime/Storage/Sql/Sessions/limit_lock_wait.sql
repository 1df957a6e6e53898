-- Bounds how long this transaction waits for a lock of somebody else.
-- $1 milliseconds
select set_config('lock_timeout', $1, true)
