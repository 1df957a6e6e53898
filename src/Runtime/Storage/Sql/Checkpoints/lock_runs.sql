-- The fence of a batch that was refused: which of its runs can be locked under their holder and token. Those alone are written, by the statements that follow in the transaction;
-- none of a dead worker's.
-- Each run is looked up by itself (lateral, and a lock that keeps the planner from turning the join round): planned while the table was empty, a join would read it whole for ever.
-- "Is not distinct from", so that it is looked up by its id: the index of the holders names each run that this one ever held, for as long as somebody's old snapshot lasts.
-- Locks: run rows (for no key update) in the order given, which is that of their ids, skipping locked ones.
-- $1 holder, $2 runs, $3 tokens
select l.id
from unnest($2::uuid[], $3::bigint[]) as b (id, token)
cross join lateral (
  select e.id from perdure.executions e where e.id = b.id and e.holder is not distinct from $1 and e.token = b.token for no key update of e skip locked
) l
where exists (select from perdure.workers w where w.incarnation = $1 and not w.dead)
