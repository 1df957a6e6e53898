-- Leaves a signal for a run, with its wake row.
-- $1 id, $2 the signal's name, $3 what it carries, $4 its codec or null
select perdure.signal($1, $2, $3::json, $4)
