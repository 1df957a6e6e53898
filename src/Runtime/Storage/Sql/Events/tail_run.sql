-- Reads on in the events of one run, behind a number, and where the run stands. One snapshot: if it has ended and these are not as many as asked for, they are its last.
-- No row: there is no such run. One without events: there are none behind the number.
-- Uses the primary keys of the run and of the journal.
-- Locks nothing.
-- $1 run, $2 the number of the last event that was seen, $3 how many rows
select e.status, j.seq, j.created_at, j.events::text
from perdure.executions e
left join lateral (
  select w.seq, w.created_at, w.events
  from perdure.execution_journal w
  where w.execution_id = e.id and w.seq > $2
  order by w.seq
  limit $3
) j on true
where e.id = $1
order by j.seq
