-- Starts runs: their rows, and those that make them claimable. One that is there was started under the same id before, by a try whose outcome was not known, and stays as it is.
-- Locks: nothing that is there already.
-- $1 ids, $2 workflows, $3 versions, $4 queues, $5 priorities, $6 inputs, $7 codecs, $8 traces
with runs as (
  insert into perdure.executions (id, created_at, workflow, version, queue, priority, input, input_codec, trace, updated_at)
  select b.id, clock.now, b.workflow, b.version, b.queue, b.priority, b.input::json, b.codec, b.trace, clock.now
  from (select perdure.now() as now) clock
  cross join unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::integer[], $6::text[], $7::text[], $8::text[])
    as b (id, workflow, version, queue, priority, input, codec, trace)
  on conflict (id) do nothing
  returning id, workflow, version, queue, priority, created_at
)
insert into perdure.ready (execution_id, queue, plan, rank, due)
select r.id, r.queue, r.workflow || '@' || r.version, perdure.rank(r.created_at, r.priority), r.created_at
from runs r
