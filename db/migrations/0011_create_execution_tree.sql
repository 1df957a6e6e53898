-- Child runs, for people to look at.

create function perdure.execution_tree(root uuid) returns table (
  execution_id uuid, parent_id uuid, parent_step text, parent_item integer, parent_round integer, depth integer, workflow text, version integer, status text, created_at timestamptz)
  language sql stable
  as $$
    with recursive tree as (
      select e.id, e.parent_id, e.parent_step, e.parent_item, e.parent_round, 0 as depth, e.workflow, e.version, e.status, e.created_at, array[e.id] as path
      from perdure.executions e
      where e.id = root
      union all
      select c.id, c.parent_id, c.parent_step, c.parent_item, c.parent_round, t.depth + 1, c.workflow, c.version, c.status, c.created_at, t.path || c.id
      from tree t
      join perdure.executions c on c.parent_id = t.id
    )
    select t.id, t.parent_id, t.parent_step, t.parent_item, t.parent_round, t.depth, t.workflow, t.version, t.status, t.created_at
    from tree t
    order by t.path
  $$;
comment on function perdure.execution_tree(uuid) is 'A run and all runs that it started as steps, and those that they started, each behind its parent: of which step, item and round, how deep, and where it stands. Locks nothing.';
