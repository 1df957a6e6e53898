-- Which runs of a batch were written by it. Only after the runs were acquired again: before that, the batch may still be committed.
-- $1 lane, $2 batch, $3 runs, $4 the number of each run's last event in the batch
select b.id
from unnest($3::uuid[], $4::bigint[]) as b (id, last_seq)
join perdure.execution_events ev on ev.execution_id = b.id and ev.seq = b.last_seq
where ev.lane = $1 and ev.batch = $2
