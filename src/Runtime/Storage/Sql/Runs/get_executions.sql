-- Reads runs. Each is looked up by itself: planned while the table was empty, a join would read it whole for ever.
-- $1 ids
select e.id, e.workflow, e.version, e.status, e.output::text, e.output_codec, e.error::text, e.created_at, e.started_at, e.finished_at, e.forked_from
from unnest($1::uuid[]) as b (id)
cross join lateral (select x.* from perdure.executions x where x.id = b.id offset 0) e
