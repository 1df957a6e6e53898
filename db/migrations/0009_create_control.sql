-- How a run is held still and let go on: messages to its holder, as a cancel is.

create function perdure.pause_is_wanted(run uuid) returns boolean
  language sql stable
  as $$
    select coalesce((select m.kind = 'PAUSE' from perdure.messages m where m.execution_id = run and m.kind in ('PAUSE', 'RESUME') order by m.id desc limit 1), false)
      and exists (select from perdure.executions e where e.id = run and e.status not in ('SUCCESS', 'FAILED', 'CANCELLED'))
  $$;
comment on function perdure.pause_is_wanted(uuid) is 'Whether the last word to an unfinished run, of those to pause and to go on, was to pause.';

-- With the rights of the owner: operators write no table themselves. The message stays for as long as the run is paused: whoever claims the run then, for whatever reason, reads it again.
-- A run that was not to begin yet is claimed at once to be paused; when it was is told with the message.
create function perdure.pause(run uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
  as $$
begin
  return perdure.pause_is_wanted(run) or perdure.leave_message(run, 'PAUSE', (
    select json_build_object('due', r.due)
    from perdure.ready r
    where r.execution_id = run and r.due > perdure.now() and not exists (select from perdure.execution_steps s where s.execution_id = run)));
end
$$;
comment on function perdure.pause(uuid) is 'Asks a run to start nothing more: what runs settles and is recorded, then it is PAUSED until perdure.resume. False where it does not exist or has ended.';

create function perdure.resume(run uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
  as $$
begin
  return perdure.pause_is_wanted(run) and perdure.leave_message(run, 'RESUME');
end
$$;
comment on function perdure.resume(uuid) is 'Lets a run go on that is paused, or was asked to pause. False where it is not, or does not exist. A run that has failed or was cancelled goes on by perdure.retry.';
