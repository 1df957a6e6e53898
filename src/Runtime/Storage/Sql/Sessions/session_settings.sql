-- What every session of ours is set to. A commit waits for the disk where a default of the role or the database would not; a stronger setting is kept. Fresh tables that were
-- analysed while empty make generic plans read whole tables, to join them with a handful of rows: every statement of ours finds its rows by key, one after the other, and what
-- would do otherwise is the last resort; its price in the plan would call the just-in-time compiler for nothing. Read committed:
-- the fence rests on a locked row being looked at again. Nobody of ours holds a lock for as long as a second.
-- $1 whether for the transaction alone, $2 lock_timeout in milliseconds
select set_config('synchronous_commit', case when current_setting('synchronous_commit') in ('off', 'local') then 'on' else current_setting('synchronous_commit') end, $1),
  set_config('enable_seqscan', 'off', $1), set_config('enable_hashjoin', 'off', $1), set_config('enable_mergejoin', 'off', $1), set_config('jit', 'off', $1), set_config('default_transaction_isolation', 'read committed', $1), set_config('lock_timeout', $2, $1)
