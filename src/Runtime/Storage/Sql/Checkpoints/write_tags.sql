-- Writes what the runs of a batch are found by. Behind the fence, which has locked them. Each run is looked up by itself: planned while the table was empty, a join would read it whole.
-- Locks: tags, which only the holder of their run writes.
-- $1 runs, $2 names, $3 values
insert into perdure.execution_tags as t (execution_id, name, value, created_at)
select b.execution_id, b.name, b.value, e.created_at
from unnest($1::uuid[], $2::text[], $3::text[]) as b (execution_id, name, value)
cross join lateral (select x.created_at from perdure.executions x where x.id = b.execution_id offset 0) e
on conflict (execution_id, name) do update set value = excluded.value
