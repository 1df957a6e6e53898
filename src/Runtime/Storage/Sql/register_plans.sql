-- Keeps the plans that a worker brings, for people to read.
-- Locks: the plans that are new, in the order of their ids: two workers that bring the same ones in different order would wait for each other.
-- $1 workflows, $2 versions, $3 definitions
insert into perdure.plans (plan, workflow, version, definition)
select p.workflow || '@' || p.version, p.workflow, p.version, p.definition::json
from unnest($1::text[], $2::integer[], $3::text[]) as p (workflow, version, definition)
order by 1
on conflict (plan) do nothing
