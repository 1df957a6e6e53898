-- updated_at where a statement did not set it itself, and events that go with their run.

create function perdure.touch() returns trigger
  language plpgsql
  as $$
begin
  new.updated_at := perdure.now();
  return new;
end
$$;
comment on function perdure.touch() is 'Sets updated_at. Hot statements set it themselves, and the triggers then do not fire.';

create trigger executions_touch before update on perdure.executions
  for each row when (new.updated_at is not distinct from old.updated_at) execute function perdure.touch();
create trigger execution_steps_touch before update on perdure.execution_steps
  for each row when (new.updated_at is not distinct from old.updated_at) execute function perdure.touch();
create trigger execution_state_touch before update on perdure.execution_state
  for each row when (new.updated_at is not distinct from old.updated_at) execute function perdure.touch();

create function perdure.delete_events() returns trigger
  language plpgsql
  as $$
begin
  delete from perdure.execution_events ev using deleted where ev.execution_id = deleted.id;
  return null;
end
$$;
comment on function perdure.delete_events() is 'Deletes the events of deleted runs, once a statement: a foreign key would cost a row trigger for each event that is written.';

create trigger executions_delete_events after delete on perdure.executions
  referencing old table as deleted for each statement execute function perdure.delete_events();

-- Recorded facts stay as they are. A backstop: our own statements never try.
create function perdure.refuse_rewrite() returns trigger
  language plpgsql
  as $$
begin
  raise exception 'the recorded result of step ''%'' of execution % cannot be replaced', old.step_id, old.execution_id
    using errcode = 'integrity_constraint_violation', constraint = 'execution_steps_result_never_replaced';
end
$$;
comment on function perdure.refuse_rewrite() is 'Refuses to replace the recorded result of a step.';

create trigger execution_steps_result_never_replaced before update on perdure.execution_steps
  for each row when (old.status = 'SUCCESS' and (new.status <> 'SUCCESS' or new.output::text is distinct from old.output::text or new.attempt <> old.attempt))
  execute function perdure.refuse_rewrite();

create function perdure.refuse_event_update() returns trigger
  language plpgsql
  as $$
begin
  raise exception 'the events of an execution are append-only'
    using errcode = 'integrity_constraint_violation', constraint = 'execution_events_append_only';
end
$$;
comment on function perdure.refuse_event_update() is 'Refuses to change an event.';

create trigger execution_events_append_only before update on perdure.execution_events
  for each statement execute function perdure.refuse_event_update();
