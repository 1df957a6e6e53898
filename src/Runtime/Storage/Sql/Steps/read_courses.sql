-- Reads when steps of a run last started and when they completed, by the numbers of their events: the order in which they are undone. Asked once, when the run has failed or was cancelled.
-- Locks nothing.
-- $1 run, $2 steps
select x.step, coalesce(x.item, 0), coalesce(x.round, 0),
  max(j.seq - json_array_length(j.events) + x.position) filter (where x.type = 'STEP_STARTED'), max(j.seq - json_array_length(j.events) + x.position) filter (where x.type = 'STEP_COMPLETED')
from perdure.execution_journal j
cross join lateral rows from (json_to_recordset(j.events) as (type text, step text, item integer, round integer)) with ordinality as x (type, step, item, round, position)
where j.execution_id = $1 and x.step = any ($2::text[]) and x.type in ('STEP_STARTED', 'STEP_COMPLETED')
group by x.step, coalesce(x.item, 0), coalesce(x.round, 0)
