-- Lets a run go on that has failed or was cancelled.
-- $1 id
select perdure.retry($1)
