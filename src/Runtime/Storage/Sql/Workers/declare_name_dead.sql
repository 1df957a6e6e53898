-- Declares the earlier incarnations of a name dead: whoever runs this holds the advisory lock on the name, so they are.
-- Locks: the workers' rows.
-- $1 name, $2 the incarnation that takes the name
update perdure.workers set dead = true where name = $1 and incarnation <> $2 and not dead
