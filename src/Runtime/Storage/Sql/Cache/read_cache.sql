-- Looks for results that other runs recorded and that are still good. Each key is looked up by itself.
-- $1 keys
select b.position::integer, c.value::text, c.codec, c.execution_id
from unnest($1::bytea[]) with ordinality as b (key, position)
cross join lateral (
  select r.value, r.codec, r.execution_id
  from perdure.step_cache r
  where r.key = b.key and r.expires_at > perdure.now()
  offset 0
) c
