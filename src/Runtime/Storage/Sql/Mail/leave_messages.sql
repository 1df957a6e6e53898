-- Leaves the messages of a batch: to a parent, that its child has ended; to a child, that it is to end. Who has ended needs none. The wake rows that belong to them are written by
-- wake_runs, together with those of the batch's own runs: all of them in one order.
-- Locks: nothing that is there already (key share on the runs).
-- $1 runs, $2 kinds, $3 payloads
insert into perdure.messages (execution_id, kind, payload)
select e.id, b.kind, b.payload::json
from unnest($1::uuid[], $2::text[], $3::text[]) as b (id, kind, payload)
cross join lateral (select r.id from perdure.executions r where r.id = b.id and r.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED') offset 0) e
