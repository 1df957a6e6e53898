-- Reads on in the tail of all events, from a position: for each lane the last batch that was seen, and the number up to which closed lanes were read to their ends. One snapshot.
-- Looks at the head of each lane that is open or was closed since; of those that have more, takes the ones whose next batch is the oldest (the one in whose batch the
-- reader stopped before them), and of each its share of the rows, up to the end of a batch. With each row comes where the run's row before it stands, if that is in another lane: it must be told first.
-- The first row tells of the lanes, and bears no batch: how far closed lanes have nothing left, which others there are, which of them have more.
-- Uses lanes_by_closing, execution_journal_by_batch and the journal's primary key (200,000 rows, 20 open lanes: 0.4 ms where nothing is new, 2.5 ms for 560 rows; with 400 closed
-- lanes that were not read yet: 5.7 ms).
-- Locks nothing.
-- $1 lanes, $2 their batches, $3 the number of the last closed lane that was read to its end, $4 how many lanes at once, $5 how many rows, $6 the lane to go on with or null
with open as materialized (
  select l.id as lane, l.closing, s.batch as seen, h.created_at as head
  from perdure.lanes l
  cross join lateral (select coalesce(($2::bigint[])[array_position($1::uuid[], l.id)], 0) as batch) s
  left join lateral (
    select j.created_at from perdure.execution_journal j where j.lane = l.id and j.batch > s.batch order by j.batch limit 1
  ) h on true
  where l.closing is null or l.closing > $3
), passed as materialized (
  select greatest($3, coalesce(min(o.closing) filter (where o.head is not null) - 1, max(o.closing))) as closing from open o
), chosen as materialized (
  select o.lane, o.seen, greatest($5 / count(*) over (), 1) as share
  from (select f.lane, f.seen from open f where f.head is not null order by f.lane is distinct from $6::uuid, f.head, f.lane limit $4) o
)
select null::uuid as lane, null::bigint as batch, null::uuid as execution_id, null::bigint as seq, null::timestamptz as created_at, null::text as events,
  null::uuid as previous_lane, null::bigint as previous_batch, p.closing as passed,
  array(select o.lane from open o where o.closing is null or o.closing > p.closing) as lanes,
  array(select o.lane from open o where o.head is not null) as waiting
from passed p
union all
select c.lane, r.batch, r.execution_id, r.seq, r.created_at, r.events::text, b.lane, b.batch, null, null, null
from chosen c
cross join lateral (
  select j.batch, j.execution_id, j.seq, j.created_at, j.events
  from perdure.execution_journal j
  where j.lane = c.lane and j.batch > c.seen
  order by j.batch
  fetch first (c.share) rows with ties
) r
left join lateral (
  select p.lane, p.batch
  from perdure.execution_journal p
  where p.execution_id = r.execution_id and p.seq = r.seq - json_array_length(r.events) and p.lane <> c.lane
  limit 1
) b on true
