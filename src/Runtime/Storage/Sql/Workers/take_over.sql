-- Takes over runs whose holder is no live worker, and strays: runs that the asker holds itself and does not drive, which it would otherwise hold for as long as it
-- lives. Uses executions_held_by, from one holder to the next: its cost grows with the holders and not with what the live ones hold
-- (200,000 runs of 40 workers: 0.6 ms).
-- Locks: run rows (for no key update) in id order for each holder, an order that no index gives: planned while the table was empty, the primary key's would be read whole for it; then their wake rows (for update, since they are deleted), which the new holder need not wait for: it reads the
-- mail at once. Both skip locked ones; a wake row that stays is found by the next poll.
-- The number of the last event is read behind the lock: a late checkpoint may have been committed since this statement's snapshot, and has merely locked the run's row.
-- A run that was recovered twice without progress is a suspect of killing its workers: a worker takes one at a time, so that a bad run does not condemn those beside it.
-- $1 incarnation, $2 queues, $3 plans, $4 limit, $5 worker protocol, $6 the strays of the asker, $7 whether the asker holds a suspect
with recursive holders as (
  (select e.holder from perdure.executions e where e.holder is not null order by e.holder limit 1)
  union all
  select (select e.holder from perdure.executions e where e.holder > h.holder order by e.holder limit 1)
  from holders h
  where h.holder is not null
), abandoned as materialized (
  select h.holder
  from holders h
  where h.holder is not null
    and (h.holder = $1 or not exists (select from perdure.workers w where w.incarnation = h.holder and not w.dead))
    and $5 >= (select coalesce(max(v.min_worker), 0) from perdure.schema_version v)
    and exists (select from perdure.workers me where me.incarnation = $1 and not me.dead)
), orphans as materialized (
  select o.id, o.holder
  from abandoned a
  cross join lateral (
    select e.id, e.holder
    from perdure.executions e
    where e.holder = a.holder and (e.holder <> $1 or e.id = any ($6::uuid[]))
      and e.recoveries < 2
      and e.queue = any ($2::text[])
      and e.workflow || '@' || e.version = any ($3::text[])
    order by uuid_send(e.id)
    limit $4
    for no key update of e skip locked
  ) o
  limit $4
), suspects as materialized (
  select s.id, s.holder
  from abandoned a
  cross join lateral (
    select e.id, e.holder
    from perdure.executions e
    where not $7 and e.holder = a.holder and (e.holder <> $1 or e.id = any ($6::uuid[]))
      and e.recoveries >= 2
      and e.queue = any ($2::text[])
      and e.workflow || '@' || e.version = any ($3::text[])
    order by uuid_send(e.id)
    limit 1
    for no key update of e skip locked
  ) s
  limit 1
), taken_over as materialized (
  select o.id, o.holder from orphans o
  union all
  select s.id, s.holder from suspects s
), wakes as materialized (
  select r.execution_id
  from perdure.ready r
  where r.execution_id = any (array(select o.id from taken_over o))
  for update of r skip locked
), taken as (
  delete from perdure.ready r where r.execution_id = any (array(select w.execution_id from wakes w))
), acquired as (
  update perdure.executions e
  set holder = $1, token = e.token + 1, recoveries = e.recoveries + case when e.holder = $1 then 0 else 1 end, updated_at = perdure.now()
  where e.id = any (array(select o.id from taken_over o))
  returning e.id, e.workflow || '@' || e.version as plan, e.input::text as input, e.input_codec, e.token, e.recoveries, e.trace, e.parent_id, e.parent_step, e.parent_item, e.parent_round,
    extract(epoch from e.begins_at - perdure.now())::double precision as begins_in, extract(epoch from e.ends_by - perdure.now())::double precision as ends_in
)
select a.id, a.plan, a.input, a.input_codec, a.token, perdure.last_seq_behind_lock(a.id), (select o.holder from taken_over o where o.id = a.id), a.recoveries, a.trace, a.parent_id, a.parent_step, a.parent_item, a.parent_round, a.begins_in, a.ends_in
from acquired a
