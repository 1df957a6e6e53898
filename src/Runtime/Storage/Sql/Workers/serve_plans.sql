-- Says which plans a worker runs, after it has learnt further ones.
-- Locks: the worker's row, as its heartbeat does.
-- $1 the incarnation, $2 its plans, as name@version
update perdure.workers w set plans = $2::text[] where w.incarnation = $1 and not w.dead
