-- What nobody drives: which runs are held by a worker that does not know of them, and whether any are held by one that is dead.
-- Uses executions_held_by, from one holder to the next: its cost grows with the holders and not with what the live ones hold; but while an old snapshot is kept by somebody, it
-- passes over every run that was ever held since. So it is asked for no sooner than a multiple of the time that it took.
-- And which of the runs that the worker knows to hold it does not hold any more: somebody has taken them by hand.
-- $1 incarnation, $2 the runs that it knows to hold
with recursive holders as (
  (select e.holder from perdure.executions e where e.holder is not null order by e.holder limit 1)
  union all
  select (select e.holder from perdure.executions e where e.holder > h.holder order by e.holder limit 1)
  from holders h
  where h.holder is not null
)
select
  array(select e.id from perdure.executions e where e.holder = $1 and e.id <> all ($2::uuid[])),
  exists (select from holders h where h.holder is not null and not exists (select from perdure.workers w where w.incarnation = h.holder and not w.dead)),
  array(
    select k.id
    from unnest($2::uuid[]) as k (id)
    cross join lateral (select x.holder from perdure.executions x where x.id = k.id offset 0) e
    where e.holder is distinct from $1)
