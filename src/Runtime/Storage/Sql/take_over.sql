-- Takes over runs that dead incarnations hold, and strays: runs that the asker holds itself and does not know of, which it would otherwise hold for as long as it
-- lives. Uses executions_held_by.
-- Locks: run rows (for no key update) in id order, skipping locked ones; then their wake rows, which the new holder need not wait for: it reads the mail at once.
-- $1 incarnation, $2 queues, $3 plans, $4 limit, $5 worker protocol, $6 the runs that the asker knows of
with orphans as materialized (
  select e.id, e.holder
  from perdure.executions e
  join perdure.workers w on w.incarnation = e.holder
  where (w.dead or (e.holder = $1 and e.id <> all ($6::uuid[])))
    and e.queue = any ($2::text[])
    and e.workflow || '@' || e.version = any ($3::text[])
    and $5 >= (select coalesce(max(v.min_worker), 0) from perdure.schema_version v)
    and exists (select from perdure.workers me where me.incarnation = $1 and not me.dead)
  order by e.id
  limit $4
  for no key update of e skip locked
), taken as (
  delete from perdure.ready r using orphans o where r.execution_id = o.id
)
update perdure.executions e
set holder = $1, token = e.token + 1, updated_at = perdure.now()
from orphans o
where e.id = o.id
returning e.id, e.workflow || '@' || e.version, e.input::text, e.token, e.last_seq, o.holder
