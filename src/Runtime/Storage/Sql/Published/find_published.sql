-- What there is under the name of a workflow: the document of a version, the versions that it has fixed, the next version that is free, and whether that version is a compiled one.
-- Locks nothing.
-- $1 the name, $2 the version
select p.document, p.children,
  least(2147483647, 1 + greatest(
    (select coalesce(max(o.version), 0)::bigint from perdure.published_workflows o where o.workflow = $1),
    (select coalesce(max(c.version), 0) from perdure.plans c where c.workflow = $1)))::integer as next,
  p.document is null and exists (select from perdure.plans c where c.plan = $1 || '@' || $2::integer) as compiled
from (select) one
left join lateral (select w.document, w.children from perdure.published_workflows w where w.workflow = $1 and w.version = $2 offset 0) p on true
