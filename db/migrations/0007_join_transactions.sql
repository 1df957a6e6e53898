-- What belongs to transactions of the caller's own.

-- Starts in a transaction that somebody else opened: on another database they would be written, and no worker of that client would ever look there. Name and time of the first migration
-- together are what no other database has, unless it is a copy under the same name. An own SQLSTATE: the client says it in its own words.
create function perdure.require_database(name text, since timestamptz) returns void
  language plpgsql stable
  as $$
begin
  if name <> current_database() or not exists (select from perdure.schema_version v where v.version = 1 and v.applied_at = since) then
    raise exception 'the transaction is one of another database than that of the client' using errcode = 'PD002';
  end if;
end
$$;
comment on function perdure.require_database(text, timestamptz) is 'Refuses a statement on another database than the one whose name and first migration the caller knows. SQLSTATE PD002.';

-- The result of a step, in the step's own transaction: the last statement before its commit. Only while the attempt is still its holder's: whoever inherits the run takes the row first,
-- and an attempt that was left behind then finds nothing to write. Whoever is cut off between this statement and the commit holds the row's lock: the server ends such a session, so
-- that an heir waits for seconds and not for ever. The commit is on disk before the run goes on, whatever the role's default.
-- A transaction that is not the one that was begun for the step has lost the setting that was made in it. The user's sessions plan as the user likes; this one row is found by its key.
-- Locks: the step's row.
create function perdure.settle_step(run uuid, step text, at_item integer, at_round integer, of_attempt integer, of_holder uuid, result text, result_codec text, ends_loop boolean, tag_value text, mark text) returns text
  language plpgsql volatile
  set enable_seqscan = off
  as $$
begin
  if current_setting('perdure.step', true) is distinct from mark then
    return 'another transaction';
  end if;

  perform set_config('idle_in_transaction_session_timeout', '5s', true),
    set_config('synchronous_commit', case when current_setting('synchronous_commit') in ('off', 'local') then 'on' else current_setting('synchronous_commit') end, true);
  update perdure.execution_steps s
  set status = 'SUCCESS', output = result::json, codec = result_codec, is_last = case when s.round > 0 then ends_loop end, tag = tag_value, error = null, finished_at = perdure.now(), updated_at = perdure.now()
  where s.execution_id = run and s.step_id = step and s.item = at_item and s.round = at_round
    and s.attempt = of_attempt and s.holder = of_holder and s.status = 'RUNNING';
  return case when found then 'settled' else 'lost' end;
end
$$;
comment on function perdure.settle_step(uuid, text, integer, integer, integer, uuid, text, text, boolean, text, text) is 'Writes the result of a step in the step''s own transaction: settled, lost (the attempt is not its holder''s any more), or another transaction (than the one that was begun for it).';
