-- Reads on in the stream of a run, behind a position, and where the run stands. One snapshot: if it has ended and these are not as many as asked for, they are its last, since an attempt ends after its items
-- are there. No row: there is no such run. One without an item: there is none behind the position. Items of other steps than the one that is wanted come without their values, so that the reader gets past them.
-- Uses the primary keys of the run and of the stream.
-- Locks nothing.
-- $1 run, $2 the last position that was read, $3 step, or null for all, $4 how many items
select e.status, s.position, s.step_id, s.item, s.round, s.attempt, s.undo, s.created_at, s.value, s.codec
from perdure.executions e
left join lateral (
  select i.position, i.step_id, i.item, i.round, i.attempt, i.undo, i.created_at, case when $3::text is null or i.step_id = $3 then i.value::text end as value, i.codec
  from perdure.stream_items i
  where i.execution_id = e.id and i.position > $2
  order by i.position
  limit $4
) s on true
where e.id = $1
order by s.position
