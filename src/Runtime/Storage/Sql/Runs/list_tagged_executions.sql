-- Reads a page of runs that have some tags, newest first, behind a position, without their results. Goes along execution_tags_by_value for the first of the tags from that position, looks
-- the others up by key, and stops when the page is full.
-- $1 workflow or null, $2 status or null, $3 created before or null, $4 the id of the position or null, $5 limit, $6 names, $7 values
select e.id, e.workflow, e.version, e.status, null::text, null::text, e.error::text, e.created_at, e.started_at, e.finished_at, e.forked_from
from perdure.execution_tags t
cross join lateral (select x.* from perdure.executions x where x.id = t.execution_id offset 0) e
where t.name = ($6::text[])[1] and t.value = ($7::text[])[1]
  and ($1::text is null or e.workflow = $1)
  and ($2::text is null or e.status = $2)
  and (t.created_at, t.execution_id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::uuid, '00000000-0000-0000-0000-000000000000'))
  and (
    select coalesce(bool_and(coalesce((select o.value = w.value from perdure.execution_tags o where o.execution_id = t.execution_id and o.name = w.name), false)), true)
    from unnest($6::text[], $7::text[]) as w (name, value))
order by t.created_at desc, t.execution_id desc
limit $5
