-- After a commit whose outcome is unknown: raises the tokens of the batch's runs. Waits for the row locks, and so for a server process that still commits the batch
-- although its client is gone; afterwards that batch is either in the rows (the journal tells) or can never be. Sent again after an unknown outcome of its own, it finds its own
-- token, and changes nothing; not so a run that the batch let go of and that was claimed again since, whose last event is past the batch.
-- Locks: run rows (for no key update) in the order given, which is that of their ids. No "skip locked": waiting is the point.
-- $1 holder, $2 runs, $3 tokens, $4 the number of each run's last event in the batch
with mine as materialized (
  select l.id, b.token
  from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as b (id, token, last_seq)
  cross join lateral (
    select e.id
    from perdure.executions e
    where e.id = b.id and e.holder is not distinct from $1 and (e.token = b.token or (e.token = b.token + 1 and perdure.last_seq(e.id) < b.last_seq))
    for no key update of e
  ) l
)
update perdure.executions e
set token = (select mine.token + 1 from mine where mine.id = e.id), updated_at = perdure.now()
where e.id = any (array(select mine.id from mine))
returning e.id, e.holder, e.token, perdure.last_seq(e.id)
