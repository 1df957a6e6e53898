-- The rights of those who come to the database: four roles that nobody logs in as. Grant them to the roles that do:
--
--   perdure_owner   applies migrations, and deletes what is old (perdure.delete_finished, perdure.delete_expired_cache, perdure.delete_dead_workers)
--   perdure_worker  starts and runs workflows: what the runtime's statements need and nothing else, no DDL
--   perdure_operator  looks, and changes the course of runs: cancel, pause, resume, retry, terminate, fork; writes no table itself
--   perdure_reader  looks: tables, views and perdure.violations(), and can change nothing
--
-- For a superuser, or who owns the database and may create roles, in the database that Perdure uses:
--
--   psql -d perdure -f db/roles.sql
--
-- Before the first migration, so that the owner may create the schema, and again after each one that was not applied by the owner itself. It may be run as often as you like:
-- it takes all rights back and grants them anew.

begin;

do $$
declare
  known text;
begin
  foreach known in array array['perdure_owner', 'perdure_worker', 'perdure_operator', 'perdure_reader'] loop
    if not exists (select from pg_roles r where r.rolname = known) then
      execute format('create role %I nologin', known);
    end if;
  end loop;
end
$$;

-- Whoever creates an object owns it. A member of perdure_owner who migrates has to do so as perdure_owner: alter role … set role = 'perdure_owner', or Options=-crole=perdure_owner in the
-- connection string. What was created otherwise is handed over here.
create schema if not exists perdure authorization perdure_owner;
alter schema perdure owner to perdure_owner;

do $$
declare
  thing record;
begin
  execute format('grant create on database %I to perdure_owner', current_database());
  for thing in
    select case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end as kind, c.relname as name
    from pg_class c
    where c.relnamespace = 'perdure'::regnamespace and c.relkind in ('r', 'v', 'S') and c.relowner <> 'perdure_owner'::regrole
      and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i') and c.relkind = 'S')
  loop
    execute format('alter %s perdure.%I owner to perdure_owner', thing.kind, thing.name);
  end loop;
  for thing in select p.oid::regprocedure as signature from pg_proc p where p.pronamespace = 'perdure'::regnamespace and p.proowner <> 'perdure_owner'::regrole loop
    execute format('alter function %s owner to perdure_owner', thing.signature);
  end loop;
end
$$;

revoke all on schema perdure from public, perdure_worker, perdure_operator, perdure_reader;
revoke all on all tables in schema perdure from public, perdure_worker, perdure_operator, perdure_reader;
revoke all on all sequences in schema perdure from public, perdure_worker, perdure_operator, perdure_reader;
revoke all on all functions in schema perdure from public, perdure_worker, perdure_operator, perdure_reader;

-- What the owner's later migrations create: nobody may call it unasked, and readers may look at it.
alter default privileges for role perdure_owner revoke execute on functions from public;
alter default privileges for role perdure_owner in schema perdure grant select on tables to perdure_operator, perdure_reader;
alter default privileges for role perdure_owner in schema perdure grant select on sequences to perdure_operator, perdure_reader;

grant usage on schema perdure to perdure_worker, perdure_operator, perdure_reader;
grant select on all tables in schema perdure to perdure_operator, perdure_reader;
grant select on all sequences in schema perdure to perdure_operator, perdure_reader;

do $$
declare
  wanted record;
