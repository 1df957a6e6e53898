-- How much waits in some queues: how many rows are due, counted to 10,000 each, and for how long the oldest of those that were counted has been due, in seconds. Also what no
-- worker has the plan of. Uses ready_by_due. Locks nothing.
-- $1 queues
select q.queue, count(d.due), coalesce(greatest(extract(epoch from perdure.now() - min(d.due)), 0), 0)::double precision
from unnest($1::text[]) as q (queue)
left join lateral (
  select r.due
  from perdure.ready r
  where r.queue = q.queue and r.due <= perdure.now()
  limit 10000
) d on true
group by q.queue
