-- Takes the attempts that an earlier holder of some runs may still be at, before the rows are read: from here on they write nothing. Waits for one that has written its result and not
-- committed yet, which takes seconds at most; afterwards that result is in the row, or can never be. Only for runs that the asker holds.
-- Locks: step rows, in the order of their runs.
-- $1 holder, $2 runs
update perdure.execution_steps s
set holder = $1, updated_at = perdure.now()
where s.execution_id = any (array(
    select e.id
    from unnest($2::uuid[]) as b (id)
    cross join lateral (select x.id from perdure.executions x where x.id = b.id and x.holder = $1 offset 0) e
  ))
  and s.status = 'RUNNING' and s.holder <> $1
