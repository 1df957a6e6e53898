-- Appends what steps emitted to the streams of their runs. Only for who holds a run: and since that is read, and may be overtaken, not behind what a later holder has appended. A batch that is sent again
-- is appended once. Returns the runs whose items were appended; those of the others were not. Each run is looked up by itself.
-- Locks: runs (for key share, which waits for nothing but their deletion), in the order of their ids; then the heads of their streams, in the same order.
-- $1 holder, $2 batch, $3 runs, $4 how many items each has; for each item: $5 its run, $6 how many of that run follow it, $7 step, $8 item, $9 round, $10 attempt, $11 undo, $12 value, $13 codec
with heads as (
  insert into perdure.stream_heads as h (execution_id, holder, last, token, batch)
  select b.execution_id, $1::uuid, b.items, e.token, $2::bigint
  from unnest($3::uuid[], $4::bigint[]) as b (execution_id, items)
  cross join lateral (select r.token from perdure.executions r where r.id = b.execution_id and r.holder = $1::uuid offset 0 for key share) e
  on conflict (execution_id) do update
  set holder = excluded.holder, last = h.last + excluded.last, token = excluded.token, batch = excluded.batch
  where h.token <= excluded.token and (h.holder <> excluded.holder or h.batch < excluded.batch)
  returning h.execution_id, h.last
), appended as (
  insert into perdure.stream_items (execution_id, position, item, round, attempt, created_at, undo, step_id, codec, value)
  select b.execution_id, h.last - b.following, b.item, b.round, b.attempt, perdure.now(), b.undo, b.step_id, b.codec, b.value::json
  from unnest($5::uuid[], $6::bigint[], $7::text[], $8::integer[], $9::integer[], $10::integer[], $11::boolean[], $12::text[], $13::text[])
    as b (execution_id, following, step_id, item, round, attempt, undo, value, codec)
  cross join lateral (select k.last from heads k where k.execution_id = b.execution_id offset 0) h
)
select h.execution_id from heads h
