-- The steps of a run that have a result or were skipped; of results only those that are encoded, which may be bound to their run.
-- $1 id
select s.step_id, s.item, s.round, case when s.codec is not null then s.output::text end, s.codec
from perdure.execution_steps s
where s.execution_id = $1 and s.status in ('SUCCESS', 'SKIPPED')
