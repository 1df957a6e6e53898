-- The queues, with their limits, how many slots are held and how many steps, items and rounds wait for one, and since when the one that waits longest does.
-- For dashboards, and for people who wonder why a run waits. Locks nothing. Reads all that waits.
select
  q.name, q.concurrency, q.key_concurrency as "keyConcurrency", q.rate as "ratePerSecond", q.burst,
  (select count(*) from perdure.queue_slots s where s.queue = q.name) as held,
  w.waiting, w.since as "waitingSince"
from perdure.queues q
cross join lateral (select count(*) as waiting, min(x.since) as since from perdure.queue_waiters x where x.queue = q.name) w
order by q.name
