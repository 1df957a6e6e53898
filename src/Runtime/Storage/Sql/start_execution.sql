-- Starts a run: its row and the row that makes it claimable.
-- Locks: nothing that is there already.
-- $1 id, $2 workflow, $3 version, $4 queue, $5 priority, $6 input
with run as (
  insert into perdure.executions (id, workflow, version, queue, priority, input)
  values ($1, $2, $3, $4, $5, $6::json)
  returning id, workflow, version, queue, priority, created_at
)
insert into perdure.ready (execution_id, queue, plan, rank, due)
select r.id, r.queue, r.workflow || '@' || r.version, perdure.rank(r.created_at, r.priority), r.created_at
from run r
