-- Runs that start by the calendar: when each schedule fires next, and when it last did.

-- As ScheduledStart.IdOf of the runtime. No schedule's id has a line break, and every instant is a whole second.
create function perdure.scheduled_id(schedule text, due timestamptz) returns uuid
  language sql immutable
  as $$
    select encode(set_byte(set_byte(h.hash, 6, (get_byte(h.hash, 6) & 15) | 128), 8, (get_byte(h.hash, 8) & 63) | 128), 'hex')::uuid
    from (
      select substring(sha256(convert_to('perdure/schedule' || chr(10) || schedule || chr(10) || extract(epoch from due)::bigint, 'UTF8')) from 1 for 16) as hash
    ) h
  $$;
comment on function perdure.scheduled_id(text, timestamptz) is 'The id of the run that a schedule starts for an instant.';

create table perdure.schedules (
  id text not null,
  workflow text not null,
  name text not null,
  version integer not null,
  plan text not null,
  cron text not null,
  time_zone text not null,
  missed text not null,
  max_missed integer not null,
  overlap text not null,
  since timestamptz not null default perdure.now(),
  next_fire timestamptz,
  last_fire timestamptz,
  last_execution uuid,
  paused_at timestamptz,
  created_at timestamptz not null default perdure.now(),
  updated_at timestamptz not null default perdure.now(),
  constraint schedules_pkey primary key (id),
  constraint schedules_id_is_workflow_and_name check (id = workflow || '/' || name and position('/' in name) = 0),
  constraint schedules_plan_is_workflow_and_version check (plan = workflow || '@' || version),
  constraint schedules_version_from_one check (version >= 1),
  constraint schedules_missed_known check (missed in ('SKIP', 'RUN_LATEST', 'RUN_ALL')),
  constraint schedules_max_missed_within_bounds check (max_missed between 1 and 1000),
  constraint schedules_overlap_known check (overlap in ('ALLOW', 'SKIP', 'QUEUE')),
  constraint schedules_fired_with_execution check ((last_fire is null) = (last_execution is null)),
  constraint schedules_next_fire_after_last check (next_fire > last_fire)
);
comment on table perdure.schedules is 'When runs start by themselves. Workers write it when they start and when a schedule fires; the row is locked while it does, so that each instant is run once.';
comment on column perdure.schedules.id is 'The workflow''s name, a slash, and the schedule''s own: nightly-report/default.';
comment on column perdure.schedules.workflow is 'The workflow''s durable name.';
comment on column perdure.schedules.name is 'The durable id among the schedules of the workflow.';
comment on column perdure.schedules.version is 'The newest version of the workflow that a worker has brought: its runs are started, and by workers that have it.';
comment on column perdure.schedules.plan is 'The plan of the runs that are started, as name@version.';
comment on column perdure.schedules.cron is 'The cron expression.';
comment on column perdure.schedules.time_zone is 'The IANA name of the time zone in which it is read.';
comment on column perdure.schedules.missed is 'What is done about instants that are more than a minute old: SKIP, RUN_LATEST or RUN_ALL.';
comment on column perdure.schedules.max_missed is 'How many of them RUN_ALL runs at most.';
comment on column perdure.schedules.overlap is 'What is done while the previous run has not ended: ALLOW, SKIP or QUEUE.';
comment on column perdure.schedules.since is 'From when on its instants count: when it was first brought, last changed or last resumed.';
comment on column perdure.schedules.next_fire is 'The instant for which it fires next; null: the next worker that looks works it out, from since and last_fire.';
comment on column perdure.schedules.last_fire is 'The instant for which it fired last.';
comment on column perdure.schedules.last_execution is 'The run that it started then; retention may have deleted it.';
comment on column perdure.schedules.paused_at is 'Since when it is paused; null: it is not.';
comment on column perdure.schedules.created_at is 'When a worker first brought it.';
comment on column perdure.schedules.updated_at is 'When the row last changed.';

create trigger schedules_touch before update on perdure.schedules
  for each row when (new.updated_at is not distinct from old.updated_at) execute function perdure.touch();

-- Locks: the schedule's row.
create function perdure.pause_schedule(schedule text) returns boolean
  language sql volatile
  as $$
    with paused as (
      update perdure.schedules s set paused_at = coalesce(s.paused_at, perdure.now()) where s.id = schedule
      returning s.id
    )
    select exists (select from paused)
  $$;
comment on function perdure.pause_schedule(text) is 'Lets a schedule start no runs until perdure.resume_schedule; those that it has started go on. False where there is no such schedule.';

-- What became due while it was paused was not missed: it was not wanted. Locks: the schedule's row.
create function perdure.resume_schedule(schedule text) returns boolean
  language sql volatile
  as $$
    with resumed as (
      update perdure.schedules s
      set paused_at = null, since = case when s.paused_at is null then s.since else perdure.now() end, next_fire = case when s.paused_at is null then s.next_fire end
      where s.id = schedule
      returning s.id
    )
    select exists (select from resumed)
  $$;
comment on function perdure.resume_schedule(text) is 'Lets a paused schedule go on with the next instant from now. False where there is no such schedule.';

-- Locks: the schedule's row.
create function perdure.delete_schedule(schedule text) returns boolean
  language sql volatile
  as $$
    with deleted as (
      delete from perdure.schedules s where s.id = schedule
      returning s.id
    )
    select exists (select from deleted)
  $$;
comment on function perdure.delete_schedule(text) is 'Forgets a schedule that no workflow has any more; its runs stay. A worker that still has it brings it back when it starts. False where there is no such schedule.';

-- A part of violations(): stable, and so of its snapshot.
create function perdure.schedule_violations() returns table (rule text, execution_id uuid, detail text)
  language sql stable
  as $$
    select 'overdue', null::uuid, 'Schedule ' || quote_literal(s.id) || ' of plan ' || quote_literal(s.plan) || ' is due since ' || s.due || ', and no worker fires it; if the workflow has it no more, or the workers that are there '
      || 'have an older version of it, perdure.delete_schedule forgets it, and a worker that starts brings what it has'
    from (select x.id, x.workflow, x.plan, x.overlap, x.last_execution, coalesce(x.next_fire, x.since) as due from perdure.schedules x where x.paused_at is null) s
    where exists (
        select from perdure.workers w
        -- Of whatever version: those that were rolled back to an older one do not fire what a newer one has taken over.
        where not w.dead and w.expires_at > clock_timestamp() and s.workflow = any (array(select split_part(p.plan, '@', 1) from unnest(w.plans) as p (plan)))
          and w.started_at + 2 * (w.expires_at - w.heartbeat_at) < clock_timestamp()
          and s.due + 2 * (w.expires_at - w.heartbeat_at) < perdure.now())
      and not (s.overlap = 'QUEUE'
        and exists (select from perdure.executions e where e.id = s.last_execution and e.status not in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED')))
  $$;
comment on function perdure.schedule_violations() is 'The breaches of perdure.violations() that are about schedules: overdue, of one that has been due for two lease times although live workers have its workflow.';
