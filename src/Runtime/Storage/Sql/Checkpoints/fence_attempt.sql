-- After a commit of a step's own transaction whose outcome is unknown: takes the row from the attempt, so that the commit can no longer happen. Waits for the server process that may still
-- be at it.
-- Locks: the step's row.
-- $1 run, $2 step, $3 item, $4 round, $5 attempt, $6 holder
update perdure.execution_steps s
set holder = '00000000-0000-0000-0000-000000000000', updated_at = perdure.now()
where s.execution_id = $1 and s.step_id = $2 and s.item = $3 and s.round = $4 and s.attempt = $5 and s.holder = $6 and s.status = 'RUNNING'
