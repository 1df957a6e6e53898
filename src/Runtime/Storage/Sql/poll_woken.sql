-- Which of the runs that a worker holds have a wake row that is due.
-- $1 the runs that it holds
select r.execution_id
from perdure.ready r
where r.execution_id = any ($1::uuid[]) and r.due <= perdure.now()
