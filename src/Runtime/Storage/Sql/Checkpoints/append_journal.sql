-- Appends what happened to the runs of a batch. Behind the fence, which has locked them.
-- Locks: nothing that is there already.
-- $1 lane, $2 batch, $3 runs, $4 the numbers of their last events, $5 events, $6 states
insert into perdure.execution_journal (execution_id, seq, lane, batch, created_at, events, state)
select b.execution_id, b.seq, $1, $2, (select perdure.now()), b.events::json, b.state::json
from unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[]) as b (execution_id, seq, events, state)
