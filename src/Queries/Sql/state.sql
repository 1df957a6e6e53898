-- The snapshot of a run (counters and a low-water mark) with the results that its steps recorded.
-- For the page of a run. Locks nothing.
select
  f.state, f.results, f.updated_at as "updatedAt"
from perdure.execution_state_full f
where f.execution_id = @id
