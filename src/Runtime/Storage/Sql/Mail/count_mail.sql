-- Counts the messages of a run up to one, by the index: their payloads are not read. Locks nothing.
-- $1 run, $2 the last that counts
select count(*)::integer
from perdure.messages m
where m.execution_id = $1 and m.id <= $2
