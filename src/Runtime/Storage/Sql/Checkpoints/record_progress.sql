-- Writes how far attempts of steps have come. Only for who holds their runs; the token is that under which it does, so that what an earlier holder sends late is found out. Each run is looked up
-- by itself.
-- Locks: runs (for key share, which waits for nothing but their deletion), in the order of their ids; then the rows of the steps' progress, which only the holder of their run writes.
-- $1 holder, $2 runs, $3 steps, $4 items, $5 rounds, $6 attempts, $7 details, $8 codecs
insert into perdure.step_progress as p (execution_id, step_id, item, round, token, attempt, codec, details, recorded_at)
select b.execution_id, b.step_id, b.item, b.round, e.token, b.attempt, b.codec, b.details::json, perdure.now()
from unnest($2::uuid[], $3::text[], $4::integer[], $5::integer[], $6::integer[], $7::text[], $8::text[]) as b (execution_id, step_id, item, round, attempt, details, codec)
cross join lateral (select r.token from perdure.executions r where r.id = b.execution_id and r.holder = $1::uuid offset 0 for key share) e
on conflict (execution_id, step_id, item, round) do update
set token = excluded.token, attempt = excluded.attempt, codec = excluded.codec, details = excluded.details, recorded_at = excluded.recorded_at
where p.token < excluded.token or (p.token = excluded.token and p.attempt <= excluded.attempt)
