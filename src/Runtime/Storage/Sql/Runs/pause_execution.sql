-- Leaves the message that asks a run to start nothing more, with its wake row.
-- $1 id
select perdure.pause($1)
