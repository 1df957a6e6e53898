-- Whether a worker is alive that has a plan, and claims from a queue.
-- Locks nothing.
-- $1 the plan, as name@version, $2 the queue; null: any
select exists (
  select from perdure.workers w
  where not w.dead and w.expires_at > clock_timestamp() and $1 = any (w.plans) and ($2::text is null or $2 = any (w.queues))
)
