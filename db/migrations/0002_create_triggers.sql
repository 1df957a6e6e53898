-- updated_at where a statement did not set it itself, records that go with their run, and what may not be written.

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

create function perdure.delete_records() returns trigger
  language plpgsql
  as $$
begin
  delete from perdure.execution_journal j using deleted where j.execution_id = deleted.id;
  delete from perdure.execution_steps s using deleted where s.execution_id = deleted.id;
  return null;
end
$$;
comment on function perdure.delete_records() is 'Deletes the steps and the journal of deleted runs, once a statement: a foreign key would cost a row trigger for each row that is written.';

create trigger executions_delete_records after delete on perdure.executions
  referencing old table as deleted for each statement execute function perdure.delete_records();

-- Recorded facts stay as they are, save that a loop may let go of the results of its earlier rounds. A backstop: our own statements never try.
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
  for each row when (old.status = 'SUCCESS' and (new.status <> 'SUCCESS' or new.attempt <> old.attempt
    or (new.output::text is distinct from old.output::text and (new.output is not null or old.round = 0))))
  execute function perdure.refuse_rewrite();

create function perdure.refuse_journal_update() returns trigger
  language plpgsql
  as $$
begin
  raise exception 'the journal of an execution is append-only'
    using errcode = 'integrity_constraint_violation', constraint = 'execution_journal_append_only';
end
$$;
comment on function perdure.refuse_journal_update() is 'Refuses to change what happened.';

create trigger execution_journal_append_only before update on perdure.execution_journal
  for each statement execute function perdure.refuse_journal_update();

-- The fence of a batch. An own SQLSTATE: the writer must tell a lost run from a defect.
create function perdure.require_runs(locked bigint, wanted integer) returns void
  language plpgsql
  as $$
begin
  if locked <> wanted then
    raise exception '% of % runs of a batch are another''s, or locked for a moment', wanted - locked, wanted using errcode = 'PD001';
  end if;
end
$$;
comment on function perdure.require_runs(bigint, integer) is 'Refuses a batch unless all its runs could be locked under their holder and token. SQLSTATE PD001.';
