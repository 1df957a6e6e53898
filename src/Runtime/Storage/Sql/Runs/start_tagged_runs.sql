-- As start_runs, with what the runs are found by: one that was started before keeps its tags.
-- Locks: nothing that is there already.
-- $1 ids, $2 workflows, $3 versions, $4 queues, $5 priorities, $6 inputs, $7 codecs, $8 traces, $9 keys, $10 hashes of the inputs, $11 seconds that they may take or null, $12 the instants at which their time is over or null, $13 delays in seconds,
-- $14 the runs of tags, $15 their names, $16 their values
with starts as materialized (
  select b.*, clock.now, clock.now + make_interval(secs => b.delay) as due
  from (select perdure.now() as now) clock
  cross join unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bytea[], $11::double precision[], $12::timestamptz[], $13::double precision[])
    as b (id, workflow, version, queue, priority, input, codec, trace, key, input_hash, time_limit, ends_by, delay)
), runs as (
  insert into perdure.executions (id, created_at, workflow, version, queue, priority, input, input_codec, trace, key, input_hash, begins_at, time_limit, ends_by, updated_at)
  select s.id, s.now, s.workflow, s.version, s.queue, s.priority, s.input::json, s.codec, s.trace, s.key, s.input_hash, case when s.delay > 0 then s.due end, make_interval(secs => s.time_limit), coalesce(s.ends_by, s.due + make_interval(secs => s.time_limit)), s.now
  from starts s
  on conflict (id) do nothing
  returning id
), tagged as (
  insert into perdure.execution_tags (execution_id, name, value, created_at)
  select t.id, t.name, t.value, (select perdure.now())
  from unnest($14::uuid[], $15::text[], $16::text[]) as t (id, name, value)
  where (t.id in (select r.id from runs r)) is not false
  on conflict (execution_id, name) do nothing
)
insert into perdure.ready (execution_id, queue, plan, rank, due)
select s.id, s.queue, s.workflow || '@' || s.version, perdure.rank(s.due, s.priority), s.due
from starts s
where (s.id in (select r.id from runs r)) is not false
on conflict (execution_id) do nothing
