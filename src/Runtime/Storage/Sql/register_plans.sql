-- Keeps the plans that a worker brings. Of two builds that differ under one version, that of the worker that started last.
-- Locks: the plans that are new or have changed, in the order of their ids: two workers that bring the same ones in different order would wait for each other.
-- $1 workflows, $2 versions, $3 definitions
insert into perdure.plans (plan, workflow, version, definition)
select p.workflow || '@' || p.version, p.workflow, p.version, p.definition::json
from unnest($1::text[], $2::integer[], $3::text[]) as p (workflow, version, definition)
order by 1
on conflict (plan) do update set definition = excluded.definition
where plans.definition::text <> excluded.definition::text
