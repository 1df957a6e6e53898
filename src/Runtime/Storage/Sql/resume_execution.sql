-- Lets a run go on that was set aside because its workers died of it.
-- $1 id
select perdure.resume($1)
