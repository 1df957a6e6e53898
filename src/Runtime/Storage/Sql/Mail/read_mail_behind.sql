-- Reads the messages of a run behind one, oldest first. The columns are those of read_mail. Locks nothing.
-- $1 run, $2 behind which, $3 how many at most
select m.execution_id, m.id, m.kind, m.payload ->> 'name', (m.payload -> 'value')::text, m.payload ->> 'codec', case when m.kind <> 'SIGNAL' then m.payload::text end, (m.payload ->> 'asked')::bigint,
  m.payload ->> 'question'
from perdure.messages m
where m.execution_id = $1 and m.id > $2
order by m.id
limit $3
