-- Keeps the plans that a worker brings. Of two builds that differ under one version, that of the worker that started last.
-- Only those that are new or have changed are parsed, locked and written: ON CONFLICT alone would lock the row of each.
-- Locks: those plans, in the order of their ids: two workers that bring the same ones in different order would wait for each other.
-- $1 workflows, $2 versions, $3 definitions
insert into perdure.plans (plan, workflow, version, definition)
select b.workflow || '@' || b.version, b.workflow, b.version, b.definition::json
from unnest($1::text[], $2::integer[], $3::text[]) as b (workflow, version, definition)
where b.definition is distinct from (select p.definition::text from perdure.plans p where p.plan = b.workflow || '@' || b.version)
order by 1
on conflict (plan) do update set definition = excluded.definition
where plans.definition::text <> excluded.definition::text
