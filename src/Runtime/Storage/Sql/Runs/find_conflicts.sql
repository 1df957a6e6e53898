-- Which of some runs, by their positions from 1, just started under their keys, were started before with another input. A statement of its own, behind the one that starts them: that one cannot see what was
-- committed by the transaction that it had to wait for.
-- Locks nothing.
-- $1 ids, $2 hashes of the inputs
select b.position::integer as conflict
from unnest($1::uuid[], $2::bytea[]) with ordinality as b (id, input_hash, position)
cross join lateral (select x.input_hash from perdure.executions x where x.id = b.id offset 0) e
where e.input_hash is distinct from b.input_hash
