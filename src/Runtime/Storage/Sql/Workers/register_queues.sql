-- Keeps the queues that a worker declares: who starts last is right. A limit that is lowered takes no slot away from anybody.
-- Locks: the queues that are new or change, in the order of their names.
-- $1 names, $2 concurrencies, $3 those of a key, $4 rates, $5 bursts
insert into perdure.queues as q (name, concurrency, key_concurrency, rate, burst)
select b.name, b.concurrency, b.key_concurrency, b.rate, b.burst
from unnest($1::text[], $2::integer[], $3::integer[], $4::double precision[], $5::integer[]) as b (name, concurrency, key_concurrency, rate, burst)
order by 1
on conflict (name) do update
set concurrency = excluded.concurrency, key_concurrency = excluded.key_concurrency, rate = excluded.rate, burst = excluded.burst, updated_at = perdure.now()
where (q.concurrency, q.key_concurrency, q.rate, q.burst) is distinct from (excluded.concurrency, excluded.key_concurrency, excluded.rate, excluded.burst)
