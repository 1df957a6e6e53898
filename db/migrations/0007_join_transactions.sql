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
