-- Starts runs that the worker of the same process holds from the first moment: a row each, and no claim. Returns them; an incarnation that was declared dead starts none, and one that
-- is there already was started under the same key before.
-- One that is declared dead while this is not committed yet leaves runs of a dead holder, as any other that dies: the next takeover finds them.
-- Locks: nothing that is there already.
-- $1 holder, $2 ids, $3 workflows, $4 versions, $5 queues, $6 priorities, $7 inputs, $8 codecs, $9 traces, $10 keys, $11 hashes of the inputs, $12 seconds that they may take or null
insert into perdure.executions (id, created_at, workflow, version, queue, priority, input, input_codec, trace, key, input_hash, time_limit, ends_by, status, holder, token, started_at, updated_at)
select b.id, h.now, b.workflow, b.version, b.queue, b.priority, b.input::json, b.codec, b.trace, b.key, b.input_hash, make_interval(secs => b.time_limit), h.now + make_interval(secs => b.time_limit), 'RUNNING', $1, 1, h.now, h.now
from (select perdure.now() as now from perdure.workers w where w.incarnation = $1 and not w.dead) h
cross join unnest($2::uuid[], $3::text[], $4::integer[], $5::text[], $6::integer[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bytea[], $12::double precision[])
  as b (id, workflow, version, queue, priority, input, codec, trace, key, input_hash, time_limit)
on conflict (id) do nothing
returning id as started
