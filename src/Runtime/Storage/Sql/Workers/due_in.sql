-- How many seconds it is until an instant, by the clock of the schema; negative: since then.
-- Locks nothing.
-- $1 the instant
select extract(epoch from $1::timestamptz - perdure.now())::double precision as due_in
