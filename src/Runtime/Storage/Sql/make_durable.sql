-- Makes this transaction wait for its commit to be on disk where a default of the role or the database would not; a stronger setting is kept.
select set_config('synchronous_commit', 'on', true)
where current_setting('synchronous_commit') in ('off', 'local')
