-- Copies one run that has ended, with all that belongs to it, once for each number from first to last, as if it had been started a second apart
-- in the months before. It reads from the catalog which tables and columns a run has, and it complains where the schema is not what it takes it for.
create or replace function pg_temp.fill_finished(first integer, last integer) returns bigint language plpgsql as $$
declare
  sample uuid;
  belonging text;
  added bigint;
  total bigint := 0;
begin
  select e.id into sample from perdure.executions e where e.status = 'SUCCESS' order by e.id limit 1;
  if sample is null then
    raise exception 'there is no finished run to copy';
  end if;

  create temporary table copies on commit drop as
    select (
        lpad(to_hex((extract(epoch from started) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8000' || lpad(to_hex(n), 12, '0')
      )::uuid as id, started
    from generate_series(first, last) n
    cross join lateral (select now() - interval '400 days' + n * interval '1 second' as started) s;

  insert into perdure.executions
    select copy.*
    from perdure.executions e, copies c
    cross join lateral jsonb_populate_record(e, jsonb_build_object('id', c.id, 'created_at', c.started)) copy
    where e.id = sample;

  for belonging in
    select k.table_name
    from information_schema.columns k
    join information_schema.tables t using (table_schema, table_name)
    where k.table_schema = 'perdure' and k.column_name = 'execution_id' and t.table_type = 'BASE TABLE'
    order by k.table_name
  loop
    execute format(
      'insert into perdure.%1$I overriding system value select copy.* from perdure.%1$I r, copies c
       cross join lateral jsonb_populate_record(r, jsonb_build_object(''execution_id'', c.id, ''created_at'', c.started)) copy
       where r.execution_id = $1', belonging) using sample;
    get diagnostics added = row_count;
    total := total + added;
  end loop;

  if total < 2 * (last - first + 1) then
    raise exception 'a finished run of two steps has but % rows beside its own', total / (last - first + 1);
  end if;

  drop table copies;
  return total;
end
$$
