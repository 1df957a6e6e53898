-- Says that a lane is not written through any more. Only once the runs of its last batch were acquired again: before that, the batch may still be committed.
-- Locks: the lane's row.
-- $1 lane
update perdure.lanes set replaced = true where id = $1 and not replaced
