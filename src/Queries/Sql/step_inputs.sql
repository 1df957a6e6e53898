-- What each step of a run was given: the values that its row only refers to.
-- For the page of a step. Locks nothing.
select
  i.step_id as "stepId", i.item, i.round, i.parameter, i.from_step as "fromStep", i.value
from perdure.execution_step_inputs i
where i.execution_id = @id
order by i.step_id, i.item, i.round, i.parameter
