-- A page of runs that have some tags, newest first, of a workflow and a status or of all; after the last run of the page before.
-- For lists. Locks nothing. Goes along the index execution_tags_by_value for the first of the tags, looks the others up by key, and stops when the page is full.
select
  e.id, e.workflow, e.version, e.status,
  e.created_at as "createdAt", e.started_at as "startedAt", e.finished_at as "finishedAt"
from perdure.execution_tags t
join perdure.executions e on e.id = t.execution_id
where t.name = (@tagNames::text[])[1] and t.value = (@tagValues::text[])[1]
  and (@workflow::text is null or e.workflow = @workflow)
  and (@status::text is null or e.status = @status)
  and (@createdAt::timestamptz is null or (t.created_at, t.execution_id) < (@createdAt, @id))
  and (
    select bool_and(coalesce((select o.value = w.value from perdure.execution_tags o where o.execution_id = t.execution_id and o.name = w.name), false))
    from unnest(@tagNames::text[], @tagValues::text[]) as w (name, value))
order by t.created_at desc, t.execution_id desc
limit @limit
