-- Starts the child runs of a batch, and makes them claimable: they travel with the checkpoint in which their parent begins to wait. A child has the queue, the priority and the trace of
-- its parent. One that is there already stays as it is. What was inserted is looked up in a hash, as in start_runs.
-- Locks: nothing that is there already.
-- $1 ids, $2 workflows, $3 versions, $4 inputs, $5 codecs, $6 parents, $7 their steps, $8 items, $9 rounds, $10 seconds that they may take or null
with starts as materialized (
  select b.*, clock.now, e.queue, e.priority, e.trace
  from (select perdure.now() as now) clock
  cross join unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::integer[], $9::integer[], $10::double precision[])
    as b (id, workflow, version, input, codec, parent_id, parent_step, parent_item, parent_round, time_limit)
  cross join lateral (select r.queue, r.priority, r.trace from perdure.executions r where r.id = b.parent_id offset 0) e
), runs as (
  insert into perdure.executions (id, created_at, workflow, version, queue, priority, input, input_codec, trace, parent_id, parent_step, parent_item, parent_round, time_limit, ends_by, updated_at)
  select s.id, s.now, s.workflow, s.version, s.queue, s.priority, s.input::json, s.codec, s.trace, s.parent_id, s.parent_step, s.parent_item, s.parent_round, make_interval(secs => s.time_limit), s.now + make_interval(secs => s.time_limit), s.now
  from starts s
  on conflict (id) do nothing
  returning id
)
insert into perdure.ready (execution_id, queue, plan, rank, due)
select s.id, s.queue, s.workflow || '@' || s.version, perdure.rank(s.now, s.priority), s.now
from starts s
where (s.id in (select r.id from runs r)) is not false
on conflict (execution_id) do nothing
