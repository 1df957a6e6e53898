-- The fence of a batch that was refused: which of its runs can be locked under their holder and token. Those alone are written, by the statements that follow in the transaction.
-- Locks: run rows (for no key update) in id order, skipping locked ones.
-- $1 holder, $2 runs, $3 tokens
select e.id
from unnest($2::uuid[], $3::bigint[]) as b (id, token)
join perdure.executions e on e.id = b.id
where e.holder = $1 and e.token = b.token
order by e.id
for no key update of e skip locked
