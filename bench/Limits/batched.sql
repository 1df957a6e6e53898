-- The same for 1,000 runs in the same four commits: what is left where commits cost nothing.
select nextval('run_id') * 1000000 as base \gset
insert into runs (id, status, input) select :base + n, 0, p::jsonb from unnest(:half::text[] || :other::text[]) with ordinality u (p, n);
insert into steps (run_id, step, result) select :base + n, 1, p::jsonb from unnest(:half::text[] || :other::text[]) with ordinality u (p, n);
insert into steps (run_id, step, result) select :base + n, 2, p::jsonb from unnest(:half::text[] || :other::text[]) with ordinality u (p, n);
update runs r set status = 2, result = u.p::jsonb, updated_at = now() from unnest(:half::text[] || :other::text[]) with ordinality u (p, n) where r.id = :base + u.n;
