-- Ends a session of the caller's own that has outlived its connection, and waits for it to be gone. A process id is used again: only the very session that was known is ended.
-- Locks: nothing.
-- $1 process id, $2 when it began
select pg_terminate_backend(a.pid, 5000)
from pg_stat_activity a
where a.pid = $1 and a.backend_start = $2 and a.datname = current_database() and a.usename = session_user and a.application_name = current_setting('application_name')
