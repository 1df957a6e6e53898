-- Reads the messages of runs, oldest first, and in how many seconds a run that is paused was to begin.
-- $1 runs
select m.execution_id, m.id, m.kind, case when m.kind = 'PAUSE' then extract(epoch from (m.payload ->> 'due')::timestamptz - perdure.now())::double precision end,
  m.payload ->> 'name', (m.payload -> 'value')::text, m.payload ->> 'codec', m.payload::text
from perdure.messages m
where m.execution_id = any ($1::uuid[])
order by m.execution_id, m.id
