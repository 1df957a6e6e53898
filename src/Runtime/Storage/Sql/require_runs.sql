-- The fence of a batch, and its first statement: locks its runs, each if its holder still holds it, or refuses the batch whole (SQLSTATE PD001). The lock is what makes
-- the fence hold: a statement that only reads the token can be overtaken by a takeover between its look and its commit.
-- Locks: run rows (for no key update) in id order, skipping locked ones.
-- $1 holder, $2 runs, $3 tokens
with fenced as materialized (
  select e.id
  from unnest($2::uuid[], $3::bigint[]) as b (id, token)
  join perdure.executions e on e.id = b.id
  where e.holder = $1 and e.token = b.token
  order by e.id
  for no key update of e skip locked
)
select perdure.require_runs((select count(*) from fenced), cardinality($2::uuid[]))
