-- Which streams have a batch, or a later one of the same holder: asked of those to which it was not appended when it was sent again.
-- Locks nothing.
-- $1 holder, $2 batch, $3 runs
select b.execution_id
from unnest($3::uuid[]) as b (execution_id)
cross join lateral (select h.last from perdure.stream_heads h where h.execution_id = b.execution_id and h.holder = $1::uuid and h.batch >= $2::bigint offset 0) h
