-- Gives the caller's transaction the bound back that it had before bound_lock_wait.
select set_config('lock_timeout', current_setting('perdure.lock_timeout'), true)
