-- Where the tail of all events ends: the last batch of each open lane, and the number of the last closed one. One snapshot.
-- For readers who want what happens from now on. Uses lanes_by_closing and the end of execution_journal_by_batch for each lane.
-- Locks nothing.
with passed as materialized (
  select coalesce((select l.closing from perdure.lanes l where l.closing is not null order by l.closing desc limit 1), 0) as closing
)
select p.closing, o.lane, o.batch
from passed p
left join lateral (
  select l.id as lane, j.batch
  from perdure.lanes l
  cross join lateral (select last.batch from perdure.execution_journal last where last.lane = l.id order by last.batch desc limit 1) j
  where l.closing is null
) o on true
