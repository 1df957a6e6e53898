-- Declares an incarnation dead.
-- Locks: the worker's row.
-- $1 incarnation
update perdure.workers set dead = true where incarnation = $1 and not dead
