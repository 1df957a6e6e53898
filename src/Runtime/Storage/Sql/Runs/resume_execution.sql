-- Leaves the message that lets a paused run go on, with its wake row.
-- $1 id
select perdure.resume($1)
