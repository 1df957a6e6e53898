-- Reads how far the attempts of a step, item or round have come.
-- $1 run, $2 step, $3 item, $4 round
select p.details::text, p.codec
from perdure.step_progress p
where p.execution_id = $1 and p.step_id = $2 and p.item = $3 and p.round = $4
