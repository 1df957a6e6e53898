-- What a fork needs of the run that it copies.
-- $1 id
select e.workflow, e.queue, e.priority, e.input::text, e.input_codec
from perdure.executions e
where e.id = $1
