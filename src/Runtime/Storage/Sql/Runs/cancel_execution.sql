-- Leaves the message that asks a run to end, with its wake row.
-- $1 id
select perdure.cancel($1)
