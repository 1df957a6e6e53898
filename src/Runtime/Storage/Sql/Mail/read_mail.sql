-- Reads the messages of runs, oldest first. Of a signal what it carries, as it stands in the message.
-- $1 runs
select m.execution_id, m.id, m.kind, m.payload ->> 'name', (m.payload -> 'value')::text, m.payload ->> 'codec', case when m.kind <> 'SIGNAL' then m.payload::text end, (m.payload ->> 'asked')::bigint,
  m.payload ->> 'question'
from perdure.messages m
where m.execution_id = any ($1::uuid[])
order by m.execution_id, m.id