begin
  -- Before the first migration there is nothing yet to grant.
  for wanted in
    select w.rights, w.kind, w.thing, w.role
    from (values
      -- A checkpoint locks, writes and appends; nothing that was recorded is deleted by a worker.
      ('select', 'table', 'perdure.schema_version', 'perdure_worker'),
      ('select, insert, update', 'table', 'perdure.workers', 'perdure_worker'),
      ('select, insert, update', 'table', 'perdure.lanes', 'perdure_worker'),
      ('usage', 'sequence', 'perdure.closings', 'perdure_worker'),
      ('select, insert, update', 'table', 'perdure.plans', 'perdure_worker'),
      -- What is published never changes.
      ('select, insert (workflow, version, hash, children, document, schemas)', 'table', 'perdure.published_workflows', 'perdure_worker'),
      ('select, insert, update', 'table', 'perdure.executions', 'perdure_worker'),
      ('select, insert, update', 'table', 'perdure.schedules', 'perdure_worker'),
      ('select, insert, update', 'table', 'perdure.execution_steps', 'perdure_worker'),
      ('select, insert, update', 'table', 'perdure.execution_compensations', 'perdure_worker'),
      ('select, insert, update', 'table', 'perdure.agent_work', 'perdure_worker'),
      ('select, insert', 'table', 'perdure.execution_journal', 'perdure_worker'),
      ('select, insert, update, delete', 'table', 'perdure.ready', 'perdure_worker'),
      ('select, insert, delete', 'table', 'perdure.messages', 'perdure_worker'),
      ('select, insert, update', 'table', 'perdure.step_progress', 'perdure_worker'),
      ('select, insert, update', 'table', 'perdure.step_cache', 'perdure_worker'),
      ('select, insert, update', 'table', 'perdure.stream_heads', 'perdure_worker'),
      ('select, insert', 'table', 'perdure.stream_items', 'perdure_worker'),
      ('select, insert, update', 'table', 'perdure.execution_tags', 'perdure_worker'),
      -- To lock a row that is deleted takes the right to update.
      ('select, insert, update', 'table', 'perdure.queues', 'perdure_worker'),
      ('select, insert, update, delete', 'table', 'perdure.queue_waiters', 'perdure_worker'),
      ('select, insert, delete', 'table', 'perdure.queue_slots', 'perdure_worker'),
      ('select, insert, update, delete', 'table', 'perdure.queue_keys', 'perdure_worker'),
      ('execute', 'function', 'perdure.now()', 'perdure_worker'),
      ('execute', 'function', 'perdure.keyed_id(text, text)', 'perdure_worker'),
      ('execute', 'function', 'perdure.rank(timestamptz, integer)', 'perdure_worker'),
      ('execute', 'function', 'perdure.last_seq(uuid)', 'perdure_worker'),
      ('execute', 'function', 'perdure.last_seq_behind_lock(uuid)', 'perdure_worker'),
      ('execute', 'function', 'perdure.require_runs(bigint, integer)', 'perdure_worker'),
      ('execute', 'function', 'perdure.close_lanes()', 'perdure_worker'),
      ('execute', 'function', 'perdure.require_database(text, timestamptz)', 'perdure_worker'),
      ('execute', 'function', 'perdure.settle_step(uuid, text, integer, integer, integer, uuid, text, text, boolean, text, text)', 'perdure_worker'),
      ('execute', 'function', 'perdure.leave_message(uuid, text, json)', 'perdure_worker'),
      -- These come with the rights of the owner, and do by the protocol what they do.
      ('execute', 'function', 'perdure.cancel(uuid)', 'perdure_worker, perdure_operator'),
      ('execute', 'function', 'perdure.signal(uuid, text, json, text)', 'perdure_worker, perdure_operator'),
      ('execute', 'function', 'perdure.answer(uuid, text, json, text)', 'perdure_worker, perdure_operator'),
      ('execute', 'function', 'perdure.pause(uuid)', 'perdure_worker, perdure_operator'),
      ('execute', 'function', 'perdure.resume(uuid)', 'perdure_worker, perdure_operator'),
      ('execute', 'function', 'perdure.retry(uuid)', 'perdure_worker, perdure_operator'),
      ('execute', 'function', 'perdure.terminate(uuid, text)', 'perdure_worker, perdure_operator'),
      ('execute', 'function', 'perdure.fork(uuid, text)', 'perdure_worker, perdure_operator'),
      ('execute', 'function', 'perdure.fork_run(uuid, uuid, text, integer, text, integer, json, text, text, text[], text[], integer[], integer[], text[], text[], boolean[], text[])', 'perdure_worker'),
      ('execute', 'function', 'perdure.grant_slots(text, integer)', 'perdure_worker'),
      ('execute', 'function', 'perdure.return_unserved_slots(text)', 'perdure_worker'),
      ('execute', 'function', 'perdure.start_debounced(uuid, text, integer, text, integer, text, text, text, text, double precision, double precision, double precision, timestamptz, text[], text[])', 'perdure_worker'),
      ('execute', 'function', 'perdure.scheduled_id(text, timestamptz)', 'perdure_worker'),
      ('execute', 'function', 'perdure.pause_schedule(text)', 'perdure_worker'),
      ('execute', 'function', 'perdure.resume_schedule(text)', 'perdure_worker'),
      -- Those that change nothing, and that views and violations() call on behalf of whoever looks.
      ('execute', 'function', 'perdure.now()', 'perdure_operator, perdure_reader'),
      ('execute', 'function', 'perdure.keyed_id(text, text)', 'perdure_operator, perdure_reader'),
      ('execute', 'function', 'perdure.rank(timestamptz, integer)', 'perdure_operator, perdure_reader'),
      ('execute', 'function', 'perdure.last_seq(uuid)', 'perdure_operator, perdure_reader'),
      ('execute', 'function', 'perdure.scheduled_id(text, timestamptz)', 'perdure_operator, perdure_reader'),
      ('execute', 'function', 'perdure.queue_violations()', 'perdure_operator, perdure_reader'),
      ('execute', 'function', 'perdure.schedule_violations()', 'perdure_operator, perdure_reader'),
      ('execute', 'function', 'perdure.execution_tree(uuid)', 'perdure_operator, perdure_reader'),
      ('execute', 'function', 'perdure.violations(boolean)', 'perdure_operator, perdure_reader')) w (rights, kind, thing, role)
    where case w.kind when 'function' then to_regprocedure(w.thing) is not null else to_regclass(w.thing) is not null end
  loop
    execute format('grant %s on %s %s to %s', wanted.rights, wanted.kind, wanted.thing, wanted.role);
  end loop;
end
$$;

commit;
