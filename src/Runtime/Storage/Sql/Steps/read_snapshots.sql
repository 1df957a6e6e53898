-- Reads the last snapshots of some runs, for the verdicts that stand in them. Locks nothing.
-- $1 runs
select b.execution_id, j.state::text
from unnest($1::uuid[]) as b (execution_id)
cross join lateral (
  select w.state from perdure.execution_journal w where w.execution_id = b.execution_id and w.state is not null order by w.seq desc limit 1
) j
