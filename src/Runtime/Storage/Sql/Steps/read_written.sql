-- Which runs of a batch were written by it. Only after the runs were acquired again: before that, the batch may still be committed.
-- $1 lane, $2 batch
select j.execution_id
from perdure.execution_journal j
where j.lane = $1 and j.batch = $2
