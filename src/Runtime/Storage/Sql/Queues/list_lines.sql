-- The queues in whose lines something stands. Locks nothing.
select q.name
from perdure.queues q
cross join lateral (select from perdure.queue_waiters w where w.queue = q.name limit 1) first
