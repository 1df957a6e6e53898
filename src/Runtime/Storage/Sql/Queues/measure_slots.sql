-- How many slots of each declared queue are held, how much waits for one, each counted to 10,000, and for how long the first of its line has waited, in seconds. Uses queue_slots_by_key and
-- queue_waiters_by_key: the oldest of a line without keys is read first, that of one with keys among those that are counted. Locks nothing.
select q.name, s.held, w.waiting, w.wait
from perdure.queues q
cross join lateral (
  select count(*) as held
  from (select x.key from perdure.queue_slots x where x.queue = q.name limit 10000) x
) s
cross join lateral (
  select count(*) as waiting, coalesce(greatest(extract(epoch from perdure.now() - min(x.since)), 0), 0)::double precision as wait
  from (select x.since from perdure.queue_waiters x where x.queue = q.name order by x.key, x.rank limit 10000) x
) w
