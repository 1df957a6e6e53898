-- After a commit whose outcome is unknown: raises the tokens of the batch's runs. Waits for the row locks, and so for a server process that still commits the batch
-- although its client is gone; afterwards that batch is either in the rows (the journal tells) or can never be. Sent again after an unknown outcome of its own, it finds its own
-- token, and changes nothing; not so a run that the batch let go of and that was claimed again since, whose last event is past the batch.
-- Locks: run rows (for no key update) in id order. No "skip locked": waiting is the point.
-- $1 holder, $2 runs, $3 tokens, $4 the number of each run's last event in the batch
with mine as materialized (
  select e.id, b.token
  from perdure.executions e
  join unnest($2::uuid[], $3::bigint[], $4::bigint[]) as b (id, token, last_seq) on b.id = e.id
  where e.holder = $1 and (e.token = b.token or (e.token = b.token + 1 and perdure.last_seq(e.id) < b.last_seq))
  order by e.id
  for no key update of e
)
update perdure.executions e
set token = mine.token + 1, updated_at = perdure.now()
from mine
where e.id = mine.id
returning e.id, e.holder, e.token, perdure.last_seq(e.id)
