-- Keeps results for other runs. Of two of the same key the later one stays. Behind the checkpoint that recorded them, in a transaction of its own: runs of other workers wait for its rows.
-- Locks: the entries, in the order of their keys.
-- $1 run, $2 keys, $3 steps, $4 values, $5 codecs, $6 for how many seconds they are good
insert into perdure.step_cache as c (key, execution_id, step_id, codec, value, created_at, expires_at)
select b.key, $1::uuid, b.step_id, b.codec, b.value::json, perdure.now(), perdure.now() + make_interval(secs => b.seconds)
from unnest($2::bytea[], $3::text[], $4::text[], $5::text[], $6::double precision[]) as b (key, step_id, value, codec, seconds)
on conflict (key) do update
set execution_id = excluded.execution_id, step_id = excluded.step_id, codec = excluded.codec, value = excluded.value, created_at = excluded.created_at, expires_at = excluded.expires_at
