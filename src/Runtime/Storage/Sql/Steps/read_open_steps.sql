-- Reads the step rows of runs some of whose steps run in items or rounds, without their results, and of those parts only what is of use: of a step that has not settled the items behind its mark, the
-- first failed one in front of it, and of each loop the last two rounds; of every step one part, which tells that it ran in parts. One that was cancelled may have parts that run, wait for a child or
-- have not been told of: it is as one that has not settled. From one step of a run to the next by the index, so that what has
-- settled costs nothing, however many parts that is. Of a step that has asked about its items its inputs as well, also where it has settled: another goes by the same answers. The columns are those of read_steps. Locks nothing.
-- $1 runs; $2 runs, $3 steps, $4 marks of their items, $5 first failed items in front of those, in parallel
with recursive known as (
  select b.execution_id, f.step_id
  from unnest($1::uuid[]) as b (execution_id)
  cross join lateral (select x.step_id from perdure.execution_steps x where x.execution_id = b.execution_id order by x.step_id limit 1) f
  union all
  select k.execution_id, n.step_id
  from known k
  cross join lateral (select x.step_id from perdure.execution_steps x where x.execution_id = k.execution_id and x.step_id > k.step_id order by x.step_id limit 1) n
), wholes as materialized (
  select k.execution_id, k.step_id, coalesce(s.is_open, true) as is_open, coalesce(m.through, 0) as through, coalesce(m.failed, 0) as failed
  from known k
  left join lateral (
    select x.status in ('RUNNING', 'WAITING', 'CANCELLED') as is_open
    from perdure.execution_steps x
    where x.execution_id = k.execution_id and x.step_id = k.step_id and x.item = 0 and x.round = 0
    offset 0
  ) s on true
  left join lateral (
    select u.through, u.failed
    from unnest($2::uuid[], $3::text[], $4::integer[], $5::integer[]) as u (execution_id, step_id, through, failed)
    where u.execution_id = k.execution_id and u.step_id = k.step_id
    offset 0
  ) m on true
), loops as materialized (
  select w.execution_id, w.step_id, 0 as item, w.is_open
  from wholes w
  union all
  select w.execution_id, w.step_id, s.item, s.is_open
  from wholes w
  cross join lateral (
    select x.item, x.status in ('RUNNING', 'WAITING', 'CANCELLED') as is_open
    from perdure.execution_steps x
    where w.is_open and x.execution_id = w.execution_id and x.step_id = w.step_id and x.item > w.through and x.round = 0
    offset 0
  ) s
), chosen as materialized (
  select l.execution_id, l.step_id, l.item, 0 as round
  from loops l
  union
  select w.execution_id, w.step_id, w.failed, 0
  from wholes w
  where w.is_open and w.failed > 0
  union
  select l.execution_id, l.step_id, l.item, s.round
  from loops l
  cross join lateral (
    select x.round
    from perdure.execution_steps x
    where l.is_open and x.execution_id = l.execution_id and x.step_id = l.step_id and x.item = l.item and x.round > 0
    order by x.round desc
    limit 2
  ) s
  union
  select w.execution_id, w.step_id, s.item, s.round
  from wholes w
  cross join lateral (
    select x.item, x.round
    from perdure.execution_steps x
    where x.execution_id = w.execution_id and x.step_id = w.step_id and (x.item, x.round) > (0, 0)
    order by x.item, x.round
    limit 1
  ) s
)
select s.*
from chosen c
cross join lateral (
  select r.execution_id, r.step_id, r.status, r.attempt, r.failures, r.error::text, extract(epoch from r.due_at - perdure.now())::double precision, r.item, r.round, r.waits_for,
    r.status = 'SUCCESS' and r.holder is not null as is_untold, coalesce(r.is_last, false),
    case when (r.status in ('RUNNING', 'WAITING') and r.input::text like '%"signal":%') or (r.item = 0 and r.round = 0 and r.input::text like '%"verdicts":%') then r.input::text end, r.tag, extract(epoch from r.ends_by - perdure.now())::double precision as ends_in
  from perdure.execution_steps r
  where r.execution_id = c.execution_id and r.step_id = c.step_id and r.item = c.item and r.round = c.round
  offset 0
) s
